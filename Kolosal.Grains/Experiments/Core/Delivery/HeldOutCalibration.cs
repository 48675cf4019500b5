using Kolosal.Learning.Calibration;
using Kolosal.Learning.Metrics;
using Kolosal.Statistics;

namespace Kolosal.Experiments;

/// <summary>The calibrator of a delivered model, fitted to what it says of rows that it has not learnt from.</summary>
internal static class HeldOutCalibration
{
    /// <summary>More rows than this settle a map of a few parameters no better.</summary>
    private const int MostRows = 10_000;

    private static readonly string[] RankMetrics = ["roc_auc", "pr_auc", "roc_auc_ovr", "roc_auc_ovr_weighted", "roc_auc_ovo"];

    /// <summary>The map that was asked for, or the one with the least cross-validated log loss; null when the probabilities were best left
    /// alone.</summary>
    /// <remarks>Steps of an isotonic map are ties, which cost a metric of ranks: such a run takes the beta map in its place.</remarks>
    public static Calibrator? Choose(RunPlan plan, ScoredRows heldOut, PlannedRows rows, CancellationToken cancel)
    {
        if (plan.Calibration == CalibrationRule.None) return null;
        var all = heldOut;
        ulong seed = plan.SeedFor(SeedPurpose.Calibration);
        if (heldOut.Rows > MostRows)
        {
            int[] drawn = [.. Enumerable.Range(0, heldOut.Rows)];
            new SeededRandom(seed).Shuffle<int>(drawn);
            heldOut = heldOut.Take([.. drawn.Take(MostRows).Order()]);
        }
        var choice = plan.Calibration is { } asked ? CalibratorFitter.Fit(MethodOf(asked), heldOut, cancel)
            : CalibratorFitter.Choose(heldOut, seed, cancel).Calibrator;
        if (plan.Calibration is null && choice is IsotonicCalibrator && RankMetrics.Contains(plan.Metric))
            choice = CalibratorFitter.Beta(heldOut, cancel);
        return plan.Fairness is { } rule && choice is not null && Breaks(rule, all, choice, rows) ? null : choice;
    }

    private static CalibrationMethod MethodOf(CalibrationRule rule) => rule switch
    {
        CalibrationRule.Temperature => CalibrationMethod.Temperature,
        CalibrationRule.Platt => CalibrationMethod.Platt,
        CalibrationRule.Beta => CalibrationMethod.Beta,
        CalibrationRule.Isotonic => CalibrationMethod.Isotonic,
        CalibrationRule.Dirichlet => CalibrationMethod.Dirichlet,
        _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, "There is no such map."),
    };

    /// <summary>Whether decisions keep a rule without the map and not with it.</summary>
    private static bool Breaks(FairnessRule rule, ScoredRows heldOut, Calibrator map, PlannedRows rows)
    {
        var parity = new DecisionParity(rule, rows.Development.SelectRows(rows.Validated));
        double[] calibrated = heldOut.Outputs.ToArray();
        for (int row = 0; row < heldOut.Rows; row++) map.Apply(calibrated.AsSpan(row * heldOut.Classes, heldOut.Classes));
        return parity.IsKept(heldOut.Outputs.Span) && !parity.IsKept(calibrated);
    }
}
