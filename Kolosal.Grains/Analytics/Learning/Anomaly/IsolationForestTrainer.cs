using Kolosal.Learning.Clustering;
using Kolosal.Statistics;

namespace Kolosal.Learning.Anomaly;

/// <param name="Trees">At least 1. Default: 100.</param>
/// <param name="SampleRows">ψ: rows drawn for a tree, all where there are fewer; at least 2. Default: 256.</param>
/// <param name="Contamination">Share of the training rows that are anomalies, above 0 and at most ½; null for the threshold ½. Default: null.</param>
public sealed record IsolationForestOptions(int Trees = 100, int SampleRows = 256, double? Contamination = null)
{
    /// <summary>At least 1.</summary>
    public int Trees { get; } = Require.AtLeast(Trees, 1);

    /// <summary>At least 2.</summary>
    public int SampleRows { get; } = Require.AtLeast(SampleRows, 2);

    /// <summary>Above 0 and at most ½, or null.</summary>
    public double? Contamination { get; } = AnomalyThreshold.Check(Contamination);
}

/// <summary>Isolation forest (Liu, Ting and Zhou, ICDM 2008, algorithms 1–3): trees of
/// random splits, in which unusual rows end up alone after few.</summary>
/// <remarks>
/// Score 2^(−E[h(x)] / c(ψ)), h the depth of the leaf plus c of the training rows in it (equations 1 and 2); ½ for a row like any other,
/// towards 1 for anomalies. A tree is grown to depth ⌈log₂ ψ⌉ on rows drawn without repetition; a split takes a column that varies in the node,
/// at random, and a value evenly between its least and greatest. There are no weights: rows of weight 0 are absent, others must weigh the same.
/// </remarks>
public sealed class IsolationForestTrainer(IsolationForestOptions options) : AnomalyTrainer(Descriptor)
{
    // The paper's reading: a score of ½ is that of a row with the mean path (section 2).
    private const double DefaultThreshold = 0.5;

    /// <summary>The entry in <see cref="AnomalyTrainers.All"/>.</summary>
    public static AnomalyDescriptor Descriptor { get; } = new("isolation_forest",
        new SearchSpace([new IntegerParameter("trees", 10, 500, 100, Log: true), new IntegerParameter("sample_rows", 16, 2048, 256, Log: true),
            .. AnomalyThreshold.Parameters]),
        given => new IsolationForestTrainer(new(given.Integer("trees"), given.Integer("sample_rows"), AnomalyThreshold.Parse(given))),
            IsolationForest.Read);

    private protected override IAnomalyDetector Learn(FeatureRows rows, ulong seed, CancellationToken cancel)
    {
        int[] counted = ClusterRows.Equal(Name, rows);
        if (counted.Length < 2) throw new TrainingException($"'{Name}' needs at least two rows, got {counted.Length}.");
        int sample = Math.Min(options.SampleRows, counted.Length), deepest = (int)Math.Ceiling(Math.Log2(sample));
        int[] drawn = [.. counted];
        var builder = new IsolationTreeBuilder(rows, AveragePath(sample), deepest);
        for (int tree = 0; tree < options.Trees; tree++)
        {
            cancel.ThrowIfCancellationRequested();
            var random = new SeededRandom(seed, (ulong)tree);
            for (int i = 0; i < sample; i++)
            {
                int j = i + random.Next(drawn.Length - i);
                (drawn[i], drawn[j]) = (drawn[j], drawn[i]);
            }
            builder.Grow(drawn.AsSpan(0, sample), ref random);
        }
        var forest = builder.Build(DefaultThreshold);
        if (options.Contamination is null) return forest;
        double[] scores = new double[counted.Length];
        for (int i = 0; i < scores.Length; i++)
        {
            if (i % 256 == 0) cancel.ThrowIfCancellationRequested();
            scores[i] = forest.Score(rows.Row(counted[i]));
        }
        return builder.Build(AnomalyThreshold.Of(options.Contamination, DefaultThreshold, scores));
    }

    /// <summary>c(n) = 2 H(n − 1) − 2 (n − 1) / n with H(i) ≈ ln i + γ: the mean depth of an
    /// unsuccessful search among n rows (equation 1); 0 for one row, 1 for two.</summary>
    /// <param name="rows">n, at least 1.</param>
    public static double AveragePath(int rows) => rows switch
    {
        <= 1 => 0,
        2 => 1,
        _ => 2 * (Math.Log(rows - 1) + 0.5772156649015329) - 2.0 * (rows - 1) / rows,
    };
}
