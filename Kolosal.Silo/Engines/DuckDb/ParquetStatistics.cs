using System.Globalization;
using DuckDB.NET.Data;
using Kolosal.Datasets;
using Kolosal.Tabular;

namespace Kolosal.Engines.DuckDb;

/// <summary>What a Parquet file says of itself: rows, types, and the smallest and largest value of every column.</summary>
internal sealed class ParquetStatistics
{
    private readonly string[] types;
    private readonly double?[] minimum, maximum;
    private readonly bool[] incomplete;

    private ParquetStatistics(int columns) =>
        (types, minimum, maximum, incomplete) = (new string[columns], new double?[columns], new double?[columns], new bool[columns]);

    public long Rows { get; private set; }

    /// <summary>Some cell of some column has a value.</summary>
    public bool HasValues { get; private set; }

    public static ParquetStatistics Read(DuckDBConnection connection, string path, int columns, CancellationToken cancel)
    {
        var read = new ParquetStatistics(columns);
        read.Rows = CountRows(connection, path, cancel);
        Types(connection, path, columns, cancel).CopyTo(read.types, 0);
        read.ReadEnds(connection, path, cancel);
        read.CompleteEnds(connection, path, cancel);
        return read;
    }

    /// <summary>A floating-point column without finite statistics: the writer leaves them out when it meets a NaN.</summary>
    public bool MayBeNonFinite(int column) => types[column] is "DOUBLE" or "FLOAT" && (incomplete[column] || minimum[column] is null);

    public ConvertedColumn Column(int column, string name, long nonFinite, CellReading? reading) =>
        new(name, StoredTypes.Of(types[column]), minimum[column], maximum[column], nonFinite, reading);

    public static string[] Types(DuckDBConnection connection, string path, int columns, CancellationToken cancel) =>
        StoredTypes.Ask(connection, "read_parquet($1)", path, columns, cancel) ?? [.. Enumerable.Repeat("VARCHAR", columns)];

    public static long CountRows(DuckDBConnection connection, string path, CancellationToken cancel) => connection.Row(
        "SELECT coalesce(sum(num_rows), 0)::BIGINT FROM parquet_file_metadata($1)", row => row.GetInt64(0), cancel, path);

    private void ReadEnds(DuckDBConnection connection, string path, CancellationToken cancel)
    {
        // A row group with values and no readable statistics makes the column incomplete.
        const string Ends = """
            SELECT path_in_schema, min(TRY_CAST(stats_min_value AS DOUBLE)), max(TRY_CAST(stats_max_value AS DOUBLE)),
                   bool_or((stats_null_count IS NULL OR stats_null_count < num_values)
                           AND NOT coalesce(isfinite(TRY_CAST(stats_min_value AS DOUBLE)) AND isfinite(TRY_CAST(stats_max_value AS DOUBLE)), false)),
                   bool_or(stats_null_count IS NULL OR stats_null_count < num_values)
            FROM parquet_metadata($1) WHERE path_in_schema LIKE 'c%' GROUP BY path_in_schema
            """;
        var ends = connection.Rows(
            Ends,
            row => (Column: row.GetString(0), Minimum: Number(row, 1), Maximum: Number(row, 2), Incomplete: Flag(row, 3), HasValues: Flag(row, 4)),
            cancel,
            path);
        foreach (var end in ends)
        {
            int column = int.Parse(end.Column.AsSpan(1), CultureInfo.InvariantCulture);
            incomplete[column] = end.Incomplete ?? true;
            HasValues |= end.HasValues ?? true;
            if (!incomplete[column]) (minimum[column], maximum[column]) = (end.Minimum, end.Maximum);
        }
    }

    /// <summary>Where the statistics are no numbers (times) or absent, the values are asked.</summary>
    private void CompleteEnds(DuckDBConnection connection, string path, CancellationToken cancel)
    {
        var asked = Enumerable.Range(0, types.Length)
            .Where(i => StoredTypes.Of(types[i]) is var type && (type is ColumnType.DateTime || (type is ColumnType.Numeric && incomplete[i])))
            .ToArray();
        if (asked.Length == 0) return;
        string Value(int i) => StoredTypes.Of(types[i]) is ColumnType.DateTime
            ? $"epoch(c{i}::TIMESTAMP)" : $"CASE WHEN isfinite(c{i}::DOUBLE) THEN c{i}::DOUBLE END";
        string ends = string.Join(", ", asked.Select(i => $"min({Value(i)}), max({Value(i)})"));
        var found = connection.Row(
            $"SELECT {ends} FROM read_parquet($1)",
            row => asked.Select((_, k) => (Number(row, 2 * k), Number(row, (2 * k) + 1))).ToArray(),
            cancel,
            path);
        for (int k = 0; k < asked.Length; k++) (minimum[asked[k]], maximum[asked[k]]) = found[k];
    }

    private static double? Number(DuckDBDataReader row, int column) => row.IsDBNull(column) ? null : row.GetDouble(column);

    private static bool? Flag(DuckDBDataReader row, int column) => row.IsDBNull(column) ? null : row.GetBoolean(column);
}
