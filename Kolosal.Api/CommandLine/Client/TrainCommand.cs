using System.CommandLine;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Kolosal.CommandLine;

/// <summary><c>kolosal train FILE --target y</c>: uploads, searches, shows progress, leaderboard and the model's name.</summary>
internal static class TrainCommand
{
    private const int ShownTrials = 10;

    private static readonly Argument<string> File = new("file") { Description = "A data file, or a dataset of the server (ds_…)." };

    private static readonly Option<string> Target = new("--target", "-t") { Description = "The column to predict.", Required = true };

    private static readonly Option<double?> Time = new("--time") { Description = "Seconds for the whole run." };

    private static readonly Option<int?> Trials = new("--trials") { Description = "Most trials; 40 without a time." };

    private static readonly Option<string?> Metric = new("--metric") { Description = "What is optimised; by default the task's usual metric." };

    private static readonly Option<string?> Task = new("--task")
    { Description = "binary, multiclass, regression, quantile, count, ordinal or ranking; by default one of the first three, as the target is." };

    private static readonly Option<double?> Quantile = new("--quantile")
    { Description = "Predicts this quantile of a number: the share of rows that should lie below, 0.01 to 0.99." };

    private static readonly Option<string[]> ClassOrder = new("--class-order")
    { Description = "The classes of an ordinal target, lowest first, separated by commas." };

    private static readonly Option<string[]> Trainers = new("--trainers")
    { Description = "Trainers to try, separated by commas; may come again." };

    private static readonly Option<int?> Folds = new("--folds") { Description = "Folds of the cross-validation." };

    private static readonly Option<long?> Seed = new("--seed") { Description = "The only source of randomness; 0 by default." };

    private static readonly Option<string?> Model = new("--model") { Description = "The model that gets a new version." };

    private static readonly Option<string?> Sampler = new("--sampler") { Description = "What proposes settings; tpe by default." };

    private static readonly Option<string?> Pruner = new("--pruner")
    { Description = "Which candidates go on: asha, successive_halving, hyperband, median, percentile, wilcoxon or none." };

    private static readonly Option<bool> WarmStart = new("--warm-start")
    { Description = "Begins with what earlier runs of this workspace found on similar tables." };

    private static readonly Option<string?> Ensemble = new("--ensemble") { Description = "none, greedy, stacking, voting or auto." };

    public static Command Create() => new ClientCommand("train", "Finds a model for a column of a data file, with the server's search.", RunAsync,
        File, Target, Time, Trials, Metric, Task, Quantile, ClassOrder, Trainers, Folds, Seed, Model,
        Sampler, Pruner, WarmStart, Ensemble);

    private static async Task<int> RunAsync(ClientWork work, CancellationToken cancel)
    {
        string dataset = await work.DatasetAsync(work.Value(File)!, cancel);
        string[] trainers = Listed(work.Value(Trainers)), order = Listed(work.Value(ClassOrder));
        var body = new Dictionary<string, object?> { ["dataset_id"] = dataset, ["target"] = work.Value(Target) };
        foreach (var (name, value) in (ReadOnlySpan<(string, object?)>)[("time_budget_s", work.Value(Time)), ("max_trials", work.Value(Trials)),
            ("metric", work.Value(Metric)), ("task", work.Value(Task)), ("quantile", work.Value(Quantile)),
            ("class_order", order.Length > 0 ? order : null), ("trainers", trainers.Length > 0 ? trainers : null),
            ("folds", work.Value(Folds)), ("seed", work.Value(Seed)), ("model_name", work.Value(Model)),
            ("sampler", work.Value(Sampler)), ("pruner", work.Value(Pruner)), ("warm_start", work.Value(WarmStart) ? true : null),
            ("ensemble", work.Value(Ensemble))])
            if (value is not null) body[name] = value;
        string id = (await work.Server.PostAsync("/api/automl/run", body, cancel)).GetProperty("run_id").GetString()!;
        work.Terminal.Say($"Run {id}");
        try
        {
            await work.Terminal.FollowAsync("Searching", StepsAsync(work.Server, id, cancel));
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return await CancelAsync(work, id);
        }
        return await ShowAsync(work, id, cancel);
    }

    private static string[] Listed(string[]? given) =>
        [.. (given ?? []).SelectMany(names => names.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];

    private static async IAsyncEnumerable<(double, string)> StepsAsync(
        ServerConnection server, string id, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var happened in server.EventsAsync($"/api/runs/{id}/events", cancel))
            yield return (happened.GetProperty("percent").GetDouble(),
                happened.Text("best_score") == "–" ? "" : string.Create(CultureInfo.InvariantCulture, $"best {happened.Number("best_score")}"));
    }

    /// <summary>The server is asked to stop the run: it does not end with its listener.</summary>
    private static async Task<int> CancelAsync(ClientWork work, string id)
    {
        try
        {
            await work.Server.PostAsync($"/api/runs/{id}/cancel", null, CancellationToken.None);
            work.Terminal.Say($"Cancelled. Go on with: POST {new Uri(work.Server.Address, $"/api/runs/{id}/resume")}");
        }
        catch (CommandException over)
        {
            work.Terminal.Say(over.Message); // it had ended by itself
        }
        return ExitCodes.Interrupted;
    }

    private static async Task<int> ShowAsync(ClientWork work, string id, CancellationToken cancel)
    {
        var run = await work.Server.GetAsync($"/api/runs/{id}", cancel);
        var board = await work.Server.GetAsync($"/api/runs/{id}/leaderboard", cancel);
        bool completed = run.Text("state") == "completed";
        if (work.Json)
        {
            work.Terminal.Document(new { Run = run, Leaderboard = board });
            return completed ? 0 : ExitCodes.Failed;
        }
        if (run.Text("state") is "queued" or "running")
            throw new CommandException(ExitCodes.NoServer, $"The server ended the stream before the run, which goes on; see 'kolosal runs {id}'.");
        if (board.List("entries").Any()) work.Terminal.ShowLeaderboard(board, ShownTrials);
        if (!completed) throw new CommandException(ExitCodes.Failed, $"The run {id} ended as {run.Text("state")}: {run.Text("reason")}");
        foreach (var note in run.List("notes")) work.Terminal.Say($"Note: {note.GetString()}");
        work.Terminal.ShowEvaluation(run);
        work.Terminal.Line($"Model {run.Text("model_name")}:{run.Text("model_version")}");
        return 0;
    }
}
