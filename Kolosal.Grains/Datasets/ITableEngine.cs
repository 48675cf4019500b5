using Kolosal.Tabular;

namespace Kolosal.Datasets;

/// <summary>The engine that parses, stores and scans tables as files. Every call works on
/// a few threads of the engine's own, and waits for one of them to be free.</summary>
public interface ITableEngine
{
    /// <summary>Parses a file as a whole and writes it as Parquet with the columns <c>c0</c>, <c>c1</c>, …</summary>
    /// <exception cref="RejectedContentException">No table can be made of the content; nothing is left behind.</exception>
    Task<ConvertedTable> ConvertAsync(TableSource source, CancellationToken cancel);

    /// <summary>Looks at every value of a converted table.</summary>
    Task<ProfiledTable> ProfileAsync(ConvertedTable table, CancellationToken cancel);

    /// <summary>Reads columns into memory, in row order.</summary>
    /// <param name="parquet">A file that <see cref="ConvertAsync"/> wrote.</param>
    /// <param name="columns">What to read: the position in the file and the schema under which to read it.</param>
    /// <param name="rows">At most this many, from the first; null reads all.</param>
    /// <param name="cancel">Stops the reading.</param>
    Task<Frame> ReadAsync(string parquet, IReadOnlyList<(int Position, ColumnSchema Schema)> columns, int? rows, CancellationToken cancel);

    /// <summary>Reads columns again, as another type or in another format, by their own texts.</summary>
    /// <param name="parquet">A file that <see cref="ConvertAsync"/> wrote.</param>
    /// <param name="columns">What to read, and as what.</param>
    /// <param name="cancel">Stops the reading.</param>
    Task<ImmutableArray<RereadColumn>> RereadAsync(string parquet, IReadOnlyList<ColumnRequest> columns, CancellationToken cancel);

    /// <summary>Writes the table for use elsewhere: every cell as its file had it.</summary>
    /// <param name="parquet">A file that <see cref="ConvertAsync"/> wrote.</param>
    /// <param name="names">The columns' real names.</param>
    /// <param name="target">The file to write.</param>
    /// <param name="format">CSV or Parquet. In CSV a text that a spreadsheet would run as a formula gets an apostrophe in front.</param>
    /// <param name="cancel">Stops the writing.</param>
    Task ExportAsync(string parquet, IReadOnlyList<string> names, string target, TableFormat format, CancellationToken cancel);

    /// <summary>Takes a table through steps and writes what comes of it.</summary>
    /// <param name="source">The table and where its successor goes.</param>
    /// <param name="steps">In order; held against the columns by <see cref="CleaningCheck"/> before.</param>
    /// <param name="cancel">Stops the work.</param>
    /// <exception cref="RejectedContentException">A step cannot be taken, or nothing is left; nothing is left behind.</exception>
    Task<(ConvertedTable Table, ImmutableArray<TableStep> Steps)> CleanAsync(
        VersionSource source, IReadOnlyList<CleaningStep> steps, CancellationToken cancel);

    /// <summary>Puts the rows of another table behind a table's own, read by the rules of the columns they come to.</summary>
    /// <param name="source">The table and where its successor goes.</param>
    /// <param name="added">A file that <see cref="ConvertAsync"/> wrote.</param>
    /// <param name="positions">For each column its place in <paramref name="added"/>.</param>
    /// <param name="cancel">Stops the work.</param>
    /// <exception cref="RejectedContentException">Cells are no values of their columns; nothing is left behind.</exception>
    Task<(ConvertedTable Table, TableStep Step)> AppendAsync(
        VersionSource source, string added, IReadOnlyList<int> positions, CancellationToken cancel);

    /// <summary>Writes a table that was made in memory.</summary>
    /// <param name="frame">The rows.</param>
    /// <param name="target">The Parquet file to write.</param>
    /// <param name="sha256">The hash of the dataset to be.</param>
    /// <param name="cancel">Stops the writing.</param>
    Task<ConvertedTable> WriteAsync(Frame frame, string target, string sha256, CancellationToken cancel);

    /// <summary>Looks for cells.</summary>
    /// <param name="parquet">A file that <see cref="ConvertAsync"/> wrote.</param>
    /// <param name="schema">The columns as declared, in the file's order.</param>
    /// <param name="questions">What to look for; a foreign file lies in the same folder.</param>
    /// <param name="cancel">Stops the search.</param>
    Task<ImmutableArray<CellAnswer>> FindAsync(
        string parquet, TableSchema schema, IReadOnlyList<CellQuestion> questions, CancellationToken cancel);
}

/// <summary>A table that another is made of.</summary>
/// <param name="Path">A file that the engine wrote.</param>
/// <param name="Schema">The columns as declared, in the file's order.</param>
/// <param name="Target">The Parquet file to write, in the same folder.</param>
/// <param name="Sha256">The hash of the dataset to be.</param>
public sealed record VersionSource(string Path, TableSchema Schema, string Target, string Sha256);

/// <summary>A file to convert.</summary>
/// <param name="Path">The file; inspected before.</param>
/// <param name="Format">What it is.</param>
/// <param name="Dialect">For separated values.</param>
/// <param name="Target">The Parquet file to write, in the same folder.</param>
/// <param name="Limits">Bounds.</param>
/// <param name="Sha256">The source's hash; stands in the Parquet file too, so that equal
/// tables of different sources are different blobs, and one can go without the other.</param>
public sealed record TableSource(string Path, TableFormat Format, CsvDialect? Dialect, string Target, ContentLimits Limits, string Sha256);

/// <summary>A table as Parquet.</summary>
/// <param name="Path">The file.</param>
/// <param name="Rows">Data rows, ≥ 1.</param>
/// <param name="Columns">In file order.</param>
/// <param name="Notes">What was done to the data that its owner should know.</param>
public sealed record ConvertedTable(string Path, long Rows, ImmutableArray<ConvertedColumn> Columns, ImmutableArray<string> Notes);

/// <summary>One column of a converted table.</summary>
/// <param name="Name">Its real name.</param>
/// <param name="Type">What it holds; text that turns out to be categories is still text here.</param>
/// <param name="Minimum">Smallest value of a numeric or date-time column (seconds since 1970 UTC); null when it has none.</param>
/// <param name="Maximum">Largest value.</param>
/// <param name="NonFinite">Values that were NaN or infinite and are missing now.</param>
/// <param name="Reading">How its cells were read; null in tables of old.</param>
/// <param name="Declared">The type that was decided for it before; null where the profile decides.</param>
public sealed record ConvertedColumn(
    string Name, ColumnType Type, double? Minimum, double? Maximum, long NonFinite, CellReading? Reading = null, ColumnType? Declared = null);

/// <summary>What scanning a table found out.</summary>
/// <param name="Profile">Figures.</param>
/// <param name="Columns">The columns as the dataset will declare them.</param>
public sealed record ProfiledTable(TableProfile Profile, ImmutableArray<DatasetColumn> Columns);
