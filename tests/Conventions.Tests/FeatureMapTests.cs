using System.Text.RegularExpressions;
using Kolosal.Testing;

namespace Kolosal.Conventions;

/// <summary>Who may use whom among the features; calls point down, news flows up on streams.</summary>
public partial class FeatureMapTests
{
    /// <summary>Rows from the top; a feature may use the rows below its own. Features of one row do not know each other.</summary>
    private static readonly string[][] Rows =
    [
        ["Experiments", "Compliance"],
        ["Predictions", "Drift", "Fairness", "Slo", "Explanations"],
        ["Incidents"],
        ["Models", "Datasets"],
        ["Privacy", "Access"],
        ["Audit"],
    ];

    /// <summary>Open to every feature: contracts of the platform, the streams, and the pure libraries.</summary>
    private static readonly string[] OpenToAll = ["Events", "Monitoring", "Storage", "Learning", "Tabular", "Statistics"];

    /// <summary>The pure libraries know each other downwards and nobody else.</summary>
    private static readonly Dictionary<string, string[]> Pure = new()
    {
        ["Learning"] = ["Learning", "Tabular", "Statistics"],
        ["Tabular"] = ["Tabular", "Statistics"],
        ["Statistics"] = ["Statistics"],
    };

    /// <summary>What lies below the features: used by them, not using them. The base of records writes the audit trail.</summary>
    private static readonly Dictionary<string, string[]> Platform = new()
    {
        ["Common"] = ["Audit", "Storage"],
        ["Storage"] = ["Storage"],
        ["Monitoring"] = ["Events", "Storage"],
        ["Operations"] = ["Storage", "Access"],
    };

    [Fact]
    public void Every_folder_has_a_place_in_the_map()
    {
        var known = Rows.SelectMany(row => row).Concat(Pure.Keys).Concat(Platform.Keys).ToHashSet();
        Assert.All(Folders(), folder => Assert.Contains(folder, known));
    }

    [Fact]
    public void Features_use_only_what_lies_below_them()
    {
        var trespasses = new List<string>();
        foreach (string folder in Folders())
            foreach (string file in Directory.EnumerateFiles(Path.Combine(Grains, folder), "*.cs", SearchOption.AllDirectories))
                foreach (Match use in Using().Matches(File.ReadAllText(file)))
                    if (!MayUse(folder, use.Groups[1].Value))
                        trespasses.Add($"{Path.GetRelativePath(Grains, file)} uses Kolosal.{use.Groups[1].Value}");
        Assert.Empty(trespasses);
    }

    [Fact]
    public void The_map_forbids_what_it_should()
    {
        Assert.False(MayUse("Drift", "Fairness"));
        Assert.False(MayUse("Audit", "Models"));
        Assert.False(MayUse("Learning", "Models"));
        Assert.True(MayUse("Drift", "Incidents"));
    }

    private static string Grains => Path.Combine(SharedFolders.Repository, "Kolosal.Grains");

    private static IEnumerable<string> Folders() =>
        Directory.EnumerateDirectories(Grains).Select(path => Path.GetFileName(path)!).Where(name => name is not ("bin" or "obj"));

    private static bool MayUse(string folder, string used)
    {
        if (folder == used) return true;
        if (Pure.TryGetValue(folder, out var pure)) return pure.Contains(used);
        if (Platform.TryGetValue(folder, out var platform)) return platform.Contains(used);
        return OpenToAll.Contains(used) || Row(used) > Row(folder);
    }

    private static int Row(string feature) => Array.FindIndex(Rows, row => row.Contains(feature));

    [GeneratedRegex(@"^(?:global )?using (?:static )?Kolosal\.(\w+)", RegexOptions.Multiline)]
    private static partial Regex Using();
}
