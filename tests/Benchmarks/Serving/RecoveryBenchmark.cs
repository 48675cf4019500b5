using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Kolosal.Statistics;
using Kolosal.Testing;

namespace Kolosal.Benchmarks;

/// <summary>How soon a killed server answers again: a process with many models and a long prediction log, <c>kill -9</c>, start, first prediction.
/// </summary>
internal static class RecoveryBenchmark
{
    private const int Callers = 16, Kills = 5;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Prints a line a figure; options <c>--models=n</c> (default 1,000), <c>--predictions=n</c> requests (default 100,000) and
    /// <c>--rows=n</c> of each (1).</summary>
    public static async Task RunAsync(string[] options)
    {
        int models = BenchOptions.Number(options, "models", 1_000), predictions = BenchOptions.Number(options, "predictions", 100_000);
        int rows = BenchOptions.Number(options, "rows", 1);
        await using var server = await BenchedServer.StartAsync();
        await ServeAsync(server, models);
        await EachAsync(predictions, i => PredictAsync(server, i % models, rows));
        long bytes = server.DataBytes("predictions");
        Console.WriteLine($"recovery: {models} models serve, {predictions} requests of {rows} rows are logged, {bytes} bytes");

        List<double> waits = [], work = [];
        for (int kill = 0; kill < Kills; kill++)
        {
            await PredictAsync(server, kill); // something that its monitors may not have counted yet
            long began = Stopwatch.GetTimestamp();
            await server.KillAndLaunchAsync();
            await FirstPredictionAsync(server, (kill * 37) % models);
            waits.Add(Stopwatch.GetElapsedTime(began).TotalSeconds);
            work.Add(server.ProcessorTime.TotalSeconds);
        }

        Console.WriteLine($"recovery: from kill to first prediction, s: {Told(waits)}");
        Console.WriteLine($"recovery: of these on a core, s: {Told(work)}");
    }

    private static string Told(List<double> seconds) =>
        string.Join(' ', seconds.Select(second => second.ToString("0.00", CultureInfo.InvariantCulture)));

    /// <summary>Has somebody else train that many models of one small table, and promotes each.</summary>
    private static async Task ServeAsync(BenchedServer server, int models)
    {
        var made = await server.PostAsync("/api/security/api-keys",
            new JsonObject { ["name"] = "author", ["roles"] = new JsonArray("trainer", "data_owner") });
        using var author = server.Client(made.GetProperty("api_key").GetString()!);
        using var form = new MultipartFormDataContent { { new StringContent(Table()), "file", "small.csv" } };
        var uploaded = await BenchedServer.ReadAsync(author, () => author.PostAsync("/api/data/upload", form));
        string dataset = uploaded.GetProperty("dataset_id").GetString()!;
        await EachAsync(models, async model =>
        {
            string run = (await BenchedServer.PostAsync(author, "/api/train", new JsonObject
            {
                ["dataset_id"] = dataset,
                ["target"] = "y",
                ["trainer"] = "logistic_regression",
                ["folds"] = 2,
                ["model_name"] = Name(model),
            })).GetProperty("run_id").GetString()!;
            await Eventually.HoldsAsync(
                async () => (await server.GetAsync($"/api/runs/{run}")).GetProperty("state").GetString() is "completed" or "failed", Patience);
            await server.PostAsync($"/api/models/{Name(model)}:1/validate", new JsonObject());
            await server.PostAsync($"/api/models/{Name(model)}:1/promote", new JsonObject { ["note"] = "benchmark" });
        });
    }

    private static async Task FirstPredictionAsync(BenchedServer server, int model)
    {
        while (true)
        {
            try
            {
                await PredictAsync(server, model);
                return;
            }
            catch (Exception away) when (away is HttpRequestException or InvalidOperationException)
            {
                await Task.Delay(10);
            }
        }
    }

    private static async Task PredictAsync(BenchedServer server, int model, int rows = 1) => await server.PostAsync("/api/predict", new JsonObject
    {
        ["model_id"] = Name(model),
        ["rows"] = new JsonArray([.. Enumerable.Range(0, rows).Select(row => new JsonObject { ["a"] = 0.5 + row % 7, ["b"] = -0.25 })]),
    });

    private static string Name(int model) => string.Create(CultureInfo.InvariantCulture, $"model-{model}");

    /// <summary>Does something for each number below a count, several at a time.</summary>
    private static async Task EachAsync(int count, Func<int, Task> act)
    {
        int next = -1;
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(async _ =>
        {
            while (Interlocked.Increment(ref next) is var i && i < count) await act(i);
        }));
    }

    private static string Table()
    {
        var random = new SeededRandom(3);
        var text = new StringBuilder("a,b,y\n");
        for (int row = 0; row < 200; row++)
        {
            double a = random.NextNormal(), b = random.NextNormal();
            text.Append(CultureInfo.InvariantCulture, $"{a:0.####},{b:0.####},{(a + b + random.NextNormal() > 0 ? "yes" : "no")}\n");
        }

        return text.ToString();
    }
}
