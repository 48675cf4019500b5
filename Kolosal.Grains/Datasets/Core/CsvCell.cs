using System.Text;
using Kolosal.Tabular;

namespace Kolosal.Datasets;

/// <summary>Writes cells as separated values (RFC 4180) so that they read back as they were.</summary>
public static class CsvCell
{
    private static readonly System.Buffers.SearchValues<char> Special = System.Buffers.SearchValues.Create(",\"\r\n");

    /// <summary>Adds a text.</summary>
    /// <param name="line">Where to.</param>
    /// <param name="text">The cell.</param>
    /// <param name="isText">It is a text and no number, date or flag: it may look like a formula, or like a word for missing that it is not.</param>
    public static void Append(StringBuilder line, string text, bool isText)
    {
        bool guarded = isText && SpreadsheetGuard.IsFormula(text);
        bool quoted = text.Length == 0 || text[0] == ' ' || text[^1] == ' ' || text.AsSpan().ContainsAny(Special)
            || (isText && text.Length <= 4 && MissingText.Words.Contains(text));
        if (quoted) line.Append('"');
        if (guarded) line.Append('\'');
        if (quoted) line.Append(text.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
        else line.Append(text);
    }
}
