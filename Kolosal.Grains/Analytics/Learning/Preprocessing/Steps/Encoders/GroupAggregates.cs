namespace Kolosal.Learning.Preprocessing.Encoders;

/// <summary>Replaces each column of codes by what the numbers look like among the training rows of the
/// same code: their weighted means and population standard deviations, and the share of rows.</summary>
/// <remarks>
/// A code that no training row with a value has gets the figures of all rows; missing counts as a code of its own. The target is not looked at, so
/// training rows need no cross-fitting. The codes themselves go out, as with every encoder; a learner that wants both takes them from two columns.
/// </remarks>
public sealed class GroupAggregates() : TransformFitter(Descriptor)
{
    /// <summary>The entry in <see cref="Transforms.All"/>.</summary>
    public static TransformDescriptor Descriptor { get; } =
        new("group_aggregates", TransformNeeds.Categories, new SearchSpace(), _ => new GroupAggregates());

    private protected override Transform Learn(FeatureRows rows, ulong seed, CancellationToken cancel)
    {
        int[] numbers = [.. Enumerable.Range(0, rows.Columns.Length).Where(c => !rows.Columns[c].IsCategorical)];
        var tables = new CodeTable?[rows.Columns.Length];
        for (int c = 0; c < tables.Length; c++)
            if (rows.Columns[c].IsCategorical) tables[c] = LearnTable(rows, c, numbers, cancel);
        return new CodeTableTransform(rows.Columns, [.. tables]);
    }

    private static CodeTable LearnTable(FeatureRows rows, int column, int[] numbers, CancellationToken cancel)
    {
        int groups = rows.Columns[column].Cardinality + 1, width = 1 + 2 * numbers.Length;
        var values = new double[groups * width];
        int[] codes = [.. Enumerable.Range(0, rows.Rows).Select(r => rows.Row(r)[column] is var code && double.IsNaN(code) ? groups - 1 : (int)code)];
        double total = 0;
        for (int r = 0; r < codes.Length; r++)
        {
            cancel.PollAt(r);
            values[codes[r] * width] += rows.Weight(r);
            total += rows.Weight(r);
        }
        for (int g = 0; g < groups; g++) values[g * width] /= total;
        for (int n = 0; n < numbers.Length; n++)
        {
            cancel.ThrowIfCancellationRequested();
            var (means, deviations) = Figures(rows, numbers[n], codes, groups, cancel);
            for (int g = 0; g < groups; g++) (values[g * width + 1 + 2 * n], values[g * width + 2 + 2 * n]) = (means[g], deviations[g]);
        }
        string name = rows.Columns[column].Name;
        return new([$"{name}:share", .. numbers.SelectMany(
            n => new[] { $"{name}:mean({rows.Columns[n].Name})", $"{name}:sd({rows.Columns[n].Name})" })], [.. values]);
    }

    /// <summary>Mean and deviation of a number in each group; those of all rows for a group without values, 0 where no row has one.</summary>
    private static (double[] Means, double[] Deviations) Figures(FeatureRows rows, int number, int[] codes, int groups,
        CancellationToken cancel)
    {
        // The last place is for all rows; a second pass takes squares about the mean, so that large values do not cancel.
        double[] weights = new double[groups + 1], means = new double[groups + 1], squares = new double[groups + 1];
        for (int r = 0; r < codes.Length; r++)
        {
            cancel.PollAt(r);
            foreach (int g in (ReadOnlySpan<int>)[codes[r], groups])
                if (rows.Row(r)[number] is var value && !double.IsNaN(value))
                {
                    weights[g] += rows.Weight(r);
                    means[g] += rows.Weight(r) * value;
                }
        }
        for (int g = 0; g <= groups; g++) if (weights[g] > 0) means[g] /= weights[g];
        for (int r = 0; r < codes.Length; r++)
        {
            cancel.PollAt(r);
            foreach (int g in (ReadOnlySpan<int>)[codes[r], groups])
                if (rows.Row(r)[number] is var value && !double.IsNaN(value)) squares[g] += rows.Weight(r) * (value - means[g]) * (value - means[g]);
        }
        for (int g = 0; g <= groups; g++) if (weights[g] > 0) squares[g] = Math.Sqrt(squares[g] / weights[g]);
        for (int g = 0; g < groups; g++) if (weights[g] == 0) (means[g], squares[g]) = (means[groups], squares[groups]);
        return (means, squares);
    }
}
