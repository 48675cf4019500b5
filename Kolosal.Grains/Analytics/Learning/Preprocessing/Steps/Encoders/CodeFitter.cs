namespace Kolosal.Learning.Preprocessing.Encoders;

/// <summary>A step that learns a table for each column of codes without looking at the target; columns of numbers pass through.</summary>
public abstract class CodeFitter : TransformFitter
{
    private protected CodeFitter(TransformDescriptor descriptor) : base(descriptor) { }

    private protected override Transform Learn(FeatureRows rows, ulong seed, CancellationToken cancel)
    {
        var tables = new CodeTable?[rows.Columns.Length];
        for (int c = 0; c < tables.Length; c++)
        {
            cancel.ThrowIfCancellationRequested();
            if (rows.Columns[c].IsCategorical) tables[c] = LearnTable(rows.Columns[c], Counts(rows, c, cancel), rows.Rows);
        }
        return new CodeTableTransform(rows.Columns, [.. tables]);
    }

    /// <summary>Learns the table of a column.</summary>
    /// <param name="column">The column.</param>
    /// <param name="counts">The rows of each code; behind them those where it is missing.</param>
    /// <param name="rows">All rows.</param>
    private protected abstract CodeTable LearnTable(FeatureInfo column, int[] counts, int rows);

    private static int[] Counts(FeatureRows rows, int column, CancellationToken cancel)
    {
        int cardinality = rows.Columns[column].Cardinality;
        var counts = new int[cardinality + 1];
        for (int row = 0; row < rows.Rows; row++)
        {
            cancel.PollAt(row);
            counts[rows.Row(row)[column] is var value && double.IsNaN(value) ? cardinality : (int)value]++;
        }
        return counts;
    }
}
