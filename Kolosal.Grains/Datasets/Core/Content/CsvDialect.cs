using System.Globalization;
using System.Text;

namespace Kolosal.Datasets;

/// <summary>How a file of separated values is written.</summary>
/// <param name="Separator">One of <c>, ; tab |</c>.</param>
/// <param name="HasHeader">Whether the first record names the columns.</param>
/// <param name="SkippedLines">Blank lines before the first record.</param>
/// <param name="Names">The header's names, trimmed; made up as <c>column_1</c> … without a header, and where a name is blank.</param>
public sealed record CsvDialect(char Separator, bool HasHeader, int SkippedLines, ImmutableArray<string> Names)
{
    /// <summary>Records looked at; the reader itself goes on to check every row against the number of columns.</summary>
    private const int SniffedRecords = 1000;

    private static readonly char[] Separators = [',', ';', '\t', '|'];

    /// <summary>Finds the dialect in the first part of a file.</summary>
    /// <param name="head">Valid UTF-8 from the file's beginning.</param>
    /// <param name="complete">The head is the whole file; otherwise its last record may be cut off and is not looked at.</param>
    /// <param name="tabs">The separator is known to be a tab.</param>
    /// <param name="limits">Most columns.</param>
    /// <exception cref="RejectedContentException">Header only, too many columns, names twice, rows of different lengths.</exception>
    public static CsvDialect Sniff(ReadOnlySpan<byte> head, bool complete, bool tabs, ContentLimits limits)
    {
        if (head.StartsWith(Encoding.UTF8.Preamble)) head = head[3..];
        int blank = SkipBlankLines(ref head);
        if (head.IsEmpty)
            throw new RejectedContentException(RejectionKind.Unusable, "datasets.empty-file",
                "The file holds only blank lines. Send a header row and at least one data row.");

        string text = Encoding.UTF8.GetString(head);
        char separator = tabs ? '\t' : Separators.MaxBy(s => Score(Records(text, s, complete)));
        var records = Records(text, separator, complete);
        if (records.Count == 0)
            throw new RejectedContentException(RejectionKind.Unusable, "datasets.header-too-long",
                "The first row does not end within 4 MiB. Check that rows end with a line break and that quotes are closed.");

        int columns = records[0].Length;
        if (columns > limits.MaximumColumns)
            throw new RejectedContentException(RejectionKind.TooLarge, "datasets.too-many-columns",
                $"The file has {columns} columns; at most {limits.MaximumColumns} are taken. Leave out columns, or turn the table on its side.");
        bool header = HasHeaderRow(records);
        if (records.Count == 1 && header && complete)
            throw new RejectedContentException(RejectionKind.Unusable, "datasets.header-only",
                "The file has a header row and no data rows. Send at least one data row.");
        CheckLengths(records, columns, blank);

        return new(separator, header, blank, ColumnNames.Check(header ? records[0] : new string[columns]));
    }

    private static int SkipBlankLines(ref ReadOnlySpan<byte> head)
    {
        int skipped = 0;
        while (true)
        {
            int end = head.IndexOf((byte)'\n');
            if (head.IsEmpty || end < 0 || !head[..end].Trim(" \t\r"u8).IsEmpty) break;
            head = head[(end + 1)..];
            skipped++;
        }

        if (head.Trim(" \t\r\n"u8).IsEmpty) head = [];
        return skipped;
    }

    /// <summary>Prefers a separator that splits into several columns, then one that splits every record alike, then more columns.</summary>
    private static (bool Splits, double Alike, int Columns) Score(List<string[]> records)
    {
        if (records.Count == 0) return default;
        int columns = records[0].Length;
        return (columns > 1, (double)records.Count(r => r.Length == columns) / records.Count, columns);
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

    /// <summary>A header has no numbers and no blanks in it, unless it counts its columns (0, 1, 2, … or 1, 2, 3, …) over other rows.</summary>
    private static bool HasHeaderRow(List<string[]> records)
    {
        string[] first = records[0];
        if (first.Length > 2 && records.Count > 1 && Counts(first) && !Counts(records[1])) return true;
        return !first.Any(cell => IsNumber(cell) || (cell.Length == 0 && records.Count > 1 && first.All(c => c.Length == 0)));

        static bool Counts(string[] cells)
        {
            if (!int.TryParse(cells[0], NumberStyles.None, CultureInfo.InvariantCulture, out int start) || start > 1) return false;
            for (int i = 0; i < cells.Length; i++)
                if (cells[i] != (start + i).ToString(CultureInfo.InvariantCulture)) return false;
            return true;
        }
    }

    private static bool IsNumber(string cell) => double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    /// <summary>The first records by RFC 4180: quotes double inside quotes, line breaks count only outside them.</summary>
    private static List<string[]> Records(string text, char separator, bool complete)
    {
        var records = new List<string[]>();
        var record = new List<string>();
        var cell = new StringBuilder();
        bool quoted = false;
        for (int i = 0; i < text.Length && records.Count < SniffedRecords; i++)
        {
            char c = text[i];
            if (quoted)
            {
                if (c != '"') cell.Append(c);
                else if (i + 1 < text.Length && text[i + 1] == '"') cell.Append(text[++i]);
                else quoted = false;
            }
            else if (c == '"' && cell.Length == 0)
            {
                quoted = true;
            }
            else if (c == separator)
            {
                EndCell();
            }
            else if (c is '\n' or '\r')
            {
                if (c == '\r' && i + 1 < text.Length && text[i + 1] == '\n') i++;
                EndRecord();
            }
            else
            {
                cell.Append(c);
            }
        }

        if (complete && records.Count < SniffedRecords && (cell.Length > 0 || record.Count > 0))
        {
            if (quoted) throw new RejectedContentException(RejectionKind.Malformed, "datasets.open-quote",
                $"A quote that opens in record {records.Count + 1} is never closed. Close it, or double quotes that belong to the text.");
            EndRecord();
        }

        return records;

        void EndCell()
        {
            record.Add(cell.ToString().Trim());
            cell.Clear();
        }

        void EndRecord()
        {
            EndCell();
            records.Add([.. record]);
            record.Clear();
        }
    }
}
