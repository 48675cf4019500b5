using Kolosal.Learning;
using Kolosal.Learning.Metrics;
using Kolosal.Learning.Trees;
using Kolosal.Statistics;

namespace Kolosal.Drift;

/// <summary>Whether a classifier can tell from which of two samples a row is (Lopez-Paz and Oquab, arXiv:1610.06545).</summary>
/// <remarks>
/// Boosted trees over two folds; each fold's rows are ranked by trees that have not seen them, so without drift their U statistic has the law of
/// Mann and Whitney. The folds' p-values depend on each other: twice the smaller one is a p-value whatever the dependence. The area is the
/// folds' mean.
/// </remarks>
internal static class SampleClassifier
{
    private const int Folds = 2, Rounds = 30, Leaves = 7;

    /// <summary>Of one column.</summary>
    public static DriftTestResult OfColumn(SamplePair s, ulong seed)
    {
        int codes = s.Ordered ? 0 : (int)Math.Max(s.Reference.Max(), s.Current.Max()) + 1;
        return Of([.. s.Reference, .. s.Current], [new("column", codes)], s.Reference.Length, seed, CancellationToken.None);
    }

    /// <summary>Of rows of several columns.</summary>
    /// <param name="rows">Row-major, the reference's first; NaN where missing.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="reference">Rows of the reference.</param>
    /// <param name="seed">Of folds and trees.</param>
    /// <param name="cancel">Polled while trees grow.</param>
    public static DriftTestResult Of(double[] rows, ImmutableArray<FeatureInfo> columns, int reference, ulong seed, CancellationToken cancel)
    {
        int count = rows.Length / columns.Length;
        var labels = new int[count];
        for (int i = reference; i < count; i++) labels[i] = 1;
        int[] fold = Assign(labels, seed);
        var trainer = GradientBoostingTrainer.Descriptor.Create(HyperParameters.Empty.With("trees", Rounds).With("max_leaves", Leaves));
        var set = TrainingSet.Classification(rows, columns, labels, classes: 2);
        double areas = 0, least = 1;
        for (int k = 0; k < Folds; k++)
        {
            int[] taught = [.. Enumerable.Range(0, count).Where(i => fold[i] != k)], held = [.. Enumerable.Range(0, count).Where(i => fold[i] == k)];
            var model = trainer.Fit(set.Take(taught), seed + (ulong)k, cancel);
            var outputs = new double[held.Length * 2];
            var part = set.Take(held);
            model.ScoreBatch(part.Features.Span, held.Length, outputs);
            double[] before = [.. held.Select((row, i) => (row, i)).Where(h => labels[h.row] == 0).Select(h => outputs[2 * h.i + 1])];
            double[] now = [.. held.Select((row, i) => (row, i)).Where(h => labels[h.row] == 1).Select(h => outputs[2 * h.i + 1])];
            (double area, double p) = Rank(before, now);
            (areas, least) = (areas + area, Math.Min(least, p));
        }

        return new(areas / Folds, Math.Min(1, Folds * least));
    }

    /// <summary>Each sample is spread over the folds evenly.</summary>
    private static int[] Assign(int[] labels, ulong seed)
    {
        var random = new SeededRandom(seed);
        int[] order = [.. Enumerable.Range(0, labels.Length)], fold = new int[labels.Length];
        random.Shuffle<int>(order);
        int zeros = 0, ones = 0;
        foreach (int row in order) fold[row] = (labels[row] == 0 ? zeros++ : ones++) % Folds;
        return fold;
    }

    /// <summary>U over its pairs, and the normal tail of it with the correction for ties.</summary>
    private static (double Area, double P) Rank(double[] before, double[] now)
    {
        double n = before.Length, m = now.Length, all = n + m;
        if (n == 0 || m == 0) return (0.5, 1);
        double[] ranks = Ranks.Of([.. before, .. now], out double ties);
        double u = ranks.AsSpan(before.Length).ToArray().Sum() - m * (m + 1) / 2;
        double variance = n * m / 12 * (all + 1 - ties / (all * (all - 1)));
        return (u / (n * m), variance > 0 ? Tails.Normal((u - n * m / 2 - 0.5) / Math.Sqrt(variance)) : 1);
    }
}
