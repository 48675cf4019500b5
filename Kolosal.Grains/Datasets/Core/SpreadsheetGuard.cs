using Kolosal.Tabular;

namespace Kolosal.Datasets;

/// <summary>Keeps spreadsheets from running texts as formulas (OWASP, CSV injection): an apostrophe in front makes them texts there, too.</summary>
public static class SpreadsheetGuard
{
    /// <summary>Begins a formula or a command, also in the full-width form that spreadsheets of East Asia read alike.</summary>
    private const string Starts = "=+-@|%\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";

    /// <summary>Whether a text would be run: it begins so, behind blanks or not. A negative number is what it says.</summary>
    public static bool IsFormula(ReadOnlySpan<char> text)
    {
        if (!text.IsEmpty && text[0] == '-' && IsNumber(text)) return false;
        if (text.IsEmpty || Starts.Contains(text[0])) return !text.IsEmpty;
        var behind = text.TrimStart(" \u00A0\u3000");
        return !behind.IsEmpty && Starts.Contains(behind[0]);
    }

    private static bool IsNumber(ReadOnlySpan<char> text)
    {
        const int Longest = 64;
        Span<byte> utf8 = stackalloc byte[3 * Longest];
        return text.Length <= Longest && NumberText.Look(utf8[..System.Text.Encoding.UTF8.GetBytes(text, utf8)]).Marks != 0;
    }
}
