using System.Text;

namespace Kolosal.Datasets;

/// <summary>The first records of a text by RFC 4180: quotes double inside quotes, line breaks count only outside them.</summary>
/// <param name="Records">Trimmed cells; a record that the text's end may have cut off is left out.</param>
/// <param name="Fault">The first thing that the format does not allow, in the words of someone who has to mend it; null without one.</param>
internal sealed record CsvRecords(List<string[]> Records, string? Fault)
{
    /// <summary>Records looked at; the reader itself goes on to check every row against the number of columns.</summary>
    private const int Most = 1000;

    /// <param name="text">The beginning of a file, from its first record.</param>
    /// <param name="separator">Between cells.</param>
    /// <param name="complete">The text is the whole file; otherwise its last record may be cut off.</param>
    public static CsvRecords Read(string text, char separator, bool complete)
    {
        var records = new List<string[]>();
        var record = new List<string>();
        var cell = new StringBuilder();
        string? fault = null;
        bool quoted = false, closed = false;
        for (int i = 0; i < text.Length && records.Count < Most; i++)
        {
            char c = text[i];
            if (quoted)
            {
                if (c != '"') cell.Append(c);
                else if (i + 1 < text.Length && text[i + 1] == '"') cell.Append(text[++i]);
                else (quoted, closed) = (false, true);
            }
            else if (c == '"' && cell.Length == 0 && !closed)
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
                if (closed && c != ' ') fault ??= TextAfterQuote(records.Count + 1, cell);
                cell.Append(c);
            }
        }

        if (complete && records.Count < Most && (cell.Length > 0 || record.Count > 0 || closed))
        {
            if (quoted)
                fault ??= $"A quote that opens in record {records.Count + 1} is never closed. Close it, or double quotes that belong to the text.";
            EndRecord();
        }

        return new(records, fault);

        void EndCell()
        {
            record.Add(cell.ToString().Trim());
            cell.Clear();
            closed = false;
        }

        void EndRecord()
        {
            EndCell();
            records.Add([.. record]);
            record.Clear();
        }
    }

    private static string TextAfterQuote(int record, StringBuilder cell) => cell is { Length: > 0 } && cell[^1] == '\\'
        ? $"Record {record} has a quote after a backslash inside a quoted value. Double quotes that belong to the text (\"\") instead."
        : $"Record {record} has text after a closing quote. Close the quote at the value's end, and double quotes that belong to the text.";
}
