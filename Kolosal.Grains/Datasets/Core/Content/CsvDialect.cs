using System.Text;

namespace Kolosal.Datasets;

/// <summary>How a file of separated values is written.</summary>
/// <param name="Separator">One of <c>, ; tab |</c>.</param>
/// <param name="HasHeader">Whether the first record names the columns.</param>
/// <param name="SkippedLines">Lines before the first record: blank ones, comments that begin with #, a spreadsheet's <c>sep=</c>.</param>
/// <param name="Names">The header's names, trimmed; made up as <c>column_1</c> … without a header, and where a name is blank.</param>
/// <param name="Notes">What a person should know of how the file was taken.</param>
public sealed record CsvDialect(
    char Separator, bool HasHeader, int SkippedLines, ImmutableArray<string> Names, ImmutableArray<string> Notes)
{
    internal static readonly char[] Separators = [',', ';', '\t', '|'];

    /// <summary>Finds the dialect in the first part of a file.</summary>
    /// <param name="head">Valid UTF-8 from the file's beginning.</param>
    /// <param name="complete">The head is the whole file; otherwise its last record may be cut off and is not looked at.</param>
    /// <param name="tabs">The separator is known to be a tab.</param>
    /// <param name="limits">Most columns.</param>
    /// <exception cref="RejectedContentException">Header only, too many columns, names twice, ragged rows, misplaced quotes.</exception>
    public static CsvDialect Sniff(ReadOnlySpan<byte> head, bool complete, bool tabs, ContentLimits limits)
    {
        if (head.StartsWith(Encoding.UTF8.Preamble)) head = head[3..];
        var preamble = Preamble.Of(head);
        head = head[preamble.Bytes..];
        if (head.Trim(" \t\r\n"u8).IsEmpty)
            throw new RejectedContentException(RejectionKind.Unusable, "datasets.empty-file",
                "The file holds only blank lines and comments. Send a header row and at least one data row.");

        byte[] sample = head.ToArray();
        char separator = preamble.Separator ?? (tabs ? '\t' : Separators.MaxBy(s => Score(SampledRecords.Read(sample, s, complete), s)));
        var (records, fault) = SampledRecords.Read(sample, separator, complete);
        if (fault is not null) throw new RejectedContentException(RejectionKind.Malformed, "datasets.open-quote", fault);
        if (records.Count == 0)
            throw new RejectedContentException(RejectionKind.Unusable, "datasets.header-too-long",
                "The first row does not end within 4 MiB. Check that rows end with a line break and that quotes are closed.");

        int columns = records[0].Length;
        if (columns > limits.MaximumColumns)
            throw new RejectedContentException(RejectionKind.TooLarge, "datasets.too-many-columns",
                $"The file has {columns} columns; at most {limits.MaximumColumns} are taken. Leave out columns, or turn the table on its side.");
        bool header = HeaderRow.Is(records);
        if (records.Count == 1 && header && complete)
            throw new RejectedContentException(RejectionKind.Unusable, "datasets.header-only",
                "The file has a header row and no data rows. Send at least one data row.");
        CheckLengths(records, columns, preamble.Lines);

        return new(
            separator, header, preamble.Lines, ColumnNames.Check(header ? records[0] : new string[columns]),
            HeaderRow.Note(header, records) is { } note ? [note] : []);
    }

    /// <summary>
    /// Prefers a separator that splits into several columns, then one that leaves no quote out of place, then one that splits every record
    /// alike, then one that leaves numbers where another leaves pieces, then more columns.
    /// </summary>
    private static (bool Splits, bool Sound, double Alike, double Numbers, int Columns) Score(SampledRecords read, char separator)
    {
        var records = read.Records;
        if (records.Count == 0) return default;
        int columns = records[0].Length;
        return (
            columns > 1, read.Fault is null, (double)records.Count(r => r.Length == columns) / records.Count,
            columns > 1 ? Numbers(records, separator) : 0, columns);
    }

    /// <summary>The share of numbers among the cells below the first record that hold another separator or are a number.</summary>
    private static double Numbers(List<string[]> records, char separator)
    {
        int numbers = 0, pieces = 0;
        foreach (string cell in records.Skip(1).SelectMany(record => record))
        {
            if (HeaderRow.IsNumber(cell)) numbers++;
            else if (Separators.Any(other => other != separator && cell.Contains(other))) pieces++;
        }

        return numbers + pieces == 0 ? 1 : (double)numbers / (numbers + pieces);
    }

    private static void CheckLengths(List<string[]> records, int columns, int skipped)
    {
        for (int i = 1; i < records.Count; i++)
        {
            if (records[i].Length == columns || (columns > 1 && records[i] is [""])) continue;
            throw new RejectedContentException(
                RejectionKind.Malformed, "datasets.ragged-rows",
                $"Record {i + 1 + skipped} has {records[i].Length} values, the first record has {columns}. Give every row the same number of "
                    + "values, and quote values that contain the separator.");
        }
    }
}
