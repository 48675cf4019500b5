namespace Kolosal.Learning.Metrics;

/// <summary>Measures of how true probabilities are. Rows count by their weights.</summary>
public static class ProbabilityMetrics
{
    private const double SmallestProbability = 1e-15;

    /// <summary>−mean ln p(true class), p clipped to [1e-15, 1 − 1e-15] and the row brought back to the sum 1; nats.</summary>
    public static double LogLoss(ScoredRows rows) => Mean(rows, row =>
    {
        double total = 0;
        foreach (double p in rows.Probabilities(row)) total += Clip(p);
        return -Math.Log(Clip(rows.Probabilities(row)[rows.Labels.Span[row]]) / total);
    });

    /// <summary>Mean squared distance of the probabilities from the truth: of the second class alone when there are two, else summed over the classes (Brier, Monthly Weather Review 78, 1950).</summary>
    public static double Brier(ScoredRows rows) => Mean(rows, row =>
    {
        var p = rows.Probabilities(row);
        int truth = rows.Labels.Span[row];
        if (p.Length == 2) return (p[1] - truth) * (p[1] - truth);
        double sum = 0;
        for (int k = 0; k < p.Length; k++) sum += (p[k] - (k == truth ? 1 : 0)) * (p[k] - (k == truth ? 1 : 0));
        return sum;
    });

    /// <summary>The share of rows whose true class is among the k most probable; of equal probabilities the higher class counts as more probable.</summary>
    public static double TopK(ScoredRows rows, int k) => Mean(rows, row =>
    {
        var p = rows.Probabilities(row);
        int truth = rows.Labels.Span[row], above = 0;
        for (int j = 0; j < p.Length; j++) if (p[j] > p[truth] || (p[j] == p[truth] && j > truth)) above++;
        return above < k ? 1 : 0;
    });

    /// <summary>Expected and maximum calibration error over equal-width bins (lo, hi], 0 in the first: the gap between mean probability and observed share, averaged by rows, and the widest (Naeini et al., AAAI 2015).</summary>
    /// <param name="rows">With two classes the probability of the second is judged; with more the greatest one (top label).</param>
    /// <param name="bins">At least 1.</param>
    public static (double Expected, double Maximum) CalibrationError(ScoredRows rows, int bins = 15)
    {
        var weight = new double[bins];
        var confidence = new double[bins];
        var hits = new double[bins];
        for (int row = 0; row < rows.Rows; row++)
        {
            var probabilities = rows.Probabilities(row);
            int judged = probabilities.Length == 2 ? 1 : ClassDecision.Of(probabilities);
            double p = probabilities[judged];
            int bin = Math.Clamp((int)Math.Ceiling(p * bins) - 1, 0, bins - 1);
            weight[bin] += rows.Weight(row);
            confidence[bin] += rows.Weight(row) * p;
            if (rows.Labels.Span[row] == judged) hits[bin] += rows.Weight(row);
        }
        double expected = 0, maximum = 0, total = weight.Sum();
        for (int bin = 0; bin < bins; bin++)
        {
            if (weight[bin] == 0) continue;
            double gap = Math.Abs(confidence[bin] - hits[bin]) / weight[bin];
            expected += gap * weight[bin] / total;
            maximum = Math.Max(maximum, gap);
        }
        return (expected, maximum);
    }

    private static double Clip(double p) => Math.Clamp(p, SmallestProbability, 1 - SmallestProbability);

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
