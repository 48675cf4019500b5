namespace Kolosal.Fairness;

/// <summary>Checks rows that came in a request.</summary>
internal static class FairnessRows
{
    /// <summary>Of an attribute: more are no groups but names.</summary>
    public const int MostGroups = 1000;
    private const int MostAttributes = 50;

    /// <summary>What is wrong with flags; null when nothing is. Those that were left out are right.</summary>
    public static Refusal? Fault(int rows, params ReadOnlySpan<(string Path, int[]? Flags)> columns)
    {
        foreach (var (path, flags) in columns)
        {
            if (flags is null) continue;
            if (rows == 0) return Bad(path, "Expected at least one row, got none.");
            if (flags.Length != rows) return Bad(path, $"Expected a value for each of {rows} rows, got {flags.Length}.");
            if (Array.FindIndex(flags, flag => flag is not (0 or 1)) is >= 0 and var at)
                return Bad($"{path}[{at}]", $"Expected 0 or 1, got {flags[at]}.");
        }
        return null;
    }

    /// <summary>What is wrong with protected attributes; null when nothing is.</summary>
    public static Refusal? Fault(int rows, Dictionary<string, string[]> groups)
    {
        if (groups.Count is 0 or > MostAttributes) return Bad("$.groups", $"Expected 1 to {MostAttributes} attributes, got {groups.Count}.");
        foreach (var (name, labels) in groups)
        {
            if (labels is null || labels.Length != rows)
                return Bad($"$.groups.{name}", $"Expected a group for each of {rows} rows, got {labels?.Length.ToString() ?? "null"}.");
            if (Array.Exists(labels, label => label is null)) return Bad($"$.groups.{name}", "Expected a text in every row, got null.");
            int distinct = labels.Distinct().Count();
            if (distinct > MostGroups) return Bad($"$.groups.{name}", $"Expected at most {MostGroups} groups, got {distinct}; use bands.");
        }
        return null;
    }

    public static bool[] Flags(int[] flags) => Array.ConvertAll(flags, flag => flag == 1);

    public static Refusal Bad(string path, string message) => new(RefusalKind.Invalid, "fairness.bad-rows", "The rows cannot be judged.",
        ImmutableDictionary<string, string>.Empty.Add(path, message));
}
