using System.CommandLine;

namespace Kolosal.CommandLine;

/// <summary><c>kolosal runs [ID]</c>: the list, or one run's leaderboard and trials.</summary>
internal static class RunsCommand
{
    private const int Everything = int.MaxValue;

    private static readonly Argument<string?> Id = new("id")
    { Description = "A run (run_…); the latest runs when left out.", Arity = ArgumentArity.ZeroOrOne };

    private static readonly Option<int> Limit = new("--limit") { Description = "Runs of the list, 1 to 500.", DefaultValueFactory = _ => 20 };

    public static Command Create() => new ClientCommand("runs", "Lists runs; with an id, one run's leaderboard and trials.", RunAsync, Id, Limit);

    private static Task<int> RunAsync(ClientWork work, CancellationToken cancel) =>
        work.Value(Id) is { } id ? ShowAsync(work, id, cancel) : ListAsync(work, cancel);

    private static async Task<int> ListAsync(ClientWork work, CancellationToken cancel)
    {
        var list = await work.Server.GetAsync($"/api/runs?sort=-created_at&limit={work.Value(Limit)}", cancel);
        if (work.Json)
        {
            work.Terminal.Document(list);
            return 0;
        }
        work.Terminal.Table(["run", "state", "target", "metric", "best", "trainer", "trials", "model"],
        [
            .. list.List("items").Select(run => new[]
            {
                run.Text("run_id"), run.Text("state"), run.Text("target"), run.Text("metric"), run.Number("best_score"), run.Text("best_trainer"),
                run.Text("finished_trials"), run.Text("model_version") == "–" ? "–" : $"{run.Text("model_name")}:{run.Text("model_version")}",
            }),
        ]);
        return 0;
    }

    private static async Task<int> ShowAsync(ClientWork work, string id, CancellationToken cancel)
    {
        var run = await work.Server.GetAsync($"/api/runs/{Uri.EscapeDataString(id)}", cancel);
        var board = await work.Server.GetAsync($"/api/runs/{Uri.EscapeDataString(id)}/leaderboard", cancel);
        var trials = await work.Server.GetAsync($"/api/runs/{Uri.EscapeDataString(id)}/trials", cancel);
        if (work.Json)
        {
            work.Terminal.Document(new { Run = run, Leaderboard = board, Trials = trials });
            return 0;
        }
        work.Terminal.Line($"{run.Text("run_id")}  {run.Text("state")}  {run.Text("target")} of {run.Text("dataset_id")}  "
            + $"{run.Number("elapsed_seconds", "0.0")} s");
        work.Terminal.ShowLeaderboard(board, Everything);
        string[][] unscored = [.. trials.List("items").Where(trial => trial.Text("status") != "scored")
            .Select(trial => new[] { trial.Text("number"), trial.Text("trainer"), trial.Text("status"), trial.Text("failure") })];
        if (unscored.Length > 0) work.Terminal.Table(["trial", "trainer", "status", "reason"], unscored);
        work.Terminal.ShowEvaluation(run);
        if (run.Text("reason") != "–") work.Terminal.Line($"Reason: {run.Text("reason")}");
        if (run.Text("model_version") != "–") work.Terminal.Line($"Model {run.Text("model_name")}:{run.Text("model_version")}");
        return 0;
    }
}
