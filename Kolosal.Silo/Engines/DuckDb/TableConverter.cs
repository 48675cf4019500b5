using System.Globalization;
using DuckDB.NET.Data;
using Kolosal.Datasets;
using Kolosal.Tabular;

namespace Kolosal.Engines.DuckDb;

/// <summary>Makes Parquet of a file.</summary>
/// <remarks>
/// The types that DuckDB sees in the first 20,480 rows are tried on the whole file in the same pass that writes it. When a later
/// value does not fit, everything is read as text and each column gets the narrowest type that all of its values have. So
/// inference is over the whole file, and costs a second pass only where the file changes its mind.
/// </remarks>
internal sealed class TableConverter(DuckDatabase database, TableSource source, CancellationToken cancel)
{
    /// <summary>What stands for a missing value in text files.</summary>
    private const string MissingWords = "['', 'NA', 'N/A', 'n/a', 'NULL', 'null', 'NaN', 'nan', '<NA>', '#N/A', '?']";

    /// <summary>Small dictionaries and the fastest zstd: encoding takes no longer than parsing.</summary>
    private const string ParquetOptions = "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, DICTIONARY_SIZE_LIMIT 1000";

    private readonly List<string> notes = [];

    public ConvertedTable Run()
    {
        try
        {
            using var connection = database.Connect();
            var names = source.Format switch
            {
                TableFormat.Csv or TableFormat.Tsv => FromSeparated(connection),
                TableFormat.Json => FromRelation(connection, Objects("array")),
                TableFormat.Jsonl => FromRelation(connection, Objects("newline_delimited")),
                _ => FromRelation(connection, "read_parquet($1)"),
            };
            return Examine(connection, names);
        }
        catch (DuckDBException e)
        {
            File.Delete(source.Target);
            throw DuckDbMessages.Explain(e, source);
        }
        catch
        {
            File.Delete(source.Target);
            throw;
        }
    }

    private ImmutableArray<string> FromSeparated(DuckDBConnection connection)
    {
        var dialect = source.Dialect ?? throw new ArgumentException("Separated values need a dialect.");
        notes.AddRange(dialect.Notes);
        if (dialect.DecimalComma) notes.Add("Numbers are written with a decimal comma.");
        try
        {
            Copy(connection, $"SELECT * FROM {Separated(dialect, asText: false)}", Parameters(dialect));
        }
        catch (DuckDBException e) when (DuckDbMessages.IsTypeMismatch(e))
        {
            SecondPass(connection, dialect);
        }

        return dialect.Names;
    }

    private string Separated(CsvDialect dialect, bool asText) =>
        $"read_csv($1, delim = $2, quote = '\"', escape = '\"', header = $3, skip = $4, decimal_separator = $5, nullstr = {MissingWords}, "
        + $"comment = '', strict_mode = true, max_line_size = {source.Limits.MaximumLineBytes}{(asText ? ", all_varchar = true" : "")}) "
        + $"AS t({Positions(dialect.Names.Length)})";

    private string Objects(string format) =>
        $"read_json($1, format = '{format}', records = true, sample_size = -1, maximum_object_size = {source.Limits.MaximumLineBytes})";

    private object?[] Parameters(CsvDialect dialect) =>
        [source.Path, dialect.Separator.ToString(), dialect.HasHeader, dialect.SkippedLines, dialect.DecimalComma ? "," : "."];

    /// <summary>All text first, then each column's narrowest type.</summary>
    private void SecondPass(DuckDBConnection connection, CsvDialect dialect)
    {
        string text = source.Target + ".text";
        try
        {
            Copy(connection, $"SELECT * FROM {Separated(dialect, asText: true)}", Parameters(dialect), text);
            var kept = new string[dialect.Names.Length];
            const int Together = 64;
            for (int from = 0; from < kept.Length; from += Together)
            {
                int to = Math.Min(from + Together, kept.Length);
                string counts = string.Join(", ", Enumerable.Range(from, to - from).Select(i => TypeCounts(i, dialect.DecimalComma)));
                long[] counted = connection.Row($"SELECT {counts} FROM read_parquet($1)", Counts, cancel, text);
                for (int i = from; i < to; i++) kept[i] = Narrowest(counted.AsSpan((i - from) * 6, 6), i, dialect.DecimalComma);
            }

            Copy(connection, $"SELECT {string.Join(", ", kept.Select((e, i) => $"{e} AS c{i}"))} FROM read_parquet($1)", [text]);
        }
        finally
        {
            File.Delete(text);
        }
    }

    private static string Number(int column, bool decimalComma) => decimalComma ? $"replace(c{column}, ',', '.')" : $"c{column}";

    /// <summary>Values; whole numbers; numbers; booleans; times; values such as 007 that a number would lose digits of.</summary>
    private static string TypeCounts(int i, bool decimalComma) =>
        $"count(c{i}), count(TRY_CAST(c{i} AS BIGINT)), count(TRY_CAST({Number(i, decimalComma)} AS DOUBLE)), "
        + $"count(*) FILTER (lower(c{i}) IN ('true', 'false')), count(TRY_CAST(c{i} AS TIMESTAMP)), "
        + $"count(*) FILTER (regexp_matches(c{i}, '^-?0[0-9]+$'))";

    private static long[] Counts(DuckDBDataReader row) => [.. Enumerable.Range(0, row.FieldCount).Select(row.GetInt64)];

    /// <param name="counts">As <see cref="TypeCounts"/> asks for them.</param>
    private static string Narrowest(ReadOnlySpan<long> counts, int column, bool decimalComma)
    {
        long values = counts[0];
        bool codes = counts[5] > 0;
        if (values == 0 || codes) return $"c{column}";
        if (counts[1] == values) return $"TRY_CAST(c{column} AS BIGINT)";
        if (counts[2] == values) return $"TRY_CAST({Number(column, decimalComma)} AS DOUBLE)";
        if (counts[3] == values) return $"TRY_CAST(c{column} AS BOOLEAN)";
        return counts[4] == values ? $"TRY_CAST(c{column} AS TIMESTAMP)" : $"c{column}";
    }

    /// <summary>Files that carry their own types: nested ones are refused, the rest reduced to the few that are kept.</summary>
    private ImmutableArray<string> FromRelation(DuckDBConnection connection, string relation)
    {
        string[] raw = connection.Names($"SELECT * FROM {relation} LIMIT 0", cancel, source.Path);
        if (raw.Length > source.Limits.MaximumColumns)
            throw TooLarge("datasets.too-many-columns", $"The file has {raw.Length} columns; at most {source.Limits.MaximumColumns} are taken.");
        var names = ColumnNames.Check(raw);
        string from = $"{relation} AS t({Positions(names.Length)})";
        string[] types = StoredTypes.Ask(connection, from, source.Path, names.Length, cancel) ?? throw NoRows();
        var kept = types.Select((type, i) => $"{StoredTypes.Kept(type, names[i], i)} AS c{i}");
        Copy(connection, $"SELECT {string.Join(", ", kept)} FROM {from}", [source.Path]);
        return names;
    }

    private void Copy(DuckDBConnection connection, string select, object?[] parameters, string? target = null) =>
        connection.Execute(
            $"COPY ({select}) TO {SqlText.Literal(target ?? source.Target)} "
            + $"({ParquetOptions}, KV_METADATA {{ source: {SqlText.Literal(source.Sha256)} }})",
            cancel,
            parameters);

    /// <summary>Counts the rows, and takes NaN and infinities out where the file's own statistics say there may be any.</summary>
    private ConvertedTable Examine(DuckDBConnection connection, ImmutableArray<string> names)
    {
        var statistics = ParquetStatistics.Read(connection, source.Target, names.Length, cancel);
        if (statistics.Rows == 0) throw NoRows();
        if (statistics.Rows > source.Limits.MaximumRows)
            throw TooLarge("datasets.too-many-rows", $"The file has {statistics.Rows} rows; at most {source.Limits.MaximumRows} are taken.");

        if (!statistics.HasValues)
            throw Unusable("datasets.no-values", "Every value of every column is missing. Send at least one value.");

        var nonFinite = new long[names.Length];
        var suspects = Enumerable.Range(0, names.Length).Where(i => statistics.MayBeNonFinite(i)).ToArray();
        if (suspects.Length > 0)
        {
            string asked = string.Join(", ", suspects.Select(i => $"count(*) FILTER (NOT isfinite(c{i}))"));
            long[] counted = connection.Row($"SELECT {asked} FROM read_parquet($1)", Counts, cancel, source.Target);
            for (int s = 0; s < suspects.Length; s++) nonFinite[suspects[s]] = counted[s];

            if (nonFinite.Any(n => n > 0))
            {
                TakeOut(connection, nonFinite);
                statistics = ParquetStatistics.Read(connection, source.Target, names.Length, cancel);
                notes.AddRange(Enumerable.Range(0, names.Length).Where(i => nonFinite[i] > 0).Select(i => string.Create(
                    CultureInfo.InvariantCulture, $"{nonFinite[i]} values of '{names[i]}' were NaN or infinite and are missing now.")));
            }
        }

        return new(source.Target, statistics.Rows, [.. names.Select((name, i) => statistics.Column(i, name, nonFinite[i]))], [.. notes]);
    }

    private void TakeOut(DuckDBConnection connection, long[] nonFinite)
    {
        string clean = source.Target + ".clean";
        var kept = nonFinite.Select((n, i) => n > 0 ? $"CASE WHEN isfinite(c{i}) THEN c{i} END AS c{i}" : $"c{i}");
        Copy(connection, $"SELECT {string.Join(", ", kept)} FROM read_parquet($1)", [source.Target], clean);
        File.Move(clean, source.Target, overwrite: true);
    }

    private static RejectedContentException NoRows() =>
        Unusable("datasets.header-only", "The file has no data rows. Send at least one.");

    private static RejectedContentException TooLarge(string code, string message) => new(RejectionKind.TooLarge, code, message);

    private static RejectedContentException Unusable(string code, string message) => new(RejectionKind.Unusable, code, message);

    private static string Positions(int count) => string.Join(", ", Enumerable.Range(0, count).Select(i => $"c{i}"));
}
