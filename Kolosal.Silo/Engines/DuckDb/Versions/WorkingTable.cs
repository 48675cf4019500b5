using DuckDB.NET.Data;
using Kolosal.Datasets;
using Kolosal.Tabular;

namespace Kolosal.Engines.DuckDb;

/// <summary>A column of a working table: its value is <c>v{Key}</c>, the text that the value would not give back <c>w{Key}</c>.</summary>
/// <param name="Key">Stays its own whatever goes beside it.</param>
/// <param name="Schema">Name, type, role, range.</param>
/// <param name="Reading">How its cells are read and written.</param>
/// <param name="HasOwn">Whether there is a <c>w</c>.</param>
internal sealed record WorkingColumn(int Key, ColumnSchema Schema, CellReading Reading, bool HasOwn)
{
    public string Name => Schema.Name;

    public string Value => $"v{Key}";

    public string Own => $"w{Key}";
}

/// <summary>The rows of a dataset on their way to another: a table that every step replaces, row numbers of the parent (<c>r</c>) kept.</summary>
/// <remarks>The table lies in the database's memory and spills to its folder, so rows need not fit into memory.</remarks>
internal sealed class WorkingTable(DuckDatabase database, CancellationToken cancel) : IDisposable
{
    private readonly DuckDBConnection connection = database.Connect();
    private readonly List<WorkingColumn> columns = [];
    private int generation, keys;

    public DuckDBConnection Connection => connection;

    public CellFunctions Cells => database.Cells;

    public IReadOnlyList<WorkingColumn> Columns => columns;

    /// <summary>The table's name in statements.</summary>
    public string Name => $"s{generation}";

    public long Rows { get; private set; }

    /// <summary>Takes in a stored table under a schema.</summary>
    public void Load(string parquet, IReadOnlyList<ColumnSchema> schemas)
    {
        var stored = StoredTable.Open(database, connection, parquet, cancel);
        var selected = new List<string> { "file_row_number + 1 AS r" };
        for (int i = 0; i < schemas.Count; i++)
        {
            var reading = schemas[i].Reading ?? CellReading.Plain(schemas[i].Type);
            bool kept = stored.KeepsValues(i, schemas[i]);
            var column = new WorkingColumn(keys++, schemas[i], reading, !kept || stored.HasOwn(i));
            columns.Add(column);
            selected.Add($"{ValueOf(stored.Value(i, schemas[i]), schemas[i].Type)} AS {column.Value}");
            if (column.HasOwn) selected.Add($"{(kept ? $"t{i}" : Cells.Own(reading, stored.Text(i)))} AS {column.Own}");
        }

        connection.Execute(
            $"CREATE TABLE {Name} AS SELECT {string.Join(", ", selected)} FROM read_parquet($1, file_row_number = true)", cancel, parquet);
        Count();
    }

    /// <summary>Puts the rows of another stored table behind these, every cell read by the rules of the column it comes to.</summary>
    /// <param name="parquet">The other table.</param>
    /// <param name="positions">For each column here its place there.</param>
    /// <returns>Cells that have a text and are no value of their column, by column.</returns>
    public List<(WorkingColumn Column, Sightings Lost)> Append(string parquet, IReadOnlyList<int> positions)
    {
        var stored = StoredTable.Open(database, connection, parquet, cancel);
        var lost = new List<(WorkingColumn, Sightings)>();
        foreach (var (column, at) in columns.Zip(positions))
            if (Unread(parquet, stored, column, at) is { Count: > 0 } sightings) lost.Add((column, sightings));
        if (lost.Count > 0) return lost;

        // Every column may have texts of its own now.
        string present = string.Join(", ", columns.Select(c => $"{c.Value}, {(c.HasOwn ? c.Own : "NULL::VARCHAR")} AS {c.Own}"));
        Replace($"SELECT r, {present} FROM {Name}");
        for (int i = 0; i < columns.Count; i++) columns[i] = columns[i] with { HasOwn = true };
        string added = string.Join(", ", columns.Zip(positions).Select(pair => Added(stored, pair.First, pair.Second)));
        connection.Execute(
            $"INSERT INTO {Name} SELECT file_row_number + 1 + {Rows} AS r, {added} FROM read_parquet($1, file_row_number = true)", cancel, parquet);
        Count();
        return lost;
    }

    /// <summary>Makes the answer of a query the table.</summary>
    public void Replace(string select)
    {
        string old = Name;
        connection.Execute($"CREATE TABLE s{generation + 1} AS {select}", cancel);
        generation++;
        connection.Execute($"DROP TABLE {old}", cancel);
        Count();
    }

    /// <summary>Gives some columns another value; texts of their own stay where the value does.</summary>
    public void Change(IReadOnlyDictionary<WorkingColumn, string> values, IReadOnlyList<(ColumnSchema Schema, string Value)> added)
    {
        var selected = new List<string> { "r" };
        foreach (var column in columns.ToArray())
        {
            if (!values.TryGetValue(column, out string? value))
            {
                selected.Add(column.HasOwn ? $"{column.Value}, {column.Own}" : column.Value);
                continue;
            }

            // Numbers of so many decimals are written so; one that is put in may have more, and then each is written as it is.
            bool rounds = column.Reading.Number is { Decimals: not null };
            var reading = rounds ? column.Reading with { Number = column.Reading.Number! with { Decimals = null } } : column.Reading;
            string own = rounds ? Cells.Own(reading, TextOf(column)) : column.HasOwn ? column.Own : "NULL::VARCHAR";
            selected.Add($"{value} AS {column.Value}");
            selected.Add($"CASE WHEN {column.Value} IS NOT DISTINCT FROM ({value}) THEN {own} END AS {column.Own}");
            columns[columns.IndexOf(column)] = column with { Reading = reading, HasOwn = true, Schema = column.Schema with { Reading = reading } };
        }

        foreach (var (schema, value) in added) selected.Add($"{value} AS {Add(schema, hasOwn: false).Value}");
        Replace($"SELECT {string.Join(", ", selected)} FROM {Name}");
    }

    /// <summary>Reads a column's texts as another type.</summary>
    public void Retype(WorkingColumn column, ColumnSchema schema, CellReading reading)
    {
        var kept = columns.Where(other => other != column).Select(other => other.HasOwn ? $"{other.Value}, {other.Own}" : other.Value);
        var (text, next) = (TextOf(column), new WorkingColumn(column.Key, schema with { Reading = reading }, reading, HasOwn: true));
        string value = reading is { Number: null, Date: null, Flag: null } ? text : Cells.Read(reading, text);
        string[] selected = [.. kept, $"{value} AS {next.Value}", $"{Cells.Own(reading, text)} AS {next.Own}"];
        Replace($"SELECT r, {string.Join(", ", selected)} FROM {Name}");
        columns[columns.IndexOf(column)] = next;
    }

    public void Drop(IReadOnlyCollection<WorkingColumn> gone)
    {
        foreach (var column in gone) columns.Remove(column);
        if (gone.Count > 0) Replace($"SELECT {string.Join(", ", All().Prepend("r"))} FROM {Name}");
    }

    /// <summary>Keeps the rows for which a condition holds.</summary>
    public void Keep(string condition) => Replace($"SELECT * FROM {Name} WHERE {condition}");

    /// <summary>The column's text of a cell; NULL where it has none.</summary>
    public string TextOf(WorkingColumn column) => column.HasOwn ? $"coalesce({column.Own}, {Shown(column)})" : Shown(column);

    /// <summary>The text of a cell's value, without what the file had beside it.</summary>
    public string Shown(WorkingColumn column, string? value = null)
    {
        value ??= column.Value;
        return column.Schema.Type switch
        {
            ColumnType.Numeric or ColumnType.DateTime => Cells.Write(column.Reading, value),
            ColumnType.Boolean when column.Reading.Flag is { } flag =>
                $"CASE {value} WHEN true THEN {SqlText.Literal(flag.Yes)} WHEN false THEN {SqlText.Literal(flag.No)} END",
            ColumnType.Boolean => $"({value})::VARCHAR",
            _ => value,
        };
    }

    /// <summary>Writes the table as Parquet, as an intake would.</summary>
    /// <exception cref="RejectedContentException">No row, no column or no value is left.</exception>
    public ConvertedTable Write(string target, string sha256, ImmutableArray<string> notes)
    {
        if (Rows == 0 || columns.Count == 0)
            throw new RejectedContentException(RejectionKind.Unusable, "datasets.nothing-left",
                $"The steps leave {Rows} rows of {columns.Count} columns. Ask for less.");
        bool[] own = Owned();
        var selected = columns.Select((column, i) => $"{column.Value} AS c{i}")
            .Concat(Enumerable.Range(0, columns.Count).Where(i => own[i]).Select(i => $"{columns[i].Own} AS t{i}"));
        connection.Execute(
            $"COPY (SELECT {string.Join(", ", selected)} FROM {Name} ORDER BY r) TO {SqlText.Literal(target)} ({TableConverter.ParquetOptions}, "
            + $"KV_METADATA {{ source: {SqlText.Literal(sha256)}, "
            + $"{StoredTable.ReadingsKey}: {SqlText.Literal(StoredTable.Write(columns.Select(column => column.Reading)))} }})",
            cancel);
        var statistics = ParquetStatistics.Read(connection, target, columns.Count, cancel);
        if (!statistics.HasValues)
            throw new RejectedContentException(RejectionKind.Unusable, "datasets.no-values", "The steps leave no value in any column. Ask for less.");
        return new(target, statistics.Rows,
            [.. columns.Select((column, i) => statistics.Column(i, column.Name, 0, column.Reading) with { Declared = column.Schema.Type })], notes);
    }

    public void Dispose() => connection.Dispose();

    private bool[] Owned()
    {
        int[] asked = [.. Enumerable.Range(0, columns.Count).Where(i => columns[i].HasOwn)];
        bool[] owned = new bool[columns.Count];
        if (asked.Length == 0) return owned;
        bool[] found = connection.Row(
            $"SELECT {string.Join(", ", asked.Select(i => $"count({columns[i].Own}) > 0"))} FROM {Name}",
            row => asked.Select((_, k) => row.GetBoolean(k)).ToArray(), cancel);
        foreach (var (i, has) in asked.Zip(found)) owned[i] = has;
        return owned;
    }

    private WorkingColumn Add(ColumnSchema schema, bool hasOwn)
    {
        if (columns.Any(column => column.Name == schema.Name))
            throw new RejectedContentException(RejectionKind.Unusable, "datasets.duplicate-column",
                $"A step adds a column '{schema.Name}', and there is one already. Drop it first.");
        var added = new WorkingColumn(keys++, schema, CellReading.Plain(schema.Type), hasOwn);
        columns.Add(added);
        return added;
    }

    private IEnumerable<string> All() => columns.Select(column => column.HasOwn ? $"{column.Value}, {column.Own}" : column.Value);

    private void Count() => Rows = connection.Row($"SELECT count(*) FROM {Name}", row => row.GetInt64(0), cancel);

    /// <summary>Values as working tables hold them: instants as such, numbers finite.</summary>
    private static string ValueOf(string value, ColumnType type) => type switch
    {
        ColumnType.DateTime => $"make_timestamp({value})",
        ColumnType.Numeric => $"CASE WHEN isfinite({value}) THEN {value} END",
        _ => value,
    };

    private Sightings Unread(string parquet, StoredTable stored, WorkingColumn column, int at)
    {
        var lost = new Sightings();
        if (IsText(column.Schema.Type)) return lost;
        long row = 0;
        connection.Batches(
            $"SELECT {stored.Text(at)} FROM read_parquet($1)",
            batch =>
            {
                var cells = (Apache.Arrow.StringArray)batch.Column(0);
                for (int i = 0; i < cells.Length; i++)
                {
                    row++;
                    if (!cells.IsValid(i)) continue;
                    var text = cells.GetBytes(i);
                    if (!text.IsEmpty && !column.Reading.IsMissing(text, quoted: false) && !MissingText.Words.Contains(cells.GetString(i))
                        && !column.Reading.TryRead(text, out _)) lost.Add(row, text);
                }
            },
            cancel,
            parquet);
        return lost;
    }

    private string Added(StoredTable stored, WorkingColumn column, int at)
    {
        string text = stored.Text(at);
        if (!IsText(column.Schema.Type)) return $"{Cells.Read(column.Reading, text)}, {Cells.Own(column.Reading, text)}";
        return StoredTypes.Of(stored.Type(at)) == ColumnType.Text
            ? $"c{at}::VARCHAR, {(stored.HasOwn(at) ? $"t{at}" : "NULL::VARCHAR")}" : $"{text}, NULL::VARCHAR";
    }

    private static bool IsText(ColumnType type) => type is ColumnType.Text or ColumnType.Categorical;
}
