using System.Text.Json;
using DuckDB.NET.Data;
using Kolosal.Tabular;

namespace Kolosal.Engines.DuckDb;

/// <summary>A converted table in its file: what is stored of every column, how it was read, and expressions for values and texts.</summary>
/// <remarks>Files of old state no readings: their columns are read plainly, as their types are.</remarks>
internal sealed class StoredTable
{
    /// <summary>The file's own metadata: a JSON array, one reading a column.</summary>
    public const string ReadingsKey = "readings";

    private readonly string[] types;
    private readonly bool[] own;
    private readonly CellReading[] readings;
    private readonly CellFunctions cells;

    private StoredTable(string[] types, bool[] own, CellReading[] readings, CellFunctions cells) =>
        (this.types, this.own, this.readings, this.cells) = (types, own, readings, cells);

    /// <summary>Columns.</summary>
    public int Width => types.Length;

    /// <summary>Looks at a file that <see cref="TableConverter"/> wrote.</summary>
    public static StoredTable Open(DuckDatabase database, DuckDBConnection connection, string parquet, CancellationToken cancel)
    {
        string[] names = connection.Names("SELECT * FROM read_parquet($1) LIMIT 0", cancel, parquet);
        int width = names.Count(name => name[0] == 'c');
        string[] types = ParquetStatistics.Types(connection, parquet, width, cancel);
        var stated = connection.Rows(
            "SELECT decode(value) FROM parquet_kv_metadata($1) WHERE decode(key) = $2", row => row.GetString(0), cancel, parquet, ReadingsKey);
        var readings = stated is [var json] ? JsonSerializer.Deserialize<CellReading[]>(json, TabularJson.Options)! : [];
        return new(
            types, [.. Enumerable.Range(0, width).Select(i => names.Contains($"t{i}"))],
            readings.Length == width ? readings : [.. types.Select(type => CellReading.Plain(StoredTypes.Of(type)))], database.Cells);
    }

    /// <summary>The readings as the file keeps them.</summary>
    public static string Write(IEnumerable<CellReading> readings) => JsonSerializer.Serialize(readings, TabularJson.Options);

    /// <summary>How a column was read.</summary>
    public CellReading Reading(int column) => readings[column];

    /// <summary>Whether cells of a column have texts of their own beside their values.</summary>
    public bool HasOwn(int column) => own[column];

    /// <summary>DuckDB's name of the type a column is stored as.</summary>
    public string Type(int column) => types[column];

    /// <summary>The expression that reads a column under a schema; what does not fit is missing.</summary>
    public string Value(int column, ColumnSchema schema)
    {
        if (schema.Reading is not { } wanted || Same(wanted, readings[column], schema.Type, column))
            return StoredTypes.ReadAs(schema.Type, types[column], column);
        string value = cells.Read(wanted, Text(column));
        return wanted.Date is null ? value : $"epoch_us({value})";
    }

    /// <summary>Whether what is stored of a column is what a schema wants of it.</summary>
    public bool KeepsValues(int column, ColumnSchema schema) =>
        schema.Reading is { } wanted ? Same(wanted, readings[column], schema.Type, column) : StoredTypes.Of(types[column]) == schema.Type;

    /// <summary>The expression for the text of a column's cells as their file has it; NULL where there is nothing.</summary>
    public string Text(int column) => own[column] ? $"coalesce(t{column}, {Shown(column)})" : Shown(column);

    /// <summary>The expression for the text of a column's values; NULL where there are none.</summary>
    public string Shown(int column) => StoredTypes.Of(types[column]) switch
    {
        ColumnType.Numeric when readings[column].Number is { } number && (types[column] == "DOUBLE" || number != NumberFormat.Plain) =>
            cells.Write(readings[column], $"c{column}::DOUBLE"),
        ColumnType.DateTime when readings[column].Date is { Pattern: not null } => cells.Write(readings[column], $"c{column}::TIMESTAMP"),
        ColumnType.Boolean when readings[column].Flag is { } flag =>
            $"CASE c{column} WHEN true THEN {SqlText.Literal(flag.Yes)} WHEN false THEN {SqlText.Literal(flag.No)} END",
        _ => StoredTypes.ReadAs(ColumnType.Text, types[column], column),
    };

    /// <summary>The same kind of value under the same rule: what is stored is what is wanted.</summary>
    private bool Same(CellReading wanted, CellReading present, ColumnType type, int column) => StoredTypes.Of(types[column]) switch
    {
        ColumnType.Text => wanted is { Number: null, Date: null, Flag: null } && present is { Number: null, Date: null, Flag: null },
        ColumnType.Numeric => type == ColumnType.Numeric && wanted.Number is { } a && present.Number is { } b
            && a.Decimal == b.Decimal && a.Group == b.Group,
        ColumnType.DateTime => type == ColumnType.DateTime && wanted.Date is { } a && present.Date is { } b
            && a.Order == b.Order && a.Separator == b.Separator,
        _ => type == ColumnType.Boolean && wanted.Flag == present.Flag,
    };
}
