using System.Numerics.Tensors;
using Kolosal.Learning.Trees;
using Kolosal.Statistics;

namespace Kolosal.Learning.Preprocessing.Selection;

/// <summary>How much a random forest misses each column, in standard deviations over its trees.</summary>
/// <remarks>
/// Breiman, Machine Learning 45, 2001, section 10: of each tree the rows that it has not seen are scored with a column shuffled, and what its loss
/// rises by is averaged over the trees. Divided by the deviation over the trees it is the Z score of Kursa and Rudnicki (Journal of Statistical
/// Software 36(11), 2010, section 2), which is no test of anything by itself. Loss: the share of wrong classes, or the squared error.
/// </remarks>
internal static class ForestImportance
{
    /// <summary>The Z score of each column; 0 for one that no tree uses.</summary>
    /// <param name="rows">At least two.</param>
    /// <param name="trees">At least two.</param>
    /// <param name="seed">Of the forest and of the shuffles.</param>
    /// <param name="cancel">Polled for every tree and column.</param>
    public static double[] ZScores(TrainingSet rows, int trees, ulong seed, CancellationToken cancel)
    {
        var forest = ForestRun.Fit(rows, new() { Trees = trees }, seed, cancel).Trees;
        var random = new SeededRandom(seed, stream: 0xB0127A);
        double[] sums = new double[rows.Columns.Length], squares = new double[rows.Columns.Length], changed = new double[rows.Columns.Length];
        for (int tree = 0; tree < trees; tree++)
        {
            byte[] drawn = ForestRun.Draw(rows, ForestRun.DrawSeed(seed, tree));
            int[] unseen = [.. Enumerable.Range(0, rows.Rows).Where(row => drawn[row] == 0)];
            if (unseen.Length == 0) continue;
            double whole = 0;
            foreach (int row in unseen) whole += Loss(forest, tree, rows.Row(row), rows, row);
            foreach (int column in ColumnsOf(forest, tree))
            {
                cancel.ThrowIfCancellationRequested();
                int[] from = [.. unseen];
                random.Shuffle<int>(from);
                double shuffled = 0;
                for (int i = 0; i < unseen.Length; i++)
                {
                    rows.Row(unseen[i]).CopyTo(changed);
                    changed[column] = rows.Row(from[i])[column];
                    shuffled += Loss(forest, tree, changed, rows, unseen[i]);
                }
                double rise = (shuffled - whole) / unseen.Length;
                sums[column] += rise;
                squares[column] += rise * rise;
            }
        }
        return [.. sums.Select((sum, c) => ZScore(sum / trees, squares[c] / trees))];
    }

    private static double ZScore(double mean, double square)
    {
        double deviation = Math.Sqrt(Math.Max(0, square - mean * mean));
        // Every tree misses it alike: more than any deviation can say.
        return deviation > 0 ? mean / deviation : mean == 0 ? 0 : Math.Sign(mean) * double.MaxValue;
    }

    private static IEnumerable<int> ColumnsOf(TreeEnsemble forest, int tree)
    {
        var columns = new SortedSet<int>();
        for (int node = forest.Roots[tree]; node < forest.Roots[tree + 1]; node++)
            if (forest.Columns[node] >= 0) columns.Add(forest.Columns[node]);
        return columns;
    }

    private static double Loss(TreeEnsemble forest, int tree, ReadOnlySpan<double> row, TrainingSet rows, int index)
    {
        int leaf = forest.Children[forest.LeafOf(tree, row)];
        if (rows.Task != LearningTask.Regression)
            return TensorPrimitives.IndexOfMax<double>(forest.Values.AsSpan(leaf, rows.Classes)) == rows.Labels.Span[index] ? 0 : 1;
        double error = rows.Targets.Span[index] - forest.Values[leaf];
        return error * error;
    }
}
