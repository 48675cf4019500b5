using System.Text.Json;
using System.Text.RegularExpressions;
using Kolosal.Testing;

namespace Kolosal.Conventions;

/// <summary>A dashboard, rule or runbook that asks for what nobody measures shows nothing, and nobody notices.</summary>
public partial class MetricNameTests
{
    public static TheoryData<string> Files()
    {
        var files = new TheoryData<string>();
        foreach (string file in Directory.GetFiles(DeployFiles.Root, "*", SearchOption.AllDirectories))
            if (Path.GetExtension(file) is ".json" or ".yml" or ".md") files.Add(Path.GetRelativePath(DeployFiles.Root, file));
        files.Add("../docs/operations.md");
        files.Add("../docs/scaling.md");
        return files;
    }

    [Theory, MemberData(nameof(Files))]
    public void Every_metric_of_ours_that_is_named_is_measured(string file) =>
        Assert.All(Ours().Matches(DeployFiles.Read(file)).Select(match => match.Value).Distinct(), metric =>
            Assert.True(DeclaredMetrics.Has(metric) || Histogram(metric), $"{file} names {metric}, which no instrument comes out as."));

    [Fact]
    public void Every_metric_of_the_engine_that_is_named_is_let_out()
    {
        // As the exporter writes what ExportedMetrics lets out.
        string chosen = File.ReadAllText(Path.Combine(SharedFolders.Repository, "Kolosal.Silo", "Hosting", "ExportedMetrics.cs"));
        string[] let = [.. Engine().Matches(chosen).Select(match => match.Groups[1].Value.Replace('-', '_'))];
        Assert.All(
            Directory.GetFiles(Path.Combine(DeployFiles.Root, "grafana"), "*.json").SelectMany(file => EngineMetric().Matches(File.ReadAllText(file)))
                .Select(match => match.Value).Distinct(),
            metric => Assert.Contains(let, name => Suffix().Replace(metric, "") == name || metric == name));
    }

    [Fact]
    public void There_is_a_dashboard_for_serving_monitoring_training_the_cluster_and_service_levels()
    {
        foreach (string name in (string[])["serving", "monitoring", "training", "cluster", "service-levels"])
        {
            using var dashboard = JsonDocument.Parse(DeployFiles.Read("grafana", $"{name}.json"));
            var panels = dashboard.RootElement.GetProperty("panels").EnumerateArray().ToArray();
            Assert.Equal(panels.Length, panels.Select(panel => panel.GetProperty("id").GetInt32()).Distinct().Count());
            Assert.Equal($"kolosal-{name}", dashboard.RootElement.GetProperty("uid").GetString());

            // No two panels lie on each other.
            var places = panels.Select(panel => panel.GetProperty("gridPos")).ToArray();
            for (int i = 0; i < places.Length; i++)
                for (int j = 0; j < i; j++)
                    Assert.False(Overlap(places[i], places[j], "x", "w") && Overlap(places[i], places[j], "y", "h"), $"{name}: panels {j} and {i}");
        }
    }

    [Fact]
    public void Every_alert_has_a_runbook_that_names_it()
    {
        string rules = DeployFiles.Read("prometheus", "kolosal.rules.yml");
        string[] alerts = [.. Alert().Matches(rules).Select(match => match.Groups[1].Value)];
        Assert.NotEmpty(alerts);
        string[] runbooks = [.. Runbook().Matches(rules).Select(match => match.Groups[1].Value)];
        Assert.Equal(alerts.Length, runbooks.Length);
        Assert.All(alerts.Zip(runbooks), pair => Assert.Contains(pair.First,
            File.ReadAllText(Path.Combine(SharedFolders.Repository, pair.Second)), StringComparison.Ordinal));
    }

    private static bool Overlap(JsonElement a, JsonElement b, string at, string size)
    {
        int a0 = a.GetProperty(at).GetInt32(), b0 = b.GetProperty(at).GetInt32();
        return a0 < b0 + b.GetProperty(size).GetInt32() && b0 < a0 + a.GetProperty(size).GetInt32();
    }

    /// <summary>A histogram by its name alone, as a sentence would call it.</summary>
    private static bool Histogram(string metric) => DeclaredMetrics.Has($"{metric}_bucket");

    [GeneratedRegex(@"(?<![\w:.-])kolosal_[a-z0-9_]*[a-z0-9](?![\w:*]|/)")]
    private static partial Regex Ours();

    [GeneratedRegex(@"""(orleans-[a-z-]+)""")]
    private static partial Regex Engine();

    [GeneratedRegex(@"(?<![\w:])orleans_[a-z0-9_]+")]
    private static partial Regex EngineMetric();

    [GeneratedRegex(@"(_milliseconds)?_(total|bucket|count|sum)$")]
    private static partial Regex Suffix();

    [GeneratedRegex(@"- alert: (\w+)")]
    private static partial Regex Alert();

    [GeneratedRegex(@"runbook: (\S+)")]
    private static partial Regex Runbook();
}
