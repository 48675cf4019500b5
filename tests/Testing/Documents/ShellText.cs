using System.Text.RegularExpressions;

namespace Kolosal.Testing;

/// <summary>The part of a shell's language that our documents use: words, both kinds of quotes, lines that go on, comments.</summary>
public static partial class ShellText
{
    /// <summary>Commands and comments: a line goes on behind a backslash, and inside single quotes.</summary>
    public static IEnumerable<string> Lines(string block)
    {
        string open = "";
        foreach (string line in block.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            open = open.Length == 0 ? line : $"{open}\n{line}";
            if (open.Count(c => c == '\'') % 2 != 0 && !open.StartsWith('#')) continue;
            yield return open;
            open = "";
        }

        if (open.Length > 0) yield return open;
    }

    /// <summary>The words of a command without their quotes; a comment behind it is none of them.</summary>
    public static IEnumerable<string> Words(string line) => Word().Matches(line).Select(word => word.Value)
        .TakeWhile(word => !word.StartsWith('#'))
        .Select(word => Quoted().Replace(word, part => part.Groups[1].Success ? part.Groups[1].Value : part.Groups[2].Value));

    /// <summary><c># {name} = .member</c>: a member of the last answer is kept under a name.</summary>
    public static (string Name, string Member)? Capture(string line) =>
        CaptureLine().Match(line) is { Success: true } found ? (found.Groups[1].Value, found.Groups[2].Value) : null;

    /// <summary>Puts what is known in place of <c>{name}</c>.</summary>
    /// <exception cref="InvalidOperationException">Nothing is known under a name.</exception>
    public static string Fill(string text, IReadOnlyDictionary<string, string> values) => Placeholder().Replace(text, found =>
        values.TryGetValue(found.Groups[1].Value, out string? value) ? value
            : throw new InvalidOperationException($"Nobody said what {found.Value} is."));

    /// <summary>Puts another text in place of every <c>{name}</c>.</summary>
    public static string Replace(string text, string by) => Placeholder().Replace(text, by);

    [GeneratedRegex(@"^# \{(\w+)\} = (\S+)$")]
    private static partial Regex CaptureLine();

    [GeneratedRegex(@"\{([A-Za-z]\w*)\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex("""(?:'[^']*'|"[^"]*"|[^\s'"])+""")]
    private static partial Regex Word();

    [GeneratedRegex("""'([^']*)'|"([^"]*)"|(?!)""")]
    private static partial Regex Quoted();
}
