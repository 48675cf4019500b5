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

    /// <summary>What is wrong with scores; null when nothing is.</summary>
    public static Refusal? Fault(int rows, double[]? scores)
    {
        if (scores is null) return null;
        if (scores.Length != rows) return Bad("$.scores", $"Expected a score for each of {rows} rows, got {scores.Length}.");
        return Array.FindIndex(scores, score => score is not (>= 0 and <= 1)) is >= 0 and var at
            ? Bad($"$.scores[{at}]", $"Expected 0 to 1, got {scores[at]}.") : null;
    }

    /// <summary>What is wrong with features; null when nothing is.</summary>
    public static Refusal? Fault(int rows, double[][]? features, int neighbours)
    {
        if (features is null) return null;
        if (features.Length != rows) return Bad("$.features", $"Expected a row of features for each of {rows} rows, got {features.Length}.");
        if (rows <= neighbours) return Bad("$.features", $"Expected more rows than neighbours ({neighbours}), got {rows}.");
        for (int row = 0; row < rows; row++)
            if (features[row] is not { Length: > 0 } values || values.Length != features[0].Length)
                return Bad($"$.features[{row}]", $"Expected {features[0]?.Length ?? 1} numbers, got {features[row]?.Length ?? 0}.");
        return null;
    }

    /// <summary>Every member that was given and has no meaning beside the others; null when none was.</summary>
    public static Refusal? Foreign(string why, params ReadOnlySpan<(object? Given, string Name)> members)
    {
        var errors = ImmutableDictionary.CreateBuilder<string, string>();
        foreach (var (given, name) in members) if (given is not null) errors[$"$.{name}"] = why;
        return errors.Count == 0 ? null
            : new(RefusalKind.Invalid, "fairness.bad-rows", "Some members do not belong together.", errors.ToImmutable());
    }

    /// <summary>Bands as the contract has them, or what is wrong with them.</summary>
    public static Refusal? Bands(Dictionary<string, double[]>? given, out ImmutableArray<AttributeBands> bands)
    {
        bands = [.. (given ?? []).Select(b => new AttributeBands(b.Key, [.. b.Value ?? []]))];
        for (int at = 0; at < bands.Length; at++)
        {
            var edges = bands[at].Edges;
            if (edges.IsEmpty || edges.Any(edge => !double.IsFinite(edge)) || edges.Zip(edges.Skip(1)).Any(pair => !(pair.Second > pair.First)))
                return Bad($"$.bands.{bands[at].Attribute}", "Expected at least one edge, and ascending ones.");
        }
        return null;
    }

    public static bool[] Flags(int[] flags) => Array.ConvertAll(flags, flag => flag == 1);

    public static Refusal Bad(string path, string message) => new(RefusalKind.Invalid, "fairness.bad-rows", "The rows cannot be judged.",
        ImmutableDictionary<string, string>.Empty.Add(path, message));
}
