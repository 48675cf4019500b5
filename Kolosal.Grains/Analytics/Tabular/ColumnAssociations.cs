using Kolosal.Statistics;

namespace Kolosal.Tabular;

/// <summary>How far two columns of a table go together; a measure that is not defined for their types, or for constant columns, is null.</summary>
/// <param name="First">A column.</param>
/// <param name="Second">A later one.</param>
/// <param name="Pearson">Of two numbers: linear, −1 … 1.</param>
/// <param name="Spearman">Of two numbers: monotone, −1 … 1.</param>
/// <param name="CramersV">Of two columns of categories: 0 … 1, corrected for what chance gives many categories.</param>
/// <param name="CorrelationRatio">Of a number by a category: 0 … 1.</param>
/// <param name="MutualInformation">Of any two, in nats; numbers in ten bins of equal rows.</param>
public sealed record ColumnAssociation(string First, string Second, double? Pearson, double? Spearman, double? CramersV, double? CorrelationRatio,
    double MutualInformation)
{
    /// <summary>The one figure for a picture, 0 … 1: |Spearman| or |Pearson|, whichever
    /// is greater, Cramér's V, or the correlation ratio; 0 when there is none.</summary>
    public double Strength => CramersV ?? CorrelationRatio ?? Math.Max(Math.Abs(Pearson ?? 0), Math.Abs(Spearman ?? 0));
}

/// <summary>
/// Associations between the columns of a table: numbers and dates on one side, categories and
/// booleans on the other. Free text, and categories of more values than asked for, stay out.
/// </summary>
public static class ColumnAssociations
{
    // Tenths of the values, so that a number can be set against categories. Chosen, not derived.
    private const int NumberBins = 10;

    /// <summary>Every pair of columns, in schema order.</summary>
    /// <param name="frame">The rows; a sample will do.</param>
    /// <param name="mostColumns">Only the first so many columns that qualify: pairs grow with the square. Default: 100.</param>
    /// <param name="mostCategories">Columns of more categories are left out. Default: 1000.</param>
    /// <param name="cancel">Polled between pairs.</param>
    public static ImmutableArray<ColumnAssociation> Of(Frame frame, int mostColumns = 100, int mostCategories = 1000,
        CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(mostColumns, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(mostCategories, 2);
        var columns = frame.Schema.Columns.Zip(frame.Columns).Select(c => ColumnValues.Of(c.First.Name, c.Second)).OfType<ColumnValues>()
            .Where(s => s.Numbers is not null || s.Codes.Distinct().Count() <= mostCategories).Take(mostColumns).ToArray();
        var pairs = ImmutableArray.CreateBuilder<ColumnAssociation>();
        for (int a = 0; a < columns.Length; a++)
            for (int b = a + 1; b < columns.Length; b++)
            {
                cancel.ThrowIfCancellationRequested();
                pairs.Add(Between(columns[a], columns[b]));
            }
        return pairs.ToImmutable();
    }

    private static ColumnAssociation Between(ColumnValues a, ColumnValues b)
    {
        double information = Association.MutualInformation(a.Codes, b.Codes);
        return (a.Numbers, b.Numbers) switch
        {
            ({ } x, { } y) => new(a.Name, b.Name, Association.Pearson(x, y), Association.Spearman(x, y), null, null, information),
            (null, null) => new(a.Name, b.Name, null, null, Association.CramersV(a.Codes, b.Codes, corrected: true), null, information),
            ({ } x, null) => new(a.Name, b.Name, null, null, null, Association.CorrelationRatio(b.Codes, x), information),
            (null, { } y) => new(a.Name, b.Name, null, null, null, Association.CorrelationRatio(a.Codes, y), information),
        };
    }

    /// <summary>One column as the measures want it.</summary>
    /// <param name="Name">The column.</param>
    /// <param name="Numbers">NaN where missing; null for categories.</param>
    /// <param name="Codes">−1 where missing; the bins of numbers.</param>
    private sealed record ColumnValues(string Name, double[]? Numbers, int[] Codes)
    {
        public static ColumnValues? Of(string name, Column column)
        {
            int rows = column.Rows;
            switch (column)
            {
                case NumericColumn or DateTimeColumn:
                    double[] values = [.. Enumerable.Range(0, rows)
                        .Select(row => column.IsMissing(row) ? double.NaN : RawValue.At(column, row).Number)];
                    return new(name, values, Binned(values));
                case CategoricalColumn categories:
                    return new(name, null, categories.Codes.ToArray());
                case BooleanColumn booleans:
                    return new(name, null, [.. Enumerable.Range(0, rows).Select(row => column.IsMissing(row) ? -1 : booleans.Values[row] ? 1 : 0)]);
                default:
                    return null;
            }
        }

        private static int[] Binned(double[] values)
        {
            double[] sorted = [.. values.Where(v => !double.IsNaN(v)).Order()];
            if (sorted.Length == 0) return [.. values.Select(_ => -1)];
            double[] edges = [.. Enumerable.Range(1, NumberBins - 1).Select(b => Quantiles.OfSorted(sorted, (double)b / NumberBins)).Distinct()];
            return [.. values.Select(v => double.IsNaN(v) ? -1 : edges.Count(edge => edge < v))];
        }
    }
}
