using Kolosal.Testing;

namespace Kolosal.Conventions;

/// <summary>Who may use whom: calls point down, news flows up on streams. The table in <c>Kolosal.Grains/README.md</c> is this one.</summary>
internal static class FeatureMap
{
    /// <summary>Rows from the top; a feature may use the rows below its own. Features of one row do not know each other.</summary>
    public static readonly string[][] Rows =
    [
        ["Compliance", "Retraining", "Alerts", "Backup", "Chaos", "Exploration", "Referrals"],
        ["Experiments", "Quality"],
        ["Predictions", "Feedback", "Drift", "Fairness", "Slo", "Explanations", "Privacy"],
        ["Incidents"],
        ["Models", "Datasets", "Tracking"],
        ["Security", "Notifications", "Classification"],
        ["Access"],
        ["Audit"],
    ];

    /// <summary>Open to every feature: the streams, the platform and the pure library.</summary>
    public static readonly string[] OpenToAll = ["Events", "LogConsumers", "Monitoring", "Storage", "Learning", "Tabular", "Disclosure", "Statistics",
        "Numerics", "Outbound", "Subjects"];

    /// <summary>What lies below the features of <c>Kolosal.Grains</c>, each with what it
    /// may use. The base of records writes the audit trail.</summary>
    public static readonly Dictionary<string, string[]> Platform = new()
    {
        ["Records"] = ["Audit", "Storage"],
        ["Storage"] = [],
        ["Outbound"] = [],
        ["Events"] = [],
        ["Subjects"] = ["Storage", "Disclosure"],
        ["LogConsumers"] = ["Events", "Storage"],
        ["Monitoring"] = ["Events", "LogConsumers", "Storage", "Models", "Incidents"],
        ["Operations"] = ["Access", "Storage"],
    };

    /// <summary>The host: what wires everything lies on top, storage and engines know no host.</summary>
    public static readonly Dictionary<string, string[]> Silo = new()
    {
        ["Hosting"] = ["*"],
        ["Relocation"] = ["*"],
        ["Backup"] = ["*"],
        ["Operations"] = ["Access", "Storage", "Incidents"],
        ["Predictions"] = ["Events", "LogConsumers", "Storage"],
        ["Audit"] = ["Storage"],
        ["Notifications"] = ["Outbound"],
        ["Imports"] = ["Datasets", "Outbound", "Storage"],
        ["Storage"] = [],
        ["Engines"] = ["Datasets", "Experiments", "Learning", "Tabular", "Disclosure", "Statistics", "Numerics", "Engines"],
        ["Samples"] = [],
    };

    /// <summary>The front door beside its features, which use <c>Http</c>, <c>Access</c> and what their grains may use.</summary>
    public static readonly Dictionary<string, string[]> Api = new()
    {
        ["Http"] = ["Storage"],
        ["Access"] = ["Http", "Storage", "Hosting"],
        ["SignIn"] = ["Http", "Access", "WebConsole"],
        ["Operations"] = ["Http", "Access", "Storage", "Hosting"],
        ["Monitoring"] = ["Http", "Access", "Storage", "Models", "Audit"],
        ["Trust"] = ["Http", "Access", "Storage", "Audit", "Security"],
        ["CommandLine"] = ["*"],
        ["Demo"] = ["*"],
        ["Console"] = ["*"],
        ["Verifier"] = ["*"],
        ["Client"] = [],
    };

    /// <summary>The first parts of the names of the namespaces that the front door's features may use beside those of their grains.</summary>
    private static readonly string[] ApiFloor = ["Http", "Access"];

    public static bool MayUse(string project, string folder, string used)
    {
        if (folder == used) return true;
        var own = project switch { "Kolosal.Grains" => Platform, "Kolosal.Silo" => Silo, _ => Api };
        if (own.TryGetValue(folder, out string[]? allowed)) return allowed.Contains("*") || allowed.Contains(used);
        if (project == "Kolosal.Api" && ApiFloor.Contains(used)) return true;
        return OpenToAll.Contains(used) || (Row(folder) >= 0 && Row(used) > Row(folder));
    }

    public static int Row(string feature) => Array.FindIndex(Rows, row => row.Contains(feature));

    /// <summary>The folders of a project that are features, platform or layers, with where they lie.</summary>
    public static IEnumerable<(string Name, string Path)> Folders(string project)
    {
        string root = Path.Combine(SharedFolders.Repository, project);
        foreach (string path in Directory.EnumerateDirectories(root))
        {
            string name = Path.GetFileName(path);
            if (name is "bin" or "obj" or "Analytics" or "Properties" or "wwwroot" or "data") continue;
            if (name != "Platform") yield return (name, path);
            else foreach (string inner in Directory.EnumerateDirectories(path)) yield return (Path.GetFileName(inner), inner);
        }
    }
}
