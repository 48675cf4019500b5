using Kolosal.Numerics;
using Kolosal.Statistics;

namespace Kolosal.Learning.Trees;

/// <summary>A categorical column as a number: the mean target of each category, learnt so that no row sees its own target.</summary>
/// <remarks>
/// Ordered target statistics (Prokhorenkova et al., "CatBoost: unbiased boosting with categorical features", NeurIPS 2018, §3.2, eq.
/// 5): in a random order of the rows, row i of category c gets x = (Σ w y + a P) / (Σ w + a) over the rows of c before it, with P the
/// mean target of all rows and a the prior's weight. Later rows, rows kept for early stopping and rows to be scored get the sums of all
/// learning rows. A missing value is a category of its own. With several classes there is one number a class. Unlike CatBoost one order
/// serves all trees. For scoring nothing of this is left: a cut of the number is the set of the categories whose mean lies below it.
/// </remarks>
internal sealed class TargetStatistics
{
    // Rows between two looks at the token, and enough of them to place bins, as in BinnedMatrix.
    private const int Stretch = 1 << 16;

    private TargetStatistics(int source, FeatureBins bins, byte[] codes, byte[] codeOf) =>
        (Source, Bins, Codes, CodeOf) = (source, bins, codes, codeOf);

    /// <summary>The column of categories.</summary>
    public int Source { get; }

    /// <summary>The bins of the number.</summary>
    public FeatureBins Bins { get; }

    /// <summary>The bin of each row.</summary>
    public byte[] Codes { get; }

    /// <summary>The bin of each category when a row is scored; the last one is of missing.</summary>
    public byte[] CodeOf { get; }

    /// <summary>The statistics of all columns that the options want coded.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="learning">Rows that count, ascending, or empty for all.</param>
    /// <param name="options">Which columns, the prior, the bins.</param>
    /// <param name="seed">Chooses the order.</param>
    /// <param name="team">Works on columns.</param>
    /// <param name="cancel">Polled for every stretch of rows.</param>
    public static TargetStatistics[] Fit(TrainingSet rows, ReadOnlyMemory<int> learning, GradientBoostingOptions options, ulong seed, WorkerTeam team,
        CancellationToken cancel)
    {
        var wanted = new List<(int Column, int Class)>();
        for (int c = 0; c < rows.Columns.Length; c++)
        {
            if (!options.CodesByTarget(rows.Columns[c])) continue;
            if (rows.Task != LearningTask.Multiclass) wanted.Add((c, 1));
            else
                for (int k = 0; k < rows.Classes; k++) wanted.Add((c, k));
        }
        if (wanted.Count == 0) return [];
        int[] order = Order(rows.Rows, learning.Span, seed);
        var found = new TargetStatistics[wanted.Count];
        team.Run(found.Length, i =>
            found[i] = Of(rows, order, learning.IsEmpty ? order.Length : learning.Length, wanted[i].Column, wanted[i].Class, options, cancel));
        return found;
    }

    // The learning rows in random order, then the others.
    private static int[] Order(int rows, ReadOnlySpan<int> learning, ulong seed)
    {
        var order = new int[rows];
        int count = learning.IsEmpty ? rows : learning.Length;
        if (learning.IsEmpty) for (int r = 0; r < rows; r++) order[r] = r;
        else
        {
            learning.CopyTo(order);
            var counts = new bool[rows];
            foreach (int row in learning) counts[row] = true;
            for (int r = 0, at = count; r < rows; r++)
                if (!counts[r]) order[at++] = r;
        }
        var random = new SeededRandom(seed, stream: 0x7A26);
        for (int i = count - 1; i > 0; i--)
        {
            int j = random.Next(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }
        return order;
    }

    private static TargetStatistics Of(TrainingSet rows, int[] order, int learning, int column, int label, GradientBoostingOptions options,
        CancellationToken cancel)
    {
        var features = rows.Features.Span;
        int width = rows.Columns.Length, missing = rows.Columns[column].Cardinality;
        double[] sum = new double[missing + 1], weight = new double[missing + 1], values = new double[rows.Rows];
        double total = 0, all = 0;
        for (int i = 0; i < learning; i++)
        {
            double w = rows.Weight(order[i]);
            (total, all) = (total + w * Target(rows, order[i], label), all + w);
        }
        double prior = options.TargetPrior, mean = all > 0 ? total / all : 0;
        for (int i = 0; i < order.Length; i++)
        {
            if (i % Stretch == 0) cancel.ThrowIfCancellationRequested();
            int row = order[i];
            double value = features[row * width + column];
            int code = double.IsNaN(value) ? missing : (int)value;
            values[row] = (sum[code] + prior * mean) / (weight[code] + prior);
            if (i >= learning) continue;
            double w = rows.Weight(row);
            sum[code] += w * Target(rows, row, label);
            weight[code] += w;
        }

        var seen = new double[Math.Min(learning, Stretch)];
        for (int i = 0; i < seen.Length; i++) seen[i] = values[order[i]];
        var bins = FeatureBins.ForNumbers(seen, [], options.MaxBins);
        byte[] codes = new byte[rows.Rows], codeOf = new byte[missing + 1];
        bins.Encode(values, 1, codes);
        for (int code = 0; code < sum.Length; code++) sum[code] = (sum[code] + prior * mean) / (weight[code] + prior);
        bins.Encode(sum, 1, codeOf);
        return new(column, bins, codes, codeOf);
    }

    private static double Target(TrainingSet rows, int row, int label) =>
        rows.Task == LearningTask.Regression ? rows.Targets.Span[row] : rows.Labels.Span[row] == label ? 1 : 0;
}
