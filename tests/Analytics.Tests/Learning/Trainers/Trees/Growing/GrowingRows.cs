using Kolosal.Numerics;

namespace Kolosal.Learning.Trees;

/// <summary>Binned rows, gradients and hand-made histograms for tests of growing.</summary>
internal static class GrowingRows
{
    public static readonly WorkerTeam One = new(1);

    /// <summary>Binned columns of numbers, given row by row.</summary>
    public static BinnedMatrix Matrix(int columns, params double[] features) =>
        BinnedMatrix.Fit(features, TreeRows.Numbers(columns), default, 255, 1, One, CancellationToken.None);

    /// <summary>Squared error at the score 0, so that g = −y and h = 1.</summary>
    public static BoostingProblem Problem(params double[] targets) => new(new SquaredObjective(), targets, []);

    public static QuantisedGradients Gradients(BoostingProblem problem, bool wide = true)
    {
        var gradients = new QuantisedGradients(problem.Rows, wide);
        gradients.Quantise(problem, 0, problem.Rows, 5, One, CancellationToken.None);
        return gradients;
    }

    /// <summary>The histogram of a column with given sums; each is in units of 1.</summary>
    /// <param name="g">Σ gradient of every bin, and of missing last when it is asked for.</param>
    /// <param name="h">Σ hessian, whole numbers.</param>
    /// <param name="n">Rows.</param>
    /// <param name="missing">Whether the last entry is of missing values.</param>
    /// <param name="categories">Whether bins are categories.</param>
    public static (ColumnHistogram Histogram, NodeSums Node) Histogram(int[] g, int[] h, int[] n, bool missing, bool categories = false)
    {
        int bins = missing ? g.Length - 1 : g.Length;
        var of = categories ? FeatureBins.FromCategories([.. Enumerable.Range(0, bins).Select(b => (byte)b)], bins)
            : FeatureBins.FromThresholds([.. Enumerable.Range(0, bins - 1).Select(b => b + 0.5)]);
        double[] values = [.. Enumerable.Range(0, bins).Select(b => (double)b), .. missing ? new[] { double.NaN } : []];
        var matrix = BinnedMatrix.Encode(values, [of], One, CancellationToken.None);
        var histogram = new ColumnHistogram(matrix, HistogramLayout.Of(matrix, One, CancellationToken.None), wide: true);
        var sums = new long[2 * g.Length];
        for (int code = 0; code < g.Length; code++)
            (sums[2 * code], sums[2 * code + 1]) = (g[code], ((long)h[code] << QuantisedGradients.CountBits) + n[code]);
        var node = new NodeSums(g.Sum(), h.Sum(), n.Sum());
        histogram.Read(0, sums, node);
        return (histogram, node);
    }

    /// <summary>Gains with units of 1.</summary>
    public static SplitGain Gain(GradientBoostingOptions options)
    {
        var gain = new SplitGain(options);
        gain.Begin(new QuantisedGradients(1, isWide: true));
        return gain;
    }
}
