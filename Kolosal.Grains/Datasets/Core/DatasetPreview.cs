using Kolosal.Tabular;

namespace Kolosal.Datasets;

/// <summary>The first rows of a dataset.</summary>
/// <param name="Columns">Names in file order.</param>
/// <param name="Rows">Values in that order: numbers, texts, flags in their file's words (true and false as booleans); null where missing.</param>
/// <param name="Total">Rows of the whole dataset.</param>
public sealed record DatasetPreview(ImmutableArray<string> Columns, ImmutableArray<object?[]> Rows, long Total)
{
    public static DatasetPreview Of(Frame frame, long total) => new(
        [.. frame.Schema.Columns.Select(c => c.Name)],
        [.. Enumerable.Range(0, frame.Rows).Select(row => frame.Columns.Select(column => Value(column, row)).ToArray())],
        total);

    private static object? Value(Column column, int row) => column.IsMissing(row) ? null : column switch
    {
        NumericColumn numbers => numbers.Values[row],
        BooleanColumn flags when flags.TextAt(row) is "true" or "false" => flags.Values[row],
        _ => column.TextAt(row),
    };
}
