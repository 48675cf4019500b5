using System.Text.RegularExpressions;
using Kolosal.Testing;

namespace Kolosal.Api.Tests.Contract;

/// <summary>The REST contract as people wrote it, <c>../shared/api.md</c> or what <c>KOLOSAL_API_CONTRACT</c> names: tables of routes under headings,
/// and the words of enumerations.</summary>
internal static partial class WrittenContract
{
    private const string ById = "every record also has GET by id";

    /// <summary>Its text; null when absent.</summary>
    public static string? Text { get; } = Read();

    /// <summary>Every route of the tables, each method on its own.</summary>
    public static ImmutableArray<WrittenRoute> Routes(string text)
    {
        var found = ImmutableArray.CreateBuilder<WrittenRoute>();
        string section = "";
        foreach (string line in text.Split('\n').Select(line => line.Trim()))
        {
            if (line.StartsWith("## ", StringComparison.Ordinal)) section = line[3..];
            if (!line.StartsWith("| ", StringComparison.Ordinal)) continue;
            string[] cells = line.Trim('|').Split(" | ");
            found.AddRange(Row(section, cells[0], cells.Length > 1 ? cells[1].Trim() : ""));
        }

        return found.ToImmutable();
    }

    /// <summary>The enumerations, each as its words.</summary>
    public static ImmutableArray<ImmutableArray<string>> Enumerations(string text)
    {
        int at = text.IndexOf("## Enumerations", StringComparison.Ordinal);
        return at < 0 ? [] : [.. Words().Matches(text[at..]).Select(match => match.Groups["words"].Value.Split(' '))
            .Select(words => words is [var range] && Range().Match(range) is { Success: true } ends ? Between(ends) : [.. words])
            .Where(words => words.Length > 1)];
    }

    private static IEnumerable<WrittenRoute> Row(string section, string routes, string what)
    {
        var before = new List<string>();
        string methods = "", longest = "";
        foreach (Match cell in Route().Matches(routes))
        {
            if (cell.Groups["methods"].Success) methods = cell.Groups["methods"].Value;
            string written = cell.Groups["path"].Value, path = written.Split('?')[0];
            bool below = path.StartsWith("/{", StringComparison.Ordinal);
            bool isShort = path.LastIndexOf('/') == 0;
            string[] meant = below ? [.. before.AsEnumerable().Reverse().Select(whole => whole + path)]
                : isShort && longest.Length > 0 ? [path, longest[..longest.LastIndexOf('/')] + path] : [path];
            foreach (string method in methods.Split('/')) yield return new(section, method, written, [.. meant], what);
            if (below) continue;
            if (what.Contains(ById, StringComparison.Ordinal) && methods.Contains("POST", StringComparison.Ordinal))
                yield return new(section, "GET", "/{id}", [$"{path}/{{id}}"], what);
            before.Add(path);
            if (!isShort) longest = path;
        }
    }

    private static ImmutableArray<string> Between(Match ends)
    {
        int from = int.Parse(ends.Groups["from"].ValueSpan, System.Globalization.CultureInfo.InvariantCulture);
        int to = int.Parse(ends.Groups["to"].ValueSpan, System.Globalization.CultureInfo.InvariantCulture);
        return [.. Enumerable.Range(from, to - from + 1).Select(number => $"{ends.Groups["name"].Value}{number}")];
    }

    private static string? Read()
    {
        string path = Environment.GetEnvironmentVariable("KOLOSAL_API_CONTRACT") is { Length: > 0 } named
            ? named : Path.Combine(SharedFolders.Repository, "..", "shared", "api.md");
        return File.Exists(path) ? File.ReadAllText(path) : null;
    }

    [GeneratedRegex(@"(?:(?<methods>[A-Z]+(?:/[A-Z]+)*) )?`(?<path>/[^`]*)`", RegexOptions.ExplicitCapture)]
    private static partial Regex Route();

    [GeneratedRegex("`(?<words>[a-z0-9_… ]+)`", RegexOptions.ExplicitCapture)]
    private static partial Regex Words();

    [GeneratedRegex(@"^(?<name>[a-z]+)(?<from>\d)…\k<name>(?<to>\d)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Range();
}
