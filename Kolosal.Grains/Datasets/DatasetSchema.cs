using Kolosal.Tabular;

namespace Kolosal.Datasets;

/// <summary>The columns of the contract as the schema that training reads.</summary>
public static class DatasetSchema
{
    public static TableSchema ToTableSchema(this DatasetContent content) => new([.. content.Columns.Select(ToColumnSchema)]);

    public static ColumnSchema ToColumnSchema(this DatasetColumn column) => new(
        column.Name, SchemaWords.Parse<ColumnType>(column.Type), SchemaWords.Parse<ColumnRole>(column.Role), column.Protected, Nullable: true,
        column.Categories, column.Minimum, column.Maximum, column.Reading?.ToCellReading());

    /// <summary>A reading as the contract carries it.</summary>
    public static ColumnReading ToColumnReading(this CellReading reading) => new(
        SchemaWords.Word(reading.Missing), reading.MissingWord, reading.Number?.Decimal.ToString(), reading.Number?.Group, reading.Number?.Decimals,
        reading.Date?.Name, reading.Date?.Pattern, reading.Flag?.Yes, reading.Flag?.No, reading.Number?.Exponent);

    /// <summary>The reading that the contract carried.</summary>
    public static CellReading ToCellReading(this ColumnReading reading) => new(
        reading.Decimal is { } mark ? new(mark[0], reading.Group, reading.Decimals, reading.Exponent) : null,
        DateFormat.Parse(reading.Date) is { } date ? date with { Pattern = reading.DatePattern } : null,
        reading is { Yes: { } yes, No: { } no } ? new(yes, no) : null,
        SchemaWords.Parse<MissingWords>(reading.Missing), reading.MissingWord);
}
