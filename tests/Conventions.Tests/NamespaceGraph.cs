using System.Text.RegularExpressions;
using Kolosal.Testing;

namespace Kolosal.Conventions;

/// <summary>Which namespace names which, read off the <c>namespace</c> and <c>using</c> lines of source files.</summary>
/// <param name="arrows">From each namespace to those it uses, itself not among them.</param>
internal sealed partial class NamespaceGraph(IReadOnlyDictionary<string, IReadOnlySet<string>> arrows)
{
    /// <summary>The graph of the source files below some folders of the repository.</summary>
    /// <param name="folders">Relative to the repository.</param>
    /// <param name="depth">Names longer than so many parts count as their first parts.</param>
    /// <param name="lists">Files whose arrows into namespaces below their own do not count.</param>
    /// <param name="enclosing">Whether a namespace uses those that enclose it, as the language lets it without a <c>using</c> line.</param>
    public static NamespaceGraph Of(IEnumerable<string> folders, int depth, IReadOnlySet<string> lists, bool enclosing)
    {
        var arrows = new Dictionary<string, IReadOnlySet<string>>(StringComparer.Ordinal);
        foreach (string source in folders.SelectMany(Sources))
        {
            string text = File.ReadAllText(source);
            if (NamespaceLine().Match(text) is not { Success: true } line) continue;
            string own = line.Groups[1].Value, from = Shortened(own, depth);
            if (!arrows.TryGetValue(from, out var known)) arrows.Add(from, known = new SortedSet<string>(StringComparer.Ordinal));
            var targets = (SortedSet<string>)known;
            foreach (Match use in UsingLine().Matches(text))
                if (!(lists.Contains(Path.GetFileName(source)) && use.Groups[1].Value.StartsWith($"{own}.", StringComparison.Ordinal)))
                    targets.Add(Shortened(use.Groups[1].Value, depth));
            if (enclosing)
                for (string outer = Outer(from); outer.Contains('.'); outer = Outer(outer)) targets.Add(outer);
            targets.Remove(from);
        }
        return new(arrows);
    }

    /// <summary>A way round for each arrow that leads back: <c>A → B → A</c>; empty when there is no circle.</summary>
    public IReadOnlyList<string> Circles()
    {
        var found = new List<string>();
        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (string start in arrows.Keys.Order(StringComparer.Ordinal)) Walk(start, []);
        return found;

        void Walk(string at, List<string> path)
        {
            int before = path.IndexOf(at);
            if (before >= 0) found.Add(string.Join(" → ", path.Skip(before).Append(at)));
            if (before >= 0 || done.Contains(at) || !arrows.TryGetValue(at, out var next)) return;
            path.Add(at);
            foreach (string target in next) Walk(target, path);
            path.RemoveAt(path.Count - 1);
            done.Add(at);
        }
    }

    private static IEnumerable<string> Sources(string folder) =>
        from path in Directory.EnumerateFiles(Path.Combine(SharedFolders.Repository, folder), "*.cs", SearchOption.AllDirectories)
        where !Built().IsMatch(Path.GetRelativePath(SharedFolders.Repository, path))
        orderby path
        select path;

    private static string Shortened(string name, int depth) => string.Join('.', name.Split('.').Take(depth));

    private static string Outer(string name) => name.LastIndexOf('.') is > 0 and var dot ? name[..dot] : "";

    [GeneratedRegex(@"(^|[\\/])(bin|obj)[\\/]")]
    private static partial Regex Built();

    [GeneratedRegex(@"^namespace ([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(@"^using (?:static )?(Kolosal(?:\.\w+)+)", RegexOptions.Multiline)]
    private static partial Regex UsingLine();
}
