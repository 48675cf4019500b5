using System.CommandLine;
using System.Text.Json;

namespace Kolosal.CommandLine;

/// <summary><c>kolosal compare RUN RUN…</c>: what runs came to, side by side.</summary>
internal static class CompareCommand
{
    private static readonly Argument<string[]> Ids = new("runs") { Description = "Runs (run_…), two or more.", Arity = new ArgumentArity(2, 100) };

    public static Command Create() => new ClientCommand("compare", "Shows runs side by side.", RunAsync, Ids);

    private static async Task<int> RunAsync(ClientWork work, CancellationToken cancel)
    {
        var runs = new List<JsonElement>();
        foreach (string id in work.Value(Ids)!) runs.Add(await work.Server.GetAsync($"/api/runs/{Uri.EscapeDataString(id)}", cancel));
        if (work.Json)
        {
            work.Terminal.Document(new { Items = runs });
            return 0;
        }
        work.Terminal.Table(["", .. runs.Select(run => run.Text("run_id"))],
        [
            Row("state", run => run.Text("state")), Row("dataset", run => run.Text("dataset_id")), Row("target", run => run.Text("target")),
            Row("metric", run => run.Text("metric")), Row("cross-validated", run => run.Number("best_score")), Row("unseen rows", TestScore),
            Row("baseline", run => Evaluation(run)?.Number("baseline_score") ?? "–"), Row("trainer", run => run.Text("best_trainer")),
            Row("trials", run => run.Text("finished_trials")), Row("failed", run => run.Text("failed_trials")),
            Row("seconds", run => run.Number("elapsed_seconds", "0.0")),
            Row("model", run => run.Text("model_version") == "–" ? "–" : $"{run.Text("model_name")}:{run.Text("model_version")}"),
        ]);
        if (runs.Select(run => (run.Text("dataset_id"), run.Text("target"))).Distinct().Count() > 1)
            work.Terminal.Say("They are of different data or targets: their scores do not compare.");
        return 0;

        string[] Row(string name, Func<JsonElement, string> cell) => [name, .. runs.Select(cell)];
    }

    private static string TestScore(JsonElement run)
    {
        foreach (var score in Evaluation(run)?.List("scores") ?? [])
            if (score.Text("metric") == run.Text("metric")) return $"{score.Number("value")} ({score.Number("low")} – {score.Number("high")})";
        return "–";
    }

    private static JsonElement? Evaluation(JsonElement run) =>
        run.TryGetProperty("evaluation", out var found) && found.ValueKind == JsonValueKind.Object ? found : null;
}
