using Kolosal.Learning.Metrics;
using Kolosal.Learning.Validation;

namespace Kolosal.Learning.Calibration;

/// <summary>A calibrator and what it gained.</summary>
/// <param name="Calibrator">Fitted on all the held-out rows, or null when the probabilities were best left alone.</param>
/// <param name="LogLossBefore">Of the rows as they came.</param>
/// <param name="LogLossAfter">Of the rows, each calibrated by a fit that did not see it.</param>
public sealed record CalibrationChoice(Calibrator? Calibrator, double LogLossBefore, double LogLossAfter);

/// <summary>Fits calibrators to held-out probabilities and chooses among them by held-out log loss.</summary>
public static class CalibratorFitter
{
    private const int Folds = 5, LeastRows = 50, RowsForIsotonic = 1000;

    /// <summary>Chooses between none, temperature, Platt and isotonic by cross-validated log loss; the simplest wins a tie.</summary>
    /// <param name="heldOut">Probabilities of rows that the model was not fitted to. Fewer than 50 rows, or a class in fewer than two of them, and nothing is fitted; isotonic needs 1000 rows, below which it overfits (Niculescu-Mizil and Caruana, ICML 2005).</param>
    /// <param name="seed">Of the folds.</param>
    /// <param name="cancel">Polled between fits.</param>
    public static CalibrationChoice Choose(ScoredRows heldOut, ulong seed, CancellationToken cancel = default)
    {
        if (heldOut.Task == LearningTask.Regression) throw new ArgumentException("Only probabilities are calibrated.", nameof(heldOut));
        double before = ProbabilityMetrics.LogLoss(heldOut);
        var best = new CalibrationChoice(null, before, before);
        bool enough = heldOut.Rows >= LeastRows && Enumerable.Range(0, heldOut.Classes).All(k => heldOut.Labels.Span.Count(k) >= 2);
        if (!enough) return best;

        var folds = Validation.Folds.Stratified(heldOut.Labels.Span, Folds, seed);
        foreach (var fit in (Func<ScoredRows, Calibrator>[])[Temperature, Platt, .. heldOut.Rows >= RowsForIsotonic ? [Isotonic] : Array.Empty<Func<ScoredRows, Calibrator>>()])
        {
            double[] calibrated = heldOut.Outputs.ToArray();
            foreach (var fold in folds)
            {
                cancel.ThrowIfCancellationRequested();
                var calibrator = fit(heldOut.Take(fold.Training.AsSpan()));
                foreach (int row in fold.Validation) calibrator.Apply(calibrated.AsSpan(row * heldOut.Classes, heldOut.Classes));
            }
            double after = ProbabilityMetrics.LogLoss(ScoredRows.Classification(heldOut.Labels, heldOut.Classes, calibrated, heldOut.Weights));
            if (after < best.LogLossAfter) best = new(fit(heldOut), before, after);
        }
        return best;
    }

    /// <summary>One temperature.</summary>
    public static Calibrator Temperature(ScoredRows rows)
    {
        double[] logs = rows.Outputs.ToArray();
        for (int i = 0; i < logs.Length; i++) logs[i] = Math.Log(Math.Max(logs[i], Calibrator.Tiny));
        return new TemperatureCalibrator(TemperatureScaling.Fit(logs, rows.Labels.Span));
    }

    /// <summary>A line through the logit of each class against the rest; of two classes the second alone.</summary>
    public static Calibrator Platt(ScoredRows rows)
    {
        var lines = Judged(rows).Select(k => PlattScaling.Fit(Array.ConvertAll(rows.ProbabilitiesOf(k), Calibrator.Logit), rows.Are(k))).ToArray();
        return new PlattCalibrator([.. lines.Select(l => l.A)], [.. lines.Select(l => l.B)]);
    }

    /// <summary>A monotone curve for each class against the rest; of two classes the second alone.</summary>
    public static Calibrator Isotonic(ScoredRows rows) =>
        new IsotonicCalibrator([.. Judged(rows).Select(k => IsotonicRegression.Fit(rows.ProbabilitiesOf(k), Array.ConvertAll(rows.Are(k), t => t ? 1.0 : 0), Positive(rows.Weights.Span)))]);

    private static IEnumerable<int> Judged(ScoredRows rows) => rows.Classes == 2 ? [1] : Enumerable.Range(0, rows.Classes);

    /// <summary>Weights of 0 would leave a block without a mean; the smallest normal number leaves it without a say.</summary>
    private static double[] Positive(ReadOnlySpan<double> weights)
    {
        const double Negligible = 1e-300;
        double[] positive = weights.ToArray();
        for (int row = 0; row < positive.Length; row++) positive[row] = Math.Max(positive[row], Negligible);
        return positive;
    }
}
