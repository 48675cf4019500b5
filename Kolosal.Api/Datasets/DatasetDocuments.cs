using Kolosal.Tabular;

namespace Kolosal.Datasets;

/// <summary>Overrides of an inferred schema; members that are absent stay as they are.</summary>
/// <param name="Columns">Columns to change.</param>
/// <param name="Target">The column to predict; empty takes the target away.</param>
/// <param name="ProtectedAttributes">All protected attributes.</param>
/// <param name="FavourableLabel">The target's value that is good for a person; empty takes it away.</param>
internal sealed record SetSchemaRequest(
    ImmutableArray<ColumnChangeRequest>? Columns = null, string? Target = null, ImmutableArray<string>? ProtectedAttributes = null,
        string? FavourableLabel = null)
{
    public SchemaChange ToChange() => new(
        [.. (Columns ?? []).Select(c => new ColumnChange(c.Name, c.Type, c.Role, c.Minimum, c.Maximum))], Target, ProtectedAttributes,
            FavourableLabel);
}

/// <summary>Overrides of one column.</summary>
internal sealed record ColumnChangeRequest(string Name, string? Type = null, string? Role = null, double? Minimum = null, double? Maximum = null);

/// <summary>The first rows of a dataset.</summary>
/// <param name="Columns">Names in file order.</param>
/// <param name="Rows">Values in that order: numbers, booleans and texts; null where missing.</param>
/// <param name="Total">Rows of the whole dataset.</param>
internal sealed record DatasetPreview(ImmutableArray<string> Columns, ImmutableArray<object?[]> Rows, long Total)
{
    public static DatasetPreview Of(Frame frame, long total) => new(
        [.. frame.Schema.Columns.Select(c => c.Name)],
        [.. Enumerable.Range(0, frame.Rows).Select(row => frame.Columns.Select(column => Value(column, row)).ToArray())],
        total);

    private static object? Value(Column column, int row) => column.IsMissing(row) ? null : column switch
    {
        NumericColumn numbers => numbers.Values[row],
        BooleanColumn flags => flags.Values[row],
        _ => column.TextAt(row),
    };
}

/// <summary>Shape and completeness of a dataset.</summary>
/// <param name="DatasetId">The dataset.</param>
/// <param name="Rows">Data rows.</param>
/// <param name="ColumnCount">Columns.</param>
/// <param name="MissingCells">Cells without a value.</param>
/// <param name="Columns">Each column's type, role and missing count.</param>
internal sealed record DatasetShape(string DatasetId, long Rows, int ColumnCount, long MissingCells, ImmutableArray<ColumnShape> Columns)
{
    public static DatasetShape Of(DatasetDescription dataset) => new(
        dataset.DatasetId, dataset.Rows, dataset.Columns.Length, dataset.Columns.Sum(c => c.Missing),
        [.. dataset.Columns.Select(c => new ColumnShape(c.Name, c.Type, c.Role, c.Missing, dataset.Rows == 0 ? 0 : (double)c.Missing / dataset.Rows,
            c.Distinct))]);
}

/// <summary>One column in <see cref="DatasetShape"/>.</summary>
internal sealed record ColumnShape(string Name, string Type, string Role, long Missing, double MissingShare, long Distinct);
