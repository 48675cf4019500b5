namespace Kolosal.WebConsole.Contract;

/// <summary>A component as a page uses it.</summary>
/// <param name="Name">Of the component.</param>
/// <param name="End">Where the tag ends in the page's text.</param>
/// <param name="Attributes">As written, without their quotes; an expression without its <c>@( )</c>.</param>
internal sealed record RazorTag(string Name, int End, ImmutableDictionary<string, string> Attributes)
{
    public string? this[string attribute] => Attributes.GetValueOrDefault(attribute);

    /// <summary>Every use of a component in a text.</summary>
    public static IEnumerable<RazorTag> All(string text, string name)
    {
        for (int at = text.IndexOf('<' + name, StringComparison.Ordinal); at >= 0; at = text.IndexOf('<' + name, at + 1, StringComparison.Ordinal))
        {
            int start = at + name.Length + 1;
            if (start < text.Length && !char.IsLetterOrDigit(text[start])) yield return Read(text, name, start);
        }
    }

    private static RazorTag Read(string text, string name, int at)
    {
        var attributes = ImmutableDictionary.CreateBuilder<string, string>();
        while (at < text.Length && text[at] != '>')
        {
            if (!char.IsLetter(text[at]) && text[at] != '@')
            {
                at++;
                continue;
            }
            int from = at;
            while (at < text.Length && text[at] is not ('=' or '>' or ' ' or '\n' or '/')) at++;
            string attribute = text[from..at];
            if (at >= text.Length || text[at] != '=' || text[at + 1] != '"') continue;
            int value = at + 2, end = text[value..].StartsWith("@(", StringComparison.Ordinal) ? Closing(text, value + 1) + 1
                : text.IndexOf('"', value);
            string written = text[value..end];
            attributes[attribute] = written.StartsWith("@(", StringComparison.Ordinal) ? written[2..^1] : written;
            at = end + 1;
        }
        return new(name, at, attributes.ToImmutable());
    }

    // Where the bracket that opens here is closed.
    private static int Closing(string text, int at)
    {
        int depth = 0;
        for (; at < text.Length; at++)
        {
            if (text[at] == '(') depth++;
            if (text[at] == ')' && --depth == 0) return at;
        }
        throw new FormatException("A bracket is not closed.");
    }
}
