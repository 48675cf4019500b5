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
    // Isotonic regression overfits below some 1,000 rows (Niculescu-Mizil and Caruana, ICML 2005). The others are chosen, not derived: below
    // 50 rows nothing is fitted but a temperature, and a matrix wants five rows a parameter.
    private const int Folds = 5, MinRows = 50, RowsForIsotonic = 1000, RowsPerMatrixParameter = 5;
    private static readonly double[] Penalties = [1e-1, 1e-3];

    /// <summary>Chooses between none and every map by cross-validated log loss; the simplest wins a tie.</summary>
    /// <param name="heldOut">Probabilities of rows that the model was not fitted to. Fewer than 50 rows, or a class
    /// in fewer than two of them, and nothing is fitted; isotonic needs 1000 rows, below which it overfits
    /// (Niculescu-Mizil and Caruana, ICML 2005), a Dirichlet matrix three classes and five rows a parameter.</param>
    /// <param name="seed">Of the folds.</param>
    /// <param name="cancel">Polled inside fits.</param>
    public static CalibrationChoice Choose(ScoredRows heldOut, ulong seed, CancellationToken cancel = default)
    {
        if (heldOut.Task == LearningTask.Regression) throw new ArgumentException("Only probabilities are calibrated.", nameof(heldOut));
        double before = ProbabilityMetrics.LogLoss(heldOut);
        var best = new CalibrationChoice(null, before, before);
        bool enough = heldOut.Rows >= MinRows && Enumerable.Range(0, heldOut.Classes).All(k => heldOut.Labels.Span.Count(k) >= 2);
        if (!enough) return best;

        var folds = Validation.Folds.Stratified(heldOut.Labels.Span, Folds, seed);
        foreach (var fit in Candidates(heldOut, cancel))
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

    /// <summary>Fits one map.</summary>
    /// <param name="method">Which.</param>
    /// <param name="rows">Probabilities of rows that the model was not fitted to.</param>
    /// <param name="cancel">Polled inside iterative fits.</param>
    public static Calibrator Fit(CalibrationMethod method, ScoredRows rows, CancellationToken cancel = default) => method switch
    {
        CalibrationMethod.Temperature => Temperature(rows),
        CalibrationMethod.Platt => Platt(rows),
        CalibrationMethod.PlattOfProbability => Lines(rows, PlattInput.Probability),
        CalibrationMethod.Beta => Beta(rows, cancel),
        CalibrationMethod.Vector => DirichletCalibration.FitVector(rows, new(), cancel),
        CalibrationMethod.Dirichlet => DirichletCalibration.Fit(rows, new(), cancel),
        CalibrationMethod.Isotonic => Isotonic(rows),
        _ => throw new ArgumentOutOfRangeException(nameof(method), method, "There is no such map."),
    };

    /// <summary>One temperature.</summary>
    public static Calibrator Temperature(ScoredRows rows)
    {
        double[] logs = rows.Outputs.ToArray();
        for (int i = 0; i < logs.Length; i++) logs[i] = Math.Log(Math.Max(logs[i], Calibrator.Tiny));
        return new TemperatureCalibrator(TemperatureScaling.Fit(logs, rows.Labels.Span, rows.Weights.Span));
    }

    /// <summary>A line through the logit of each class against the rest; of two classes the second alone.</summary>
    public static Calibrator Platt(ScoredRows rows) => Lines(rows, PlattInput.Logit);

    /// <summary>A beta map of each class against the rest; of two classes the second alone.</summary>
    public static Calibrator Beta(ScoredRows rows, CancellationToken cancel = default)
    {
        var maps = Judged(rows).Select(k => BetaCalibration.Fit(rows.ProbabilitiesOf(k), rows.Are(k), rows.Weights.Span, cancel)).ToArray();
        return new BetaCalibrator([.. maps.Select(m => m.A)], [.. maps.Select(m => m.B)], [.. maps.Select(m => m.C)]);
    }

    /// <summary>A monotone curve for each class against the rest; of two classes the second alone.</summary>
    public static Calibrator Isotonic(ScoredRows rows)
    {
        // A row of weight 0 is absent: it would still be a point of the curve.
        var counted = rows.Weights.Span.Contains(0) ? rows.Take([.. Enumerable.Range(0, rows.Rows).Where(row => rows.Weight(row) > 0)]) : rows;
        return new IsotonicCalibrator([.. Judged(counted).Select(k =>
            IsotonicRegression.Fit(counted.ProbabilitiesOf(k), Array.ConvertAll(counted.Are(k), t => t ? 1.0 : 0), counted.Weights.Span))]);
    }

    /// <summary>From the fewest parameters to the most. Of two classes a vector or a
    /// matrix of log probabilities is the beta map over again.</summary>
    private static IEnumerable<Func<ScoredRows, Calibrator>> Candidates(ScoredRows rows, CancellationToken cancel)
    {
        yield return Temperature;
        yield return Platt;
        if (rows.Classes > 2) yield return own => Fit(CalibrationMethod.Vector, own, cancel);
        yield return own => Beta(own, cancel);
        if (rows.Classes > 2 && rows.Rows >= RowsPerMatrixParameter * rows.Classes * (rows.Classes + 1L))
            foreach (double penalty in Penalties) yield return own => DirichletCalibration.Fit(own, new(penalty, penalty), cancel);
        if (rows.Rows >= RowsForIsotonic) yield return Isotonic;
    }

    private static PlattCalibrator Lines(ScoredRows rows, PlattInput input)
    {
        var lines = Judged(rows).Select(k => PlattScaling.Fit(
            input == PlattInput.Logit ? Array.ConvertAll(rows.ProbabilitiesOf(k), Calibrator.Logit) : rows.ProbabilitiesOf(k), rows.Are(k),
                rows.Weights.Span)).ToArray();
        return new([.. lines.Select(l => l.A)], [.. lines.Select(l => l.B)], input);
    }

    private static IEnumerable<int> Judged(ScoredRows rows) => rows.Classes == 2 ? [1] : Enumerable.Range(0, rows.Classes);
}
