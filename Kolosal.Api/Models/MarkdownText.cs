using System.Text;

namespace Kolosal.Models;

/// <summary>Words of people inside a Markdown document: they read as they were written, and are no markup of their own.</summary>
/// <remarks>
/// CommonMark 0.31.2: a backslash before punctuation takes its meaning (§2.4). What has a meaning anywhere in a line is always escaped, what
/// begins a block (heading, list, quote, fence, rule, underline of a heading) at the start of a line. <c>&amp;</c> and <c>&lt;</c> become
/// entities, so that neither entities nor HTML come through. Blanks in front go, since four of them would make a block of code.
/// </remarks>
internal static class MarkdownText
{
    private const string Anywhere = "\\`*[]|~#", AtStart = "+-=>";

    /// <summary>Paragraphs.</summary>
    /// <returns>Null when there are no words.</returns>
    public static string? Paragraphs(string? words)
    {
        if (string.IsNullOrWhiteSpace(words)) return null;
        var text = new StringBuilder(words.Length + 16);

        // A bare carriage return ends a line, too (§2.1).
        foreach (string line in words.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Split('\n'))
        {
            if (text.Length > 0) text.Append('\n');
            Line(text, line.Trim());
        }
        return text.ToString().Trim('\n');
    }

    /// <summary>One line, for a table or an item of a list; line breaks become blanks.</summary>
    public static string Inline(string words)
    {
        var text = new StringBuilder(words.Length + 8);
        Line(text, string.Join(' ', words.Split((char[])['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)));
        return text.ToString();
    }

    private static void Line(StringBuilder text, string line)
    {
        // A number with a full stop or bracket and a blank behind it begins a list.
        int digits = 0;
        while (digits < line.Length && char.IsAsciiDigit(line[digits])) digits++;
        bool listed = digits > 0 && digits < line.Length && line[digits] is ('.' or ')')
            && (digits + 1 == line.Length || char.IsWhiteSpace(line[digits + 1]));
        for (int i = 0; i < line.Length; i++)
        {
            char c = line[i];
            if (c == '&') text.Append("&amp;");
            else if (c == '<') text.Append("&lt;");
            else
            {
                // An underscore inside a word emphasises nothing (§6.2), and names are full of them.
                bool joins = c == '_' && i > 0 && i + 1 < line.Length
                    && char.IsAsciiLetterOrDigit(line[i - 1]) && char.IsAsciiLetterOrDigit(line[i + 1]);
                if (Anywhere.Contains(c) || (c == '_' && !joins) || (i == 0 && AtStart.Contains(c)) || (listed && i == digits)) text.Append('\\');
                text.Append(c);
            }
        }
    }
}
