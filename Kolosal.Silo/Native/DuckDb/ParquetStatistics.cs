using Kolosal.Datasets;
using Kolosal.Tabular;

namespace Kolosal.Native.DuckDb;

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

    public static ParquetStatistics Read(DuckConnection connection, string path, int columns, CancellationToken cancel)
    {
        var read = new ParquetStatistics(columns);
        using (var rows = connection.Query("SELECT sum(num_rows)::BIGINT FROM parquet_file_metadata($1)", cancel, path))
            read.Rows = rows.Single().Integer(0, 0) ?? 0;
        read.ReadTypes(connection, path, columns, cancel);
        read.ReadEnds(connection, path, cancel);
        read.CompleteEnds(connection, path, cancel);
        return read;
    }

    /// <summary>A floating-point column without finite statistics: the writer leaves them out when it meets a NaN.</summary>
    public bool MayBeNonFinite(int column) => types[column] is "DOUBLE" or "FLOAT" && (incomplete[column] || minimum[column] is null);

    public ConvertedColumn Column(int column, string name, long nonFinite) =>
        new(name, StoredTypes.Of(types[column]), minimum[column], maximum[column], nonFinite);

    public static string[] Types(DuckConnection connection, string path, int columns, CancellationToken cancel)
    {
        using var result =
            connection.Query($"SELECT {string.Join(", ", Enumerable.Range(0, columns).Select(i => $"typeof(c{i})"))} FROM read_parquet($1) LIMIT 1",
            cancel, path);
        var row = result.Next();
        return [.. Enumerable.Range(0, columns).Select(i => row?.Text(i, 0) ?? "VARCHAR")];
    }

    private void ReadTypes(DuckConnection connection, string path, int columns, CancellationToken cancel) =>
        Types(connection, path, columns, cancel).CopyTo(types, 0);

    private void ReadEnds(DuckConnection connection, string path, CancellationToken cancel)
    {
        // A row group with values and no readable statistics makes the column incomplete.
        const string Ends = """
            SELECT path_in_schema, min(TRY_CAST(stats_min_value AS DOUBLE)), max(TRY_CAST(stats_max_value AS DOUBLE)),
                   bool_or((stats_null_count IS NULL OR stats_null_count < num_values)
                           AND NOT coalesce(isfinite(TRY_CAST(stats_min_value AS DOUBLE)) AND isfinite(TRY_CAST(stats_max_value AS DOUBLE)), false)),
                   bool_or(stats_null_count IS NULL OR stats_null_count < num_values)
            FROM parquet_metadata($1) GROUP BY path_in_schema
            """;
        using var result = connection.Query(Ends, cancel, path);
        while (result.Next() is { } chunk)
        {
            for (int row = 0; row < chunk.Rows; row++)
            {
                int column = int.Parse(chunk.Bytes(0, row)[1..], System.Globalization.CultureInfo.InvariantCulture);
                incomplete[column] = chunk.Flag(3, row) ?? true;
                HasValues |= chunk.Flag(4, row) ?? true;
                if (incomplete[column]) continue;
                (minimum[column], maximum[column]) = (chunk.Number(1, row), chunk.Number(2, row));
            }
        }
    }

    /// <summary>Where the statistics are no numbers (times) or absent, the values are asked.</summary>
    private void CompleteEnds(DuckConnection connection, string path, CancellationToken cancel)
    {
        var asked = Enumerable.Range(0, types.Length)
            .Where(i => StoredTypes.Of(types[i]) is ColumnType.DateTime || (StoredTypes.Of(types[i]) is ColumnType.Numeric && incomplete[i]))
                .ToArray();
        if (asked.Length == 0) return;
        string Value(int i) =>
            StoredTypes.Of(types[i]) is ColumnType.DateTime ? $"epoch(c{i}::TIMESTAMP)" : $"CASE WHEN isfinite(c{i}::DOUBLE) THEN c{i}::DOUBLE END";
        using var result =
            connection.Query($"SELECT {string.Join(", ", asked.Select(i => $"min({Value(i)}), max({Value(i)})"))} FROM read_parquet($1)", cancel,
            path);
        var row = result.Single();
        for (int k = 0; k < asked.Length; k++) (minimum[asked[k]], maximum[asked[k]]) = (row.Number(2 * k, 0), row.Number(2 * k + 1, 0));
    }
}
