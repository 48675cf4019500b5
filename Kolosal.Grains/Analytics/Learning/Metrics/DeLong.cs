using Kolosal.Statistics;
using MathNet.Numerics.Distributions;

namespace Kolosal.Learning.Metrics;

/// <summary>The variance of ROC areas without resampling (DeLong, DeLong and Clarke-Pearson, Biometrics
/// 44, 1988), by midranks in O(n log n) (Sun and Xu, IEEE Signal Processing Letters 21, 2014).</summary>
public static class DeLong
{
    /// <summary>An area and its variance.</summary>
    /// <exception cref="ArgumentException">Fewer than two positives or two negatives.</exception>
    public static (double Auc, double Variance) Area(ReadOnlySpan<bool> truth, ReadOnlySpan<double> scores)
    {
        var (auc, positives, negatives) = Components(truth, scores);
        return (auc, Covariance(positives, positives) / positives.Length + Covariance(negatives, negatives) / negatives.Length);
    }

    /// <summary>Two scores of the same rows: areas, variances, covariance, and the two-sided test that the areas are equal.</summary>
    /// <exception cref="ArgumentException">Fewer than two positives or two negatives.</exception>
    public static (double Auc1, double Auc2, double Variance1, double Variance2, double Covariance, double Z, double P) Compare(
        ReadOnlySpan<bool> truth, ReadOnlySpan<double> scores1, ReadOnlySpan<double> scores2)
    {
        var (auc1, positives1, negatives1) = Components(truth, scores1);
        var (auc2, positives2, negatives2) = Components(truth, scores2);
        double Joint(double[] p, double[] q, double[] m, double[] n) => Covariance(p, q) / p.Length + Covariance(m, n) / m.Length;
        double v1 = Joint(positives1, positives1, negatives1, negatives1), v2 = Joint(positives2, positives2, negatives2, negatives2),
            c = Joint(positives1, positives2, negatives1, negatives2);
        double spread = v1 + v2 - 2 * c;
        double z = spread > 0 ? (auc1 - auc2) / Math.Sqrt(spread) : 0;
        return (auc1, auc2, v1, v2, c, z, 2 * Normal.CDF(0, 1, -Math.Abs(z)));
    }

    /// <summary>For each positive the share of negatives below it, for each negative the share of positives above it; ties half.</summary>
    private static (double Auc, double[] Positives, double[] Negatives) Components(ReadOnlySpan<bool> truth, ReadOnlySpan<double> scores)
    {
        if (truth.Length != scores.Length) throw new ArgumentException($"Need one score a row, got {truth.Length} and {scores.Length}.");
        var positive = new List<double>();
        var negative = new List<double>();
        for (int row = 0; row < truth.Length; row++) (truth[row] ? positive : negative).Add(scores[row]);
        int m = positive.Count, n = negative.Count;
        if (m < 2 || n < 2) throw new ArgumentException($"Need at least two positives and two negatives, got {m} and {n}.");

        double[] all = Ranks.Of([.. positive, .. negative]), own = Ranks.Of([.. positive]), others = Ranks.Of([.. negative]);
        var above = new double[m];
        var below = new double[n];
        for (int i = 0; i < m; i++) above[i] = (all[i] - own[i]) / n;
        for (int j = 0; j < n; j++) below[j] = 1 - (all[m + j] - others[j]) / m;
        return (above.Average(), above, below);
    }

    private static double Covariance(double[] x, double[] y)
    {
        double mx = x.Average(), my = y.Average(), sum = 0;
        for (int i = 0; i < x.Length; i++) sum += (x[i] - mx) * (y[i] - my);
        return sum / (x.Length - 1);
    }
}
