namespace Kolosal.WebConsole.Components;

/// <summary>Tables as CSV (RFC 4180), safe to open in a spreadsheet: a text that would be read as a formula gets an apostrophe in front.</summary>
internal static class CsvText
{
    public static string Of(IEnumerable<string> header, IEnumerable<IEnumerable<string>> rows) =>
        string.Concat(rows.Prepend(header).Select(row => string.Join(',', row.Select(Field)) + "\r\n"));

    private static string Field(string text)
    {
        if (text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' && !double.TryParse(text, out _)) text = "'" + text;
        return text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
