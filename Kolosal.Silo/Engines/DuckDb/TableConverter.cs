using System.Globalization;
using DuckDB.NET.Data;
using Kolosal.Datasets;
using Kolosal.Tabular;

namespace Kolosal.Engines.DuckDb;

/// <summary>Makes Parquet of a file.</summary>
/// <remarks>
/// Files of text are looked at cell by cell first, by the product's own reading (<see cref="CsvScan"/>), which settles every column by all of its
/// values and by nothing else. DuckDB then reads each field as text and stores what the settled reading makes of it. Parquet states its types.
/// </remarks>
internal sealed class TableConverter(DuckDatabase database, TableSource source, CancellationToken cancel)
{
    /// <summary>Small dictionaries and the fastest zstd: encoding takes no longer than parsing.</summary>
    internal const string ParquetOptions = "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, DICTIONARY_SIZE_LIMIT 1000";

    private readonly List<string> notes = [];
    private ImmutableArray<SettledColumn> settled = [];

    public ConvertedTable Run()
    {
        try
        {
            using var connection = database.Connect();
            var names = source.Format switch
            {
                TableFormat.Csv or TableFormat.Tsv => FromSeparated(connection),
                TableFormat.Json => FromObjects(connection, "array"),
                TableFormat.Jsonl => FromObjects(connection, "newline_delimited"),
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
        var scan = CsvScan.Of(source.Path, dialect, database.Threads, cancel);
        CheckRows(scan.Rows);
        settled = scan.Columns;
        CopySettled(connection, Separated(dialect, scan), i => $"c{i}", Parameters(dialect));
        return dialect.Names;
    }

    /// <summary>Every field as text; what is a word for missing is decided by the column, except where only quotes tell words from texts.</summary>
    private string Separated(CsvDialect dialect, CsvScan scan)
    {
        bool mixed = scan.Columns.Any(column => column.MixedQuotes);
        string words = string.Join(", ", MissingText.Words.Prepend("").Select(SqlText.Literal));
        return "read_csv($1, delim = $2, quote = '\"', escape = '\"', header = $3, skip = $4, comment = '', auto_detect = false, "
            + $"strict_mode = true, max_line_size = {source.Limits.MaximumLineBytes}, "
            + $"nullstr = [{(mixed ? words : "''")}], allow_quoted_nulls = {(mixed ? "false" : "true")}, "
            + $"columns = {{{string.Join(", ", Enumerable.Range(0, dialect.Names.Length).Select(i => $"'c{i}': 'VARCHAR'"))}}})";
    }

    /// <summary>Writes the value of every column, and beside it, as <c>t0</c>, <c>t1</c>, …, the texts that values do not give back.</summary>
    private void CopySettled(DuckDBConnection connection, string relation, Func<int, string> text, object?[] parameters)
    {
        var values = settled.Select((column, i) => $"{SettledSql.Value(column, text(i), database.Cells)} AS c{i}");
        var own = settled.Select((column, i) => (Column: column, At: i)).Where(c => c.Column.OwnText)
            .Select(c => $"{SettledSql.Own(c.Column, text(c.At), database.Cells)} AS t{c.At}");
        Copy(connection, $"SELECT {string.Join(", ", values.Concat(own))} FROM {relation}", parameters);
    }

    private string Objects(string format, string columns = "sample_size = -1") =>
        $"read_json($1, format = '{format}', records = true, {columns}, maximum_object_size = {source.Limits.MaximumLineBytes})";

    private object?[] Parameters(CsvDialect dialect) =>
        [source.Path, dialect.Separator.ToString(), dialect.HasHeader, dialect.SkippedLines];

    private void CheckRows(long rows)
    {
        if (rows == 0) throw NoRows();
        if (rows > source.Limits.MaximumRows)
            throw TooLarge("datasets.too-many-rows", $"The file has {rows} rows; at most {source.Limits.MaximumRows} are taken.");
    }

    /// <summary>Objects of JSON: names and nesting as DuckDB finds them, values by every one of their texts.</summary>
    private ImmutableArray<string> FromObjects(DuckDBConnection connection, string format)
    {
        string relation = Objects(format);
        string[] raw = connection.Names($"SELECT * FROM {relation} LIMIT 0", cancel, source.Path);
        CheckWidth(raw.Length);
        var names = ColumnNames.Check(raw);
        string[] types = StoredTypes.Ask(connection, $"{relation} AS t({Positions(names.Length)})", source.Path, names.Length, cancel)
            ?? throw NoRows();
        for (int i = 0; i < types.Length; i++) StoredTypes.Kept(types[i], names[i], i); // refuses what is nested

        string columns = string.Join(", ", raw.Select(name => $"{SqlText.Literal(name)}: 'JSON'"));
        string texts = $"{Objects(format, $"columns = {{{columns}}}")} AS t({Positions(names.Length)})";
        var scans = names.Select(_ => new JsonColumnScan()).ToArray();
        string selected = string.Join(", ", Enumerable.Range(0, names.Length).Select(i => $"c{i}::VARCHAR"));
        connection.Batches(
            $"SELECT {selected} FROM {texts}",
            batch =>
            {
                for (int c = 0; c < scans.Length; c++)
                {
                    var values = (Apache.Arrow.StringArray)batch.Column(c);
                    for (int row = 0; row < values.Length; row++) scans[c].Feed(values.IsValid(row) ? values.GetBytes(row) : []);
                }
            },
            cancel,
            source.Path);
        settled = [.. scans.Select((scan, i) => scan.Settle(names[i]))];
        CopySettled(connection, texts, i => $"json_extract_string(c{i}, '$')", [source.Path]);
        return names;
    }

    private void CheckWidth(int columns)
    {
        if (columns > source.Limits.MaximumColumns)
            throw TooLarge("datasets.too-many-columns", $"The file has {columns} columns; at most {source.Limits.MaximumColumns} are taken.");
    }

    /// <summary>Files that carry their own types: nested ones are refused, the rest reduced to the few that are kept.</summary>
    private ImmutableArray<string> FromRelation(DuckDBConnection connection, string relation)
    {
        string[] raw = connection.Names($"SELECT * FROM {relation} LIMIT 0", cancel, source.Path);
        CheckWidth(raw.Length);
        var names = ColumnNames.Check(raw);
        string from = $"{relation} AS t({Positions(names.Length)})";
        string[] types = StoredTypes.Ask(connection, from, source.Path, names.Length, cancel) ?? throw NoRows();
        string[] kept = [.. types.Select((type, i) => StoredTypes.Kept(type, names[i], i))];
        BeyondDoubles(connection, relation, types, names, kept);
        settled = [.. kept.Select((expression, i) => Typed(expression, types[i]))];
        Copy(connection, $"SELECT {string.Join(", ", kept.Select((expression, i) => $"{expression} AS c{i}"))} FROM {from}", [source.Path]);
        return names;
    }

    /// <summary>Whole numbers that doubles do not tell apart are kept as texts, digit by digit.</summary>
    private void BeyondDoubles(DuckDBConnection connection, string relation, string[] types, ImmutableArray<string> names, string[] kept)
    {
        int[] wide = [.. Enumerable.Range(0, types.Length).Where(i => types[i] is "BIGINT" or "UBIGINT" or "HUGEINT" or "UHUGEINT")];
        if (wide.Length == 0) return;
        const string Beyond = "NOT c{0} BETWEEN -9007199254740992 AND 9007199254740992";
        string asked = string.Join(", ", wide.Select(i => string.Format(CultureInfo.InvariantCulture,
            $"count(*) FILTER ({Beyond}), arg_min(c{{0}}, r)  FILTER ({Beyond})::VARCHAR, min(r) FILTER ({Beyond})", i)));
        var found = connection.Row(
            $"SELECT {asked} FROM (SELECT *, row_number() OVER () AS r FROM {relation} AS t({Positions(types.Length)}))",
            row => wide.Select((_, k) => row.GetInt64(3 * k) is > 0 and var count ? (Count: count, Example: row.GetString((3 * k) + 1),
                Row: row.GetInt64((3 * k) + 2)) : default).ToArray(),
            cancel,
            source.Path);
        foreach (var (i, (count, example, row)) in wide.Zip(found))
        {
            if (count == 0) continue;
            kept[i] = $"c{i}::VARCHAR";
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"'{names[i]}' is text and not numeric: {count} whole numbers are beyond 2^53 "
                + $"(first in row {row}, '{example}'), and a number would lose their last digits. Declare it numeric where that does not matter."));
        }
    }

    private static SettledColumn Typed(string expression, string type)
    {
        var kind = expression.EndsWith("::DOUBLE", StringComparison.Ordinal) ? ColumnType.Numeric
            : expression.Contains("VARCHAR", StringComparison.Ordinal) || expression.Contains("json", StringComparison.Ordinal) ? ColumnType.Text
            : StoredTypes.Of(type);
        return new(kind, CellReading.Plain(kind), false, Oddities.None, true, false, 0, []);
    }

    private void Copy(DuckDBConnection connection, string select, object?[] parameters, string? target = null) =>
        connection.Execute(
            $"COPY ({select}) TO {SqlText.Literal(target ?? source.Target)} "
            + $"({ParquetOptions}, KV_METADATA {{ source: {SqlText.Literal(source.Sha256)}, "
            + $"{StoredTable.ReadingsKey}: {SqlText.Literal(StoredTable.Write(Readings))} }})",
            cancel,
            parameters);

    /// <summary>As settled; of typed files what their types say is found when they are read.</summary>
    private IEnumerable<CellReading> Readings => settled.Select(column => column.Reading);

    /// <summary>Counts the rows, and takes NaN and infinities out where the file's own statistics say there may be any.</summary>
    private ConvertedTable Examine(DuckDBConnection connection, ImmutableArray<string> names)
    {
        var statistics = ParquetStatistics.Read(connection, source.Target, names.Length, cancel);
        CheckRows(statistics.Rows);

        if (!statistics.HasValues)
            throw Unusable("datasets.no-values", "Every value of every column is missing. Send at least one value.");

        long[] nonFinite = [.. settled.Select(column => column.NonFinite)];
        notes.AddRange(settled.SelectMany(column => column.Notes));
        var suspects = Enumerable.Range(0, names.Length).Where(i => statistics.MayBeNonFinite(i)).ToArray();
        if (suspects.Length > 0)
        {
            string asked = string.Join(", ", suspects.Select(i =>
                $"count(*) FILTER (NOT isfinite(c{i})), min(file_row_number + 1) FILTER (NOT isfinite(c{i}))"));
            var counted = connection.Row(
                $"SELECT {asked} FROM read_parquet($1, file_row_number = true)",
                row => suspects.Select((_, s) =>
                    (Count: row.GetInt64(2 * s), Row: row.IsDBNull((2 * s) + 1) ? 0 : row.GetInt64((2 * s) + 1))).ToArray(),
                cancel,
                source.Target);
            var found = suspects.Zip(counted).Where(column => column.Second.Count > 0).ToArray();
            if (found.Length > 0)
            {
                foreach (var (i, (count, row)) in found)
                {
                    nonFinite[i] += count;
                    notes.Add(string.Create(CultureInfo.InvariantCulture,
                        $"{count} values of '{names[i]}' were NaN or infinite (first in row {row}) and are missing now."));
                }

                TakeOut(connection, [.. found.Select(column => column.First)]);
                statistics = ParquetStatistics.Read(connection, source.Target, names.Length, cancel);
            }
        }

        return new(
            source.Target, statistics.Rows, [.. names.Select((name, i) => statistics.Column(i, name, nonFinite[i], settled[i].Reading))], [.. notes]);
    }

    private void TakeOut(DuckDBConnection connection, int[] columns)
    {
        string clean = source.Target + ".clean";
        string kept = string.Join(", ", columns.Select(i => $"CASE WHEN isfinite(c{i}) THEN c{i} END AS c{i}"));
        Copy(connection, $"SELECT * REPLACE ({kept}) FROM read_parquet($1)", [source.Target], clean);
        File.Move(clean, source.Target, overwrite: true);
    }

    private static RejectedContentException NoRows() =>
        Unusable("datasets.header-only", "The file has no data rows. Send at least one.");

    private static RejectedContentException TooLarge(string code, string message) => new(RejectionKind.TooLarge, code, message);

    private static RejectedContentException Unusable(string code, string message) => new(RejectionKind.Unusable, code, message);

    private static string Positions(int count) => string.Join(", ", Enumerable.Range(0, count).Select(i => $"c{i}"));
}
