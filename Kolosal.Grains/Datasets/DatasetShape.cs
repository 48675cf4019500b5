namespace Kolosal.Datasets;

/// <summary>Shape and completeness of a dataset.</summary>
/// <param name="DatasetId">The dataset.</param>
/// <param name="Rows">Data rows.</param>
/// <param name="ColumnCount">Columns.</param>
/// <param name="MissingCells">Cells without a value.</param>
/// <param name="Columns">Each column's type, role and missing count.</param>
public sealed record DatasetShape(string DatasetId, long Rows, int ColumnCount, long MissingCells, ImmutableArray<ColumnShape> Columns)
{
    public static DatasetShape Of(DatasetDescription dataset) => new(
        dataset.DatasetId, dataset.Rows, dataset.Columns.Length, dataset.Columns.Sum(c => c.Missing),
        [.. dataset.Columns.Select(c => new ColumnShape(c.Name, c.Type, c.Role, c.Missing, dataset.Rows == 0 ? 0 : (double)c.Missing / dataset.Rows,
            c.Distinct))]);
}

/// <summary>One column in <see cref="DatasetShape"/>.</summary>
public sealed record ColumnShape(string Name, string Type, string Role, long Missing, double MissingShare, long Distinct);
