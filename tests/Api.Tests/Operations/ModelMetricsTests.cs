using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Kolosal.Access;
using Kolosal.Testing;

namespace Kolosal.Api.Tests;

/// <summary>What a scrape says of models, held against Prometheus itself where it is installed, and against the rules and dashboards that we deliver.
/// </summary>
[Collection(TelemetryCollection.Name)]
public sealed partial class ModelMetricsTests
{
    private static string Deploy => Path.Combine(SharedFolders.Repository, "deploy");

    [Fact]
    public async Task A_model_in_use_has_its_figures_and_dashboards_ask_for_nothing_else()
    {
        using var host = new ObservedModels();
        string model = await host.UseAModelAsync();
        string[] labels = ["workspace=\"default\"", $"model=\"{model}\""];
        string text = await Eventually.HoldsAsync(
            () => host.ScrapeAsync("\nkolosal_fairness_disparate_impact{"),
            read => Find(read, "kolosal_slo_events", [.. labels, "slo=\"availability\""]) == 4
                && Find(read, "kolosal_prediction_rows_total", labels) == 360
                && Find(read, "kolosal_model_drifted", labels) is not null);
        Assert.Equal(3, Value(text, "kolosal_predictions_total", [.. labels, "outcome=\"answered\""]));
        Assert.Equal(1, Value(text, "kolosal_prediction_errors_total", [.. labels, "cause=\"client\""]));
        Assert.Equal(360, Value(text, "kolosal_prediction_rows_total", labels));
        Assert.Equal(3, Value(text, "kolosal_prediction_latency_seconds_count", labels));
        Assert.True(Value(text, "kolosal_model_drift_score", labels) > 0.25); // 10 and more where training saw 0 … 1
        Assert.Equal(1, Value(text, "kolosal_model_drifted", labels));
        Assert.InRange(Value(text, "kolosal_fairness_disparate_impact", [.. labels, "attribute=\"c\""]), 0, 1);
        Assert.Equal(1, Value(text, "kolosal_slo_error_budget_remaining", [.. labels, "slo=\"availability\""]));
        Assert.Equal(0, Value(text, "kolosal_slo_burn_rate", [.. labels, "slo=\"availability\"", "window=\"5m\""]));
        Assert.Equal(0, Value(text, "kolosal_slo_burn_rate", [.. labels, "slo=\"availability\"", "window=\"3d\""]));
        Assert.Equal(4, Value(text, "kolosal_slo_events", [.. labels, "slo=\"availability\""]));
        Assert.True(Value(text, "kolosal_incidents_open", "workspace=\"default\"") >= 0);

        // Nobody who sees one workspace only sees what is in the others.
        foreach (string role in (string[])[Role.Admin, Role.Auditor])
            Assert.Equal(HttpStatusCode.Forbidden, (await host.As(role).GetAsync("/metrics")).StatusCode);

        var exported = Families(text);
        var known = exported.Concat(["up", "kolosal_data_quality_score", "kolosal_slo_holds_total", "kolosal_drift_holds_total",
            "kolosal_fairness_holds_total", "kolosal_slo_alerts_total", "kolosal_drift_alarms_total",
            "kolosal_security_probe_arrived"]).ToHashSet(StringComparer.Ordinal);
        string[] files = [.. new[] { "serving", "monitoring", "service-levels" }.Select(name => Path.Combine(Deploy, "grafana", $"{name}.json"))];
        foreach (string file in files)
        {
            using var dashboard = JsonDocument.Parse(await File.ReadAllTextAsync(file));
            var root = dashboard.RootElement;
            Assert.NotEmpty(root.GetProperty("uid").GetString()!);
            var panels = root.GetProperty("panels").EnumerateArray().ToArray();
            Assert.Equal(panels.Length, panels.Select(panel => panel.GetProperty("id").GetInt32()).Distinct().Count());
            foreach (var panel in panels.Where(panel => panel.GetProperty("type").GetString() != "row"))
                foreach (var target in panel.GetProperty("targets").EnumerateArray())
                    foreach (string metric in Metrics(target.GetProperty("expr").GetString()!))
                        Assert.True(known.Contains(metric), $"{Path.GetFileName(file)}, {panel.GetProperty("title")}: no metric {metric}.");
        }
        foreach (string metric in Metrics(await File.ReadAllTextAsync(Path.Combine(Deploy, "prometheus", "kolosal.rules.yml")))
            .Where(metric => metric.StartsWith("kolosal_", StringComparison.Ordinal)))
            Assert.True(known.Contains(metric), $"kolosal.rules.yml: no metric {metric}.");
    }

    [PrometheusFact]
    public async Task Promtool_finds_nothing_to_say_about_what_is_ours()
    {
        using var host = new ObservedModels();
        await host.UseAModelAsync();
        string text = await host.ScrapeAsync("\nkolosal_fairness_disparate_impact{");
        var (code, output) = await PrometheusTools.PromtoolAsync(text, "check", "metrics");
        string[] ours = [.. output.Split('\n').Where(line => line.StartsWith("kolosal_", StringComparison.Ordinal))];
        Assert.True(code is 0 or 3, output); // 3: it could be read, and the style of a name could be better
        Assert.Empty(ours);
    }

    [PrometheusFact]
    public async Task Rules_fire_when_they_should_and_not_otherwise()
    {
        string folder = Path.Combine(Deploy, "prometheus");
        foreach (string[] arguments in (string[][])[
            ["check", "rules", Path.Combine(folder, "kolosal.rules.yml")],
            ["check", "config", "--syntax-only", Path.Combine(folder, "prometheus.yml")],
            ["test", "rules", Path.Combine(folder, "kolosal.rules.test.yml")]])
        {
            var (code, output) = await PrometheusTools.PromtoolAsync(null, arguments);
            Assert.True(code == 0, output);
        }
    }

    [PrometheusFact]
    public async Task A_real_prometheus_scrapes_and_answers()
    {
        using var host = new ObservedModels();
        string model = await host.UseAModelAsync();
        string folder = Directory.CreateTempSubdirectory("kolosal-prometheus-").FullName;
        int port = FreePorts.Next();
        var server = host.ClientOptions.BaseAddress;
        string config = (await File.ReadAllTextAsync(Path.Combine(Deploy, "prometheus", "prometheus.yml")))
            .Replace("/etc/prometheus/kolosal.key", Path.Combine(folder, "key"), StringComparison.Ordinal)
            .Replace("127.0.0.1:5000", $"{server.Host}:{server.Port}", StringComparison.Ordinal)
            .Replace("15s", "2s", StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(folder, "prometheus.yml"), config);
        await File.WriteAllTextAsync(Path.Combine(folder, "key"), ApiHost.OperatorKey);
        File.Copy(Path.Combine(Deploy, "prometheus", "kolosal.rules.yml"), Path.Combine(folder, "kolosal.rules.yml"));
        var start = new ProcessStartInfo(Path.Combine(PrometheusTools.Binaries!, "prometheus"))
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        foreach (string argument in (string[])[
            $"--config.file={Path.Combine(folder, "prometheus.yml")}", $"--storage.tsdb.path={Path.Combine(folder, "data")}",
            $"--web.listen-address=127.0.0.1:{port}"])
            start.ArgumentList.Add(argument);
        using var prometheus = Process.Start(start)!;
        prometheus.ErrorDataReceived += (_, _) => { };
        prometheus.OutputDataReceived += (_, _) => { };
        prometheus.BeginErrorReadLine();
        prometheus.BeginOutputReadLine();
        try
        {
            using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
            string query = Uri.EscapeDataString($"sum(kolosal_predictions_total{{model=\"{model}\",outcome=\"answered\"}})");
            string value = await Eventually.HoldsAsync(
                async () => await FirstAsync(client, $"/api/v1/query?query={query}") ?? "", found => found == "3");
            Assert.Equal("3", value);
            string drift = Uri.EscapeDataString($"ALERTS{{alertname=\"KolosalModelDrifted\",model=\"{model}\"}}");
            await Eventually.HoldsAsync(
                async () => await FirstAsync(client, $"/api/v1/query?query={drift}") == "1");
        }
        finally
        {
            prometheus.Kill();
            await prometheus.WaitForExitAsync();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string?> FirstAsync(HttpClient client, string path)
    {
        try
        {
            using var answer = JsonDocument.Parse(await client.GetStringAsync(path));
            var result = answer.RootElement.GetProperty("data").GetProperty("result");
            return result.GetArrayLength() == 0 ? null : result[0].GetProperty("value")[1].GetString();
        }
        catch (HttpRequestException)
        {
            return null; // it is still starting
        }
    }

    private static double Value(string text, string name, params string[] labels) => Find(text, name, labels)
        ?? throw new Xunit.Sdk.XunitException($"No {name} with {string.Join(", ", labels)}.");

    private static double? Find(string text, string name, params string[] labels)
    {
        foreach (string line in text.Split('\n'))
        {
            if (!line.StartsWith(name + "{", StringComparison.Ordinal)) continue;
            if (!labels.All(label => line.Contains(label, StringComparison.Ordinal))) continue;
            return double.Parse(line[(line.IndexOf('}', StringComparison.Ordinal) + 1)..].Trim().Split(' ')[0], CultureInfo.InvariantCulture);
        }
        return null;
    }

    /// <summary>The names of all samples.</summary>
    private static HashSet<string> Families(string text) =>
        [.. text.Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split('{', ' ')[0])];

    /// <summary>The metrics that an expression, or a file of them, asks for.</summary>
    private static IEnumerable<string> Metrics(string expression) =>
        MetricName().Matches(expression).Select(match => match.Value).Distinct(StringComparer.Ordinal);

    [GeneratedRegex(@"(?<![\w:.-])(kolosal_[a-z0-9_]+|http_server_[a-z0-9_]+|process_[a-z0-9_]+|up(?=\{))(?![\w:])")]
    private static partial Regex MetricName();
}
