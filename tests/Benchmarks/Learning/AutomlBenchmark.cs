using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kolosal.Learning;
using Kolosal.Learning.Metrics;
using Kolosal.Learning.Pipelines;
using Kolosal.Tabular;
using Kolosal.Testing;

namespace Kolosal.Benchmarks;

/// <summary>AutoML through the REST API of a fresh server on real data with fixed splits: upload the training folds, run, promote, score the test
/// fold. Prints CSV.</summary>
/// <remarks>
/// Options: <c>--seconds=60</c> of budget; <c>--trials=n</c> for a run limited by trials instead; <c>--folds=0,1</c> (default 0; <c>all</c> for every
/// test fold); <c>--sets=a,b</c>; <c>--parallel=n</c> trials in flight; <c>--ensemble=none|greedy|stacking|auto</c>; <c>--members</c> prints what
/// each model is made of. Data is <c>KOLOSAL_DATA</c> or <c>../shared/data</c>: every set of its datasets.json that has a split. The peers'
/// columns come from <c>../bench/peers.csv</c> beside the data, as means over folds or for fold 0 as recorded. Their predictions are not recorded,
/// so the standard error is that of our own score on the test fold (DeLong's for the area of two classes, else the bootstrap's), not of the paired
/// difference, which is smaller: <c>above</c> is at least the best peer's score, <c>level</c> at least that less one such error.
/// </remarks>
internal static class AutomlBenchmark
{
    private const int RowsPerRequest = 1000;

    // Budget overruns and lost processes included, no run takes longer than this many budgets and this time.
    private const int MostBudgets = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    /// <summary>Prints a line for every set and fold, and one with the counts.</summary>
    public static async Task RunAsync(string[] options)
    {
        if (SharedFolders.Data is null)
        {
            Console.WriteLine("automl: the data folder is absent; set KOLOSAL_DATA or place it at ../shared/data");
            return;
        }
        var peers = AutomlPeers.Load(Path.Combine(SharedFolders.Data, "..", "bench", "peers.csv"));
        Console.WriteLine("# own_se: standard error of our own score on the test fold, by DeLong (area, two classes) or 200 bootstrap resamples; the "
            + "peers' predictions are not recorded, so it is not that of the paired difference");
        Console.WriteLine("# above: at least the best peer; level: at least the best peer less one own_se");
        Console.WriteLine("data set, fold, metric, ours, own_se, seconds, failed, trials, members, flaml_60s, best_peer, above, level");
        int runs = 0, failed = 0, compared = 0, above = 0, level = 0;
        var overruns = new List<double>();
        foreach (string name in Sets(options))
        {
            var set = RealDataSet.Load(name);
            foreach (int fold in TestFolds(set, options))
            {
                // A server of its own, so that no run profits from what an earlier one has warmed or suffers from what it left.
                await using var server = await BenchedServer.StartAsync();
                var outcome = await TryAsync(server, set, fold, options);
                runs++;
                if (outcome.Failure is not null) failed++;
                if (outcome.Failure is null && Budget(options) is { } budget) overruns.Add(outcome.Seconds / budget - 1);
                var peer = peers.Of(name, fold, set.HasClasses);
                var standing = peer.Best is { } best && outcome.Score is { } own
                    ? AutomlScore.Compare(own, best, MetricOf(set).HigherIsBetter) : null;
                if (standing is not null) compared++;
                if (standing?.Above == true) above++;
                if (standing?.Level == true) level++;
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{name}, {fold}, {MetricOf(set).Name}, {outcome.Score?.Value:G6}, {outcome.Score?.StandardError:G3}, {outcome.Seconds:0.0}, "
                    + $"{outcome.Failure}, {outcome.Trials}, {outcome.Members}, {peer.Flaml:G6}, {peer.Best:G6}, {standing?.Above}, "
                    + $"{standing?.Level}"));
            }
        }
        overruns.Sort();
        string late = overruns.Count == 0 ? "none limited by time"
            : string.Create(CultureInfo.InvariantCulture,
                $"overrun p50 {overruns[overruns.Count / 2]:P1}, p95 {overruns[(int)Math.Ceiling(0.95 * (overruns.Count - 1))]:P1}");
        Console.WriteLine($"automl: {runs} runs, {failed} failed; of {compared} compared, {above} at or above the best recorded peer, {level} level "
            + $"with it or above (one standard error of our own score); {late}");
    }

    private static async Task<Outcome> TryAsync(BenchedServer server, RealDataSet set, int fold, string[] options)
    {
        long began = Stopwatch.GetTimestamp();
        try
        {
            var made = await server.PostAsync("/api/security/api-keys",
                new JsonObject { ["name"] = "author", ["roles"] = new JsonArray("trainer", "data_owner") });
            using var author = server.Client(made.GetProperty("api_key").GetString()!);
            string dataset = await UploadAsync(author, set, fold);
            began = Stopwatch.GetTimestamp();
            var started = await BenchedServer.PostAsync(author, "/api/automl/run", Request(set, dataset, options));
            string id = started.GetProperty("run_id").GetString()!;
            var run = await EndAsync(server, id, Budget(options));
            double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
            int trials = run.GetProperty("finished_trials").GetInt32();
            if (run.GetProperty("state").GetString() != "completed")
                return new(null, seconds, trials, "", run.GetProperty("reason").ToString().Replace(',', ';'));
            if (options.Contains("--members")) await DescribeAsync(server, id, run);
            string model = $"{run.GetProperty("model_name").GetString()}:{run.GetProperty("model_version").GetInt32()}";
            await server.PostAsync($"/api/models/{model}/validate", new JsonObject());
            await server.PostAsync($"/api/models/{model}/promote", new JsonObject { ["note"] = "benchmark" });
            var score = await ScoreAsync(server, set, fold, model);
            string members = string.Join(' ', run.GetProperty("members").EnumerateArray().Select(m => m.GetProperty("trainer").GetString())
                .GroupBy(t => t).Select(g => $"{g.Count()}×{g.Key}"));
            return new(score, seconds, trials, members, null);
        }
        catch (Exception fault) when (fault is InvalidOperationException or HttpRequestException or TimeoutException)
        {
            return new(null, Stopwatch.GetElapsedTime(began).TotalSeconds, 0, "", fault.Message.ReplaceLineEndings(" ").Replace(',', ';'));
        }
    }

    private static JsonObject Request(RealDataSet set, string dataset, string[] options)
    {
        var request = new JsonObject
        {
            ["dataset_id"] = dataset,
            ["target"] = set.Problem.Target,
            ["task"] = JsonNamingPolicy.SnakeCaseLower.ConvertName(set.Problem.Task.ToString()),
        };
        if (set.Problem.Task == LearningTask.Multiclass) request["metric"] = MetricOf(set).Name;
        if (Budget(options) is { } seconds) request["time_budget_s"] = seconds;
        else request["max_trials"] = BenchOptions.Number(options, "trials", 40);
        if (BenchOptions.Text(options, "parallel") is { } parallel) request["parallelism"] = int.Parse(parallel, CultureInfo.InvariantCulture);
        if (BenchOptions.Text(options, "ensemble") is { } ensemble) request["ensemble"] = ensemble;
        return request;
    }

    private static async Task<string> UploadAsync(HttpClient author, RealDataSet set, int fold)
    {
        string rows = Text(set.Table.SelectRows(set.TrainingRows(fold)), set.Table.Schema.Columns);
        using var form = new MultipartFormDataContent { { new StringContent(rows, Encoding.UTF8), "file", $"{set.Name}.csv" } };
        var uploaded = await BenchedServer.ReadAsync(author, () => author.PostAsync("/api/data/upload", form));
        return uploaded.GetProperty("dataset_id").GetString()!;
    }

    private static async Task<JsonElement> EndAsync(BenchedServer server, string id, double? budget)
    {
        var patience = budget is { } seconds ? TimeSpan.FromSeconds(MostBudgets * seconds + 60) : Patience;
        long began = Stopwatch.GetTimestamp();
        while (true)
        {
            var run = await server.GetAsync($"/api/runs/{id}");
            if (run.GetProperty("state").GetString() is "completed" or "failed" or "cancelled") return run;
            if (Stopwatch.GetElapsedTime(began) > patience) throw new TimeoutException($"the run did not end within {patience}");
            await Task.Delay(50);
        }
    }

    private static async Task<AutomlScore> ScoreAsync(BenchedServer server, RealDataSet set, int fold, string model)
    {
        var test = set.Table.SelectRows(set.TestRows(fold));
        ColumnSchema[] inputs = [.. set.Table.Schema.Columns.Where(c => c.Name != set.Problem.Target)];
        var outputs = new List<double>();
        using var client = server.Client(BenchedServer.Key);
        for (int from = 0; from < test.Rows; from += RowsPerRequest)
        {
            var part = test.SelectRows([.. Enumerable.Range(from, Math.Min(RowsPerRequest, test.Rows - from))]);
            var answer = await BenchedServer.ReadAsync(client, () => client.PostAsync($"/api/predict/batch?model_id={Uri.EscapeDataString(model)}",
                new StringContent(Text(part, inputs), Encoding.UTF8, "text/csv")));
            foreach (var row in answer.GetProperty("predictions").EnumerateArray())
                if (set.HasClasses)
                    outputs.AddRange(set.Problem.Classes.Select(c => row.GetProperty("probabilities").GetProperty(c).GetDouble()));
                else outputs.Add(row.GetProperty("prediction").GetDouble());
        }
        return AutomlScore.Of(MetricOf(set), CrossValidation.Scored(test, set.Problem, [.. outputs]));
    }

    private static async Task DescribeAsync(BenchedServer server, string id, JsonElement run)
    {
        var board = await server.GetAsync($"/api/runs/{id}/trials");
        foreach (var group in board.GetProperty("items").EnumerateArray()
            .GroupBy(t => (t.GetProperty("trainer").GetString(), t.GetProperty("rung").GetInt32())).OrderBy(g => g.Key))
        {
            double[] scores = [.. group.Where(t => t.TryGetProperty("outcome", out var o) && o.ValueKind == JsonValueKind.Object)
                .Select(t => t.GetProperty("outcome").GetProperty("score").GetDouble())];
            double fit = group.Where(t => t.TryGetProperty("outcome", out var o) && o.ValueKind == JsonValueKind.Object)
                .Sum(t => t.GetProperty("outcome").GetProperty("fit_milliseconds").GetDouble());
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {group.Key.Item1} rung {group.Key.Item2}: {group.Count()} trials, scores "
                + $"{(scores.Length == 0 ? double.NaN : scores.Min()):G5} to {(scores.Length == 0 ? double.NaN : scores.Max()):G5}, "
                + $"{fit:0} ms of single fits"));
            foreach (var failure in group.Where(t => t.TryGetProperty("failure", out var f) && f.ValueKind == JsonValueKind.String).Take(2))
                Console.Error.WriteLine($"    {failure.GetProperty("failure").GetString()}");
        }
        foreach (var member in run.GetProperty("members").EnumerateArray()) Console.Error.WriteLine($"  member {member}");
        Console.Error.WriteLine(
            $"  held out {run.GetProperty("model_score")}, best trial {run.GetProperty("best_score")}, notes {run.GetProperty("notes")}");
    }

    private static Metric MetricOf(RealDataSet set) => set.Problem.Task switch
    {
        LearningTask.Binary => Metrics.RocAuc,
        LearningTask.Multiclass => Metrics.Get("roc_auc_ovr"),
        _ => Metrics.Rmse,
    };

    private static IEnumerable<string> Sets(string[] options)
    {
        if (BenchOptions.Text(options, "sets") is { } named) return named.Split(',');
        using var facts = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(SharedFolders.Data!, "datasets.json")));
        return [.. facts.RootElement.EnumerateObject().Select(set => set.Name)
            .Where(name => File.Exists(Path.Combine(SharedFolders.Data!, "splits", name + ".csv")))];
    }

    private static IEnumerable<int> TestFolds(RealDataSet set, string[] options) => BenchOptions.Text(options, "folds") switch
    {
        null => [set.TestFolds[0]],
        "all" => set.TestFolds,
        var named => named.Split(',').Select(fold => int.Parse(fold, CultureInfo.InvariantCulture)).Intersect(set.TestFolds),
    };

    private static double? Budget(string[] options) =>
        BenchOptions.Text(options, "trials") is not null ? null : BenchOptions.Number(options, "seconds", 60);

    /// <summary>CSV with a header; every text in quotes.</summary>
    private static string Text(Frame table, IReadOnlyList<ColumnSchema> columns)
    {
        var text = new StringBuilder();
        text.AppendJoin(',', columns.Select(c => Quoted(c.Name))).Append('\n');
        Column[] cells = [.. columns.Select(c => table[c.Name])];
        for (int row = 0; row < table.Rows; row++)
            text.AppendJoin(',', cells.Select(c => c.TextAt(row) is not { } value ? "" : c is NumericColumn ? value : Quoted(value))).Append('\n');
        return text.ToString();
    }

    private static string Quoted(string value) => value.AsSpan().ContainsAny("\",\r\n") ? $"\"{value.Replace("\"", "\"\"")}\"" : value;

    private sealed record Outcome(AutomlScore? Score, double Seconds, int Trials, string Members, string? Failure);
}
