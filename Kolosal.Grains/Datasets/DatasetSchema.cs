using Kolosal.Tabular;

namespace Kolosal.Datasets;

/// <summary>The columns of the contract as the schema that training reads.</summary>
public static class DatasetSchema
{
    public static TableSchema ToTableSchema(this DatasetContent content) => new([.. content.Columns.Select(ToColumnSchema)]);

    public static ColumnSchema ToColumnSchema(this DatasetColumn column) => new(
        column.Name, SchemaWords.Parse<ColumnType>(column.Type), SchemaWords.Parse<ColumnRole>(column.Role), column.Protected, Nullable: true,
        column.Categories, column.Minimum, column.Maximum);
}
