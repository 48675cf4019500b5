using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Kolosal.Demo;

/// <summary>The whole flow on real data, told step by step: every figure on the screen was answered by the running system.</summary>
internal sealed class DemoStory(Uri address, DemoKeys keys, IAnsiConsole console) : IDisposable
{
    private const int WindowRows = 300, BatchRows = 50, Trials = 12;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly DemoClient author = new(address, keys.Author), approver = new(address, keys.Approver);

    public async Task TellAsync(CancellationToken cancel)
    {
        long began = Stopwatch.GetTimestamp();
        var dataset = await author.PostAsync("/api/data/sample/german_credit", null, cancel);
        string datasetId = Text(dataset, "dataset_id");
        Step($"Dataset [bold]{datasetId}[/]: {Text(dataset, "rows")} loans, {dataset.GetProperty("columns").GetArrayLength()} columns; target risk, "
            + "favourable good; protected sex and age");

        var run = await author.PostAsync("/api/automl/run",
            new { dataset_id = datasetId, target = "risk", max_trials = Trials, folds = 4, model_name = "credit-risk" }, cancel);
        string runId = Text(run, "run_id");
        run = await WatchAsync(runId, cancel);
        await ShowLeaderboardAsync(runId, cancel);
        ShowEvaluation(run.GetProperty("evaluation"));

        string version = $"credit-risk:{Text(run, "model_version")}";
        await approver.PostAsync($"/api/models/{version}/validate", new { }, cancel);
        await approver.PostAsync($"/api/models/{version}/promote", new { note = "Demo: beats the baseline on untouched rows." }, cancel);
        Step($"[bold]{version}[/] validated, and promoted by somebody who did not train it");

        // Whole windows, so that every showing ends where the next one begins.
        await approver.PutAsync(
            "/api/monitoring/drift/credit-risk", new { window_rows = WindowRows, false_alarm = 0.01, early_alarm = false }, cancel);
        await approver.PutAsync(
            "/api/monitoring/fairness/credit-risk", new
            {
                window_rows = WindowRows,
                minimum_group_rows = 30,
                minimum_impact_ratio = 0.8,
                false_alarm = 0.01
            }, cancel);
        var preview = await author.GetAsync($"/api/data/{datasetId}/preview?rows=1000", cancel);
        var traffic = new DemoTraffic(preview, "risk", seed: 1);

        var calm = await ServeAsync("Usual applications", traffic.Usual, windows: await WindowsAsync(cancel) + 1, cancel);
        ShowDrift(calm.GetProperty("last"));
        var alarmed = await ServeAsync("Changed applications", traffic.Shifted, windows: await WindowsAsync(cancel) + 1, cancel);
        ShowDrift(alarmed.GetProperty("last"));
        await ShowIncidentAsync(alarmed.GetProperty("last"), cancel);
        await ShowFairnessAndSloAsync(cancel);

        var audit = await approver.GetAsync("/api/audit/verify", cancel);
        Step($"Audit chain: {Text(audit, "entries")} entries, "
            + $"{(audit.GetProperty("valid").GetBoolean() ? "[green]verified[/]" : "[red]broken[/]")}, head {Text(audit, "head")[..16]}…");
        Step($"Done in {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s");
        ShowAddresses(runId, version);
    }

    public void Dispose()
    {
        author.Dispose();
        approver.Dispose();
    }

    private async Task<JsonElement> WatchAsync(string runId, CancellationToken cancel)
    {
        await console.Progress().Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(async progress =>
        {
            var bar = progress.AddTask("Searching");
            await foreach (var happened in author.EventsAsync($"/api/runs/{runId}/events", cancel))
            {
                bar.Value = happened.GetProperty("percent").GetDouble();
                string best = happened.GetProperty("best_score") is { ValueKind: JsonValueKind.Number } score
                    ? $" (best {score.GetDouble().ToString("0.0000", CultureInfo.InvariantCulture)})"
                    : "";
                bar.Description = Markup.Escape($"Searching{best}");
            }
        });
        var run = await author.GetAsync($"/api/automl/status/{runId}", cancel);
        return Text(run, "state") == "completed" ? run : throw new InvalidOperationException(
            $"The run ended as {Text(run, "state")}: {run.GetProperty("reason")}");
    }

    private async Task ShowLeaderboardAsync(string runId, CancellationToken cancel)
    {
        var board = await author.GetAsync($"/api/runs/{runId}/leaderboard", cancel);
        var table = new Table().AddColumns("rank", "trainer", Text(board, "metric"), "95 %", "fit ms");
        foreach (var entry in board.GetProperty("entries").EnumerateArray().Take(5))
        {
            var outcome = entry.GetProperty("outcome");
            table.AddRow(Text(entry, "rank"), Text(entry, "trainer"), Number(outcome, "score"),
                $"{Number(outcome, "low")} – {Number(outcome, "high")}", Number(outcome, "fit_milliseconds", "0"));
        }
        console.Write(table);
    }

    private void ShowEvaluation(JsonElement evaluation)
    {
        var scores = evaluation.GetProperty("scores").EnumerateArray().Take(4)
            .Select(score => $"{Text(score, "metric")} {Number(score, "value")} ({Number(score, "low")} – {Number(score, "high")})");
        Step($"On {Text(evaluation, "test_rows")} untouched rows: {Markup.Escape(string.Join(", ", scores))}; baseline "
            + $"{Number(evaluation, "baseline_score")}");
    }

    private async Task<long> WindowsAsync(CancellationToken cancel)
    {
        var monitors = await approver.GetAsync("/api/monitoring/drift?model_id=credit-risk", cancel);
        return monitors.GetProperty("items").EnumerateArray().Select(monitor => monitor.GetProperty("windows").GetInt64()).FirstOrDefault();
    }

    private async Task<JsonElement> ServeAsync(string what, Func<int, JsonArray> draw, long windows, CancellationToken cancel)
    {
        await console.Progress().StartAsync(async progress =>
        {
            var bar = progress.AddTask(what, maxValue: WindowRows);
            for (int sent = 0; sent < WindowRows; sent += BatchRows)
            {
                await author.PostAsync("/api/predict", new { model_id = "credit-risk", rows = draw(BatchRows) }, cancel);
                bar.Increment(BatchRows);
            }
        });
        return await approver.UntilAsync("/api/monitoring/drift/credit-risk", monitor => monitor.GetProperty("windows").GetInt64() >= windows,
            Patience, cancel);
    }

    private void ShowDrift(JsonElement report)
    {
        var worst = report.GetProperty("columns").EnumerateArray().Take(3).Select(column => $"{Text(column, "name")} PSI {Number(column, "psi")}");
        bool drifted = report.GetProperty("drifted").GetBoolean();
        Step($"Drift over {Text(report, "rows")} rows: {(drifted ? "[red]alarm[/]" : "[green]none[/]")}; furthest {string.Join(", ", worst)}");
    }

    private async Task ShowIncidentAsync(JsonElement report, CancellationToken cancel)
    {
        if (report.GetProperty("incident_id").GetString() is not { } id)
            throw new InvalidOperationException("The shifted traffic raised no incident.");
        var incident = await approver.GetAsync($"/api/security/incidents/{id}", cancel);
        Step($"Incident [bold]{id}[/] ({Text(incident, "severity")}): {Markup.Escape(Text(incident, "title"))}; detected after "
            + $"{Number(incident, "mttd_seconds", "0.0")} s");
    }

    private async Task ShowFairnessAndSloAsync(CancellationToken cancel)
    {
        var fairness = await approver.GetAsync("/api/monitoring/fairness/credit-risk", cancel);
        Step($"Fairness: {Text(fairness, "rows_counted")} decisions counted by "
            + $"{string.Join(" and ", fairness.GetProperty("attributes").EnumerateArray().Select(a => a.GetString()))}; "
            + $"{Text(fairness, "windows")} windows judged, {Text(fairness, "alarms")} alarms");
        var slo = await approver.GetAsync("/api/monitoring/slo/credit-risk", cancel);
        var latency = slo.GetProperty("latency");
        Step($"Service level: {Text(slo, "requests")} requests, p50 {Number(latency, "p50", "0.0")} ms, p99 {Number(latency, "p99", "0.0")} ms; "
            + string.Join(", ", slo.GetProperty("objectives").EnumerateArray()
                .Select(o => $"{Text(o.GetProperty("objective"), "type")} {Text(o, "status")}")));
    }

    private void ShowAddresses(string runId, string version)
    {
        // Past the console's own writer, which would break what is to be copied where the terminal's line ends.
        var lines = console.Profile.Out.Writer;
        lines.WriteLine();
        foreach (string path in new[]
        {
            "/docs", $"/api/runs/{runId}/leaderboard", $"/api/models/{version}/card", "/api/models/credit-risk/history",
                "/api/monitoring/drift/credit-risk",
            "/api/fairness/report/credit-risk", "/api/monitoring/slo/credit-risk", "/api/security/incidents", "/api/audit/events",
        })
            lines.WriteLine($"  {new Uri(address, path)}");
        lines.WriteLine($"\n  with the header  X-Api-Key: {keys.Approver}  (valid for a day)");
    }

    private void Step(string markup) => console.MarkupLine($"[blue]•[/] {markup}");

    private static string Text(JsonElement of, string name) => of.GetProperty(name).ToString();

    private static string Number(JsonElement of, string name, string format = "0.000") =>
        of.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble().ToString(format, CultureInfo.InvariantCulture) : "–";
}
