namespace Kolosal.Disclosure;

/// <summary>A tree of ever broader words over the values of a column; immutable.</summary>
/// <remarks>Given as paths, the value first: <c>nurse → medical → staff</c>. Every path ends in the root, which is written <c>*</c>.</remarks>
public sealed class ValueHierarchy
{
    public const string Root = "*";

    private readonly Dictionary<string, ImmutableArray<string>> paths = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> leaves = new(StringComparer.Ordinal);

    /// <param name="paths">For each value the words above it, from the nearest on; the root may be left out.</param>
    /// <exception cref="ArgumentException">No value, a blank word, or a word that has two different words above it.</exception>
    public ValueHierarchy(IReadOnlyDictionary<string, ImmutableArray<string>> paths)
    {
        if (paths.Count == 0) throw new ArgumentException("A hierarchy needs at least one value, got none.", nameof(paths));
        var above = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (value, given) in paths)
        {
            ImmutableArray<string> path = given is [.., Root] ? given : [.. given, Root];
            for (int i = 0; i < path.Length; i++)
            {
                string below = i == 0 ? $"\0{value}" : path[i - 1]; // a value may be called as the word above it
                if (string.IsNullOrWhiteSpace(path[i])) throw new ArgumentException($"A word above '{value}' is blank.", nameof(paths));
                if (!above.TryAdd(below, path[i]) && above[below] != path[i])
                    throw new ArgumentException(
                        $"'{below.TrimStart('\0')}' stands under '{above[below]}' and '{path[i]}'; a word has one word above it.", nameof(paths));
                leaves[path[i]] = leaves.GetValueOrDefault(path[i]) + 1;
            }

            this.paths[value] = path;
        }
    }

    /// <summary>Values at the bottom.</summary>
    public int Values => paths.Count;

    public bool Knows(string value) => paths.ContainsKey(value);

    /// <summary>The value's word at a level: 0 the value itself, 1 the word above; beyond the top the root.</summary>
    public string At(string value, int level) => level == 0 ? value
        : paths.TryGetValue(value, out var path) ? path[Math.Min(level, path.Length) - 1] : Root;

    /// <summary>The narrowest word over all of the values.</summary>
    public string Common(IReadOnlyCollection<string> values)
    {
        string first = values.First();
        if (values.All(value => value == first)) return first;
        if (!paths.TryGetValue(first, out var path)) return Root;
        return path.FirstOrDefault(word => values.All(value => paths.TryGetValue(value, out var other) && other.Contains(word))) ?? Root;
    }

    /// <summary>Share of all values that a word stands for: 0 for one value, 1 for the root (NCP of a category, Xu et al. 2006).</summary>
    public double Loss(string word) => word == Root ? 1 : leaves.GetValueOrDefault(word) is var count and > 1 ? (double)count / Values : 0;

    /// <summary>Values in the order of the tree, so that neighbours are related.</summary>
    internal IEnumerable<string> InOrder() =>
        paths.OrderBy(entry => string.Join('\u0001', entry.Value.Reverse()), StringComparer.Ordinal)
            .ThenBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => entry.Key);
}
