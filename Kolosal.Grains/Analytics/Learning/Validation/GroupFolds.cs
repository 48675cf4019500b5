using Kolosal.Statistics;

namespace Kolosal.Learning.Validation;

/// <summary>Folds in which rows of one group stay together, beside <see cref="Folds.Grouped"/>.</summary>
public static class GroupFolds
{
    /// <summary>
    /// k parts with the class shares of the whole as nearly as whole groups allow: groups from the most one-sided down, each to
    /// the part where the shares of the classes then differ least between parts (greedy, as scikit-learn's StratifiedGroupKFold).
    /// </summary>
    /// <param name="labels">The class of each row, 0 or more.</param>
    /// <param name="groups">The group of each row, any numbers.</param>
    /// <param name="k">At least 2.</param>
    /// <param name="seed">Breaks ties between groups that are alike.</param>
    /// <exception cref="TrainingException">There are fewer groups than folds.</exception>
    public static ImmutableArray<Fold> Stratified(ReadOnlySpan<int> labels, ReadOnlySpan<int> groups, int k, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 2);
        if (labels.Length != groups.Length)
            throw new ArgumentException($"Need one label and one group a row, got {labels.Length} and {groups.Length}.");
        int[] labelOf = labels.ToArray(), groupOf = groups.ToArray(), names = [.. groupOf.Distinct().Order()];
        if (names.Length < k) throw new TrainingException($"{k} folds need at least {k} groups, got {names.Length}.");
        int classes = labelOf.Max() + 1;
        var counts = names.ToDictionary(g => g, _ => new double[classes]);
        double[] totals = new double[classes];
        for (int row = 0; row < labelOf.Length; row++)
        {
            counts[groupOf[row]][labelOf[row]]++;
            totals[labelOf[row]]++;
        }
        new SeededRandom(seed).Shuffle<int>(names);
        var partOf = new Dictionary<int, int>();
        double[][] filled = [.. Enumerable.Range(0, k).Select(_ => new double[classes])];
        foreach (int group in names.OrderByDescending(g => Spread(counts[g])))
        {
            int best = 0;
            var least = (Uneven: double.PositiveInfinity, Rows: double.PositiveInfinity);
            for (int part = 0; part < k; part++)
            {
                Move(filled[part], counts[group], 1);
                double uneven = Math.Round(Enumerable.Range(0, classes).Where(c => totals[c] > 0)
                    .Average(c => Spread([.. filled.Select(f => f[c] / totals[c])])), 12);
                Move(filled[part], counts[group], -1);
                if ((uneven, filled[part].Sum()).CompareTo(least) >= 0) continue;
                (best, least) = (part, (uneven, filled[part].Sum()));
            }
            partOf[group] = best;
            Move(filled[best], counts[group], 1);
        }
        if (filled.Any(f => f.Sum() == 0))
            throw new TrainingException($"The groups are too uneven for {k} folds: one would be empty. Use fewer folds.");
        return Folds.Predefined([.. groupOf.Select(g => partOf[g])]);
    }

    /// <summary>A fold for each group, judged by its rows; in ascending order of groups.</summary>
    /// <param name="groups">The group of each row; at least two different ones.</param>
    /// <exception cref="TrainingException">There is one group only.</exception>
    public static ImmutableArray<Fold> LeaveOneOut(ReadOnlySpan<int> groups) => Folds.Predefined(groups);

    private static void Move(double[] part, double[] counts, int sign)
    {
        for (int c = 0; c < part.Length; c++) part[c] += sign * counts[c];
    }

    private static double Spread(double[] values)
    {
        double mean = values.Average();
        return Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
    }
}
