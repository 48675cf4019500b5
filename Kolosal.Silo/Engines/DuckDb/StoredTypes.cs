using DuckDB.NET.Data;
using Kolosal.Datasets;
using Kolosal.Tabular;

namespace Kolosal.Engines.DuckDb;

/// <summary>DuckDB's type names against what the product keeps.</summary>
internal static class StoredTypes
{
    /// <summary>DuckDB's names of the types of the columns <c>c0</c>, <c>c1</c>, … of a relation; null when it has no rows.</summary>
    /// <param name="connection">Where to ask.</param>
    /// <param name="relation">What follows FROM; <c>$1</c> in it is the path.</param>
    /// <param name="path">The file.</param>
    /// <param name="columns">How many columns.</param>
    /// <param name="cancel">Stops the query.</param>
    public static string[]? Ask(DuckDBConnection connection, string relation, string path, int columns, CancellationToken cancel)
    {
        string asked = string.Join(", ", Enumerable.Range(0, columns).Select(i => $"typeof(c{i})"));
        return connection.Rows(
            $"SELECT {asked} FROM {relation} LIMIT 1",
            row => Enumerable.Range(0, columns).Select(row.GetString).ToArray(),
            cancel,
            path).SingleOrDefault();
    }

    /// <summary>The expression that keeps a column of a foreign file.</summary>
    /// <exception cref="RejectedContentException">It is nested or binary.</exception>
    public static string Kept(string type, string name, int column) => type switch
    {
        "JSON" => $"json_extract_string(c{column}, '$')", // values of several types; a text loses its quotes
        "UUID" or "INTERVAL" or "BIT" => $"c{column}::VARCHAR",
        "HUGEINT" or "UHUGEINT" => $"c{column}::DOUBLE",
        "\"NULL\"" or "NULL" => $"c{column}::VARCHAR",
        _ when type.StartsWith("ENUM", StringComparison.Ordinal) => $"c{column}::VARCHAR",
        _ when type.StartsWith("DECIMAL", StringComparison.Ordinal) => $"c{column}::DOUBLE",
        _ when IsPlain(type) => $"c{column}",
        _ => throw new RejectedContentException(
            RejectionKind.Unusable,
            "datasets.nested-column",
            $"Column '{name}' holds {(type == "BLOB" ? "binary data" : "lists or objects")}. "
            + "Send flat columns of numbers, texts, booleans and times."),
    };

    /// <summary>What a stored column is for the product.</summary>
    public static ColumnType Of(string type) => type switch
    {
        "BOOLEAN" => ColumnType.Boolean,
        _ when type == "DATE" || type.StartsWith("TIMESTAMP", StringComparison.Ordinal) => ColumnType.DateTime,
        _ when type is "VARCHAR" || type.StartsWith("TIME", StringComparison.Ordinal) => ColumnType.Text,
        _ => ColumnType.Numeric,
    };

    /// <summary>The expression that reads a stored column as one of the product's types; what does not fit is missing.</summary>
    public static string ReadAs(ColumnType wanted, string stored, int column) => (wanted, Of(stored)) switch
    {
        (ColumnType.Numeric, ColumnType.Numeric or ColumnType.Boolean) => $"c{column}::DOUBLE",
        (ColumnType.Numeric, ColumnType.Text) => $"TRY_CAST(c{column} AS DOUBLE)",
        (ColumnType.DateTime, ColumnType.DateTime) => $"epoch_us(c{column}::TIMESTAMP)",
        (ColumnType.DateTime, ColumnType.Text) => $"epoch_us(TRY_CAST(c{column} AS TIMESTAMP))",
        (ColumnType.Boolean, ColumnType.Boolean) => $"c{column}",
        (ColumnType.Boolean, ColumnType.Numeric) => $"CASE WHEN c{column} IN (0, 1) THEN c{column} = 1 END",
        (ColumnType.Boolean, ColumnType.Text) => $"TRY_CAST(c{column} AS BOOLEAN)",
        (ColumnType.Categorical or ColumnType.Text, ColumnType.Numeric) when stored is "DOUBLE" or "FLOAT" =>
            $"CASE WHEN c{column} = trunc(c{column}) AND abs(c{column}) < 1e15 "
            + $"THEN c{column}::BIGINT::VARCHAR ELSE c{column}::VARCHAR END", // 1, not 1.0
        (ColumnType.Categorical or ColumnType.Text, _) => $"c{column}::VARCHAR",
        (ColumnType.Numeric, _) => "NULL::DOUBLE",
        (ColumnType.Boolean, _) => "NULL::BOOLEAN",
        _ => "NULL::BIGINT",
    };

    private static bool IsPlain(string type) =>
        type is "BOOLEAN" or "TINYINT" or "SMALLINT" or "INTEGER" or "BIGINT" or "UTINYINT" or "USMALLINT" or "UINTEGER" or "UBIGINT"
            or "FLOAT" or "DOUBLE" or "VARCHAR" or "DATE" or "TIME" or "TIME WITH TIME ZONE"
        || type.StartsWith("TIMESTAMP", StringComparison.Ordinal);
}
