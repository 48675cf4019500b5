namespace Kolosal.Datasets;

/// <summary>Lines above the first record: blank ones, a spreadsheet's <c>sep=;</c>, comments.</summary>
/// <param name="Lines">How many.</param>
/// <param name="Bytes">Their length.</param>
/// <param name="Separator">What a <c>sep=</c> line says; null without one.</param>
internal readonly record struct Preamble(int Lines, int Bytes, char? Separator)
{
    /// <summary>Reads what stands above the first record.</summary>
    /// <remarks>
    /// A line that begins with # is a comment, unless it is the last of its kind, splits into several cells and the line below into as many:
    /// then it is a header whose first name begins with #.
    /// </remarks>
    public static Preamble Of(ReadOnlySpan<byte> head)
    {
        int lines = 0, at = 0;
        char? separator = null;
        while (at < head.Length)
        {
            var line = LineAt(head, at, out int next);
            var text = line.Trim(" \t\""u8);
            bool blank = text.IsEmpty && !line.Contains((byte)'"');
            bool declared = separator is null && lines == 0 && Declares(text, line, ref separator);
            bool comment = !text.IsEmpty && text[0] == '#' && !IsHeader(line, LineAt(head, next, out _));
            if (!(blank || declared || comment) || (next == at + line.Length && !blank)) break; // the last line is a record
            (lines, at) = (lines + 1, next);
        }

        return new(lines, at, separator);
    }

    /// <summary>Excel's own line: <c>sep=</c> and one character.</summary>
    private static bool Declares(ReadOnlySpan<byte> text, ReadOnlySpan<byte> line, ref char? separator)
    {
        ReadOnlySpan<byte> word = "sep="u8;
        if (text.Length < word.Length || !System.Text.Ascii.EqualsIgnoreCase(text[..word.Length], word)) return false;
        var declared = line[(line.IndexOf((byte)'=') + 1)..].TrimEnd("\" "u8);
        if (declared.Length != 1 || !CsvDialect.Separators.Contains((char)declared[0])) return false;
        separator = (char)declared[0];
        return true;
    }

    private static bool IsHeader(ReadOnlySpan<byte> line, ReadOnlySpan<byte> below)
    {
        if (below.Length > 0 && below[0] == '#') return false;
        foreach (char separator in CsvDialect.Separators)
            if (line.Count((byte)separator) is > 0 and var cells && below.Count((byte)separator) == cells) return true;
        return false;
    }

    private static ReadOnlySpan<byte> LineAt(ReadOnlySpan<byte> head, int at, out int next)
    {
        var rest = head[at..];
        int end = rest.IndexOfAny((byte)'\n', (byte)'\r');
        if (end < 0)
        {
            next = head.Length;
            return rest;
        }

        next = at + end + (rest[end] == '\r' && end + 1 < rest.Length && rest[end + 1] == '\n' ? 2 : 1);
        return rest[..end];
    }
}
