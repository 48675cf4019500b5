namespace Kolosal.Learning.Metrics;

/// <summary>Measures of how true probabilities are. Rows count by their weights.</summary>
public static class ProbabilityMetrics
{
    // A miss that was thought impossible costs 34.5 nats and not infinitely many: scikit-learn's bound up to version 1.2.
    private const double MinProbability = 1e-15;

    /// <summary>−mean ln p(true class); nats. Of two classes the second's p is clipped to [1e-15, 1 − 1e-15]
    /// and the first's is 1 − p; of more, each p is clipped and the row brought back to the sum 1.</summary>
    /// <remarks>As scikit-learn's log_loss with eps = 1e-15: of a vector of probabilities for two
    /// classes, of a matrix for more. Later versions clip to the machine's epsilon.</remarks>
    public static double LogLoss(ScoredRows rows) => Mean(rows, row =>
    {
        var p = rows.Probabilities(row);
        int truth = rows.Labels.Span[row];
        if (p.Length == 2) return -Math.Log(truth == 1 ? Clip(p[1]) : 1 - Clip(p[1]));
        double total = 0;
        foreach (double own in p) total += Clip(own);
        return -Math.Log(Clip(p[truth]) / total);
    });

    /// <summary>Mean squared distance of the probabilities from the truth: of the second class alone when
    /// there are two, else summed over the classes (Brier, Monthly Weather Review 78, 1950).</summary>
    public static double Brier(ScoredRows rows) => Mean(rows, row =>
    {
        var p = rows.Probabilities(row);
        int truth = rows.Labels.Span[row];
        if (p.Length == 2) return (p[1] - truth) * (p[1] - truth);
        double sum = 0;
        for (int k = 0; k < p.Length; k++) sum += (p[k] - (k == truth ? 1 : 0)) * (p[k] - (k == truth ? 1 : 0));
        return sum;
    });

    /// <summary>Mean distance, in classes, of the decision from the truth; for classes in order.</summary>
    public static double MeanClassDistance(ScoredRows rows) =>
        Mean(rows, row => Math.Abs(ClassDecision.Of(rows.Probabilities(row)) - rows.Labels.Span[row]));

    /// <summary>Mean Σ (Fₖ − 1{truth ≤ k})² / (K − 1) over k, F the cumulated probabilities of classes in order: 0 for a sure and right answer, 1
    /// for a sure one at the other end (Epstein, Journal of Applied Meteorology 8, 1969; in Murphy's form of 1971).</summary>
    public static double RankedProbabilityScore(ScoredRows rows) => Mean(rows, row =>
    {
        var p = rows.Probabilities(row);
        double below = 0, sum = 0;
        for (int k = 0; k < p.Length - 1; k++)
        {
            below += p[k];
            double gap = below - (rows.Labels.Span[row] <= k ? 1 : 0);
            sum += gap * gap;
        }
        return sum / (p.Length - 1);
    });

    /// <summary>The share of rows whose true class is among the k most probable; of equal
    /// probabilities the higher class counts as more probable.</summary>
    public static double TopK(ScoredRows rows, int k) => Mean(rows, row =>
    {
        var p = rows.Probabilities(row);
        int truth = rows.Labels.Span[row], above = 0;
        for (int j = 0; j < p.Length; j++) if (p[j] > p[truth] || (p[j] == p[truth] && j > truth)) above++;
        return above < k ? 1 : 0;
    });

    /// <summary>Expected and maximum calibration error: the gap between mean probability and observed
    /// share of a bin, averaged by rows, and the widest (Naeini et al., AAAI 2015).</summary>
    /// <param name="rows">With two classes the probability of the second is judged; with more the greatest one (top label).</param>
    /// <param name="bins">At least 1.</param>
    /// <param name="kind">Of equal width, or of equal mass (adaptive calibration error: Nixon et al., CVPR workshops 2019).</param>
    public static (double Expected, double Maximum) CalibrationError(
        ScoredRows rows, int bins = 15, CalibrationBins kind = CalibrationBins.EqualWidth)
    {
        var probabilities = new double[rows.Rows];
        var truth = new bool[rows.Rows];
        for (int row = 0; row < rows.Rows; row++)
        {
            var own = rows.Probabilities(row);
            int judged = own.Length == 2 ? 1 : ClassDecision.Of(own);
            (probabilities[row], truth[row]) = (own[judged], rows.Labels.Span[row] == judged);
        }
        return Gaps(CalibrationCurve.Of(probabilities, truth, bins, kind, rows.Weights.Span));
    }

    /// <summary>The mean over classes of the expected calibration error of each class against the rest (Kull
    /// et al., NeurIPS 2019, equation 2): it also sees classes that are seldom the greatest.</summary>
    /// <param name="rows">Rows with classes.</param>
    /// <param name="bins">At least 1.</param>
    public static double ClasswiseCalibrationError(ScoredRows rows, int bins = 15) =>
        Enumerable.Range(0, rows.Classes).Average(k => Gaps(
            CalibrationCurve.Of(rows.ProbabilitiesOf(k), rows.Are(k), bins, weights: rows.Weights.Span)).Expected);

    private static (double Expected, double Maximum) Gaps(ImmutableArray<CalibrationBin> curve)
    {
        double expected = 0, maximum = 0, total = curve.Sum(b => b.Weight);
        foreach (var bin in curve)
        {
            double gap = Math.Abs(bin.MeanPredicted - bin.Observed);
            expected += gap * bin.Weight / total;
            maximum = Math.Max(maximum, gap);
        }
        return (expected, maximum);
    }

    private static double Clip(double p) => Math.Clamp(p, MinProbability, 1 - MinProbability);

    internal static double Mean(ScoredRows rows, Func<int, double> ofRow)
    {
        double sum = 0, weight = 0;
        for (int row = 0; row < rows.Rows; row++)
        {
            sum += rows.Weight(row) * ofRow(row);
            weight += rows.Weight(row);
        }
        return sum / weight;
    }
}
