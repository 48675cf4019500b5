using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kolosal.Statistics;
using Kolosal.Testing;

namespace Kolosal.Benchmarks;

/// <summary>
/// Whether monitoring keeps up: a server is saturated with large requests for one model, and afterwards it is measured how long statistics,
/// drift, fairness, service level and sealing take to have counted every one of them, what memory that took, and how fast the server stops.
/// </summary>
/// <remarks>Load and server share the machine's cores.</remarks>
internal static class MonitoringBenchmark
{
    private const int Columns = 30;
    public const string Model = "watched";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Runs the parts that <c>--parts=a,b</c> names, all without it: <c>rate</c> and <c>memory</c> of the monitors themselves
    /// (<c>--predictions=n</c>, default 50,000,000), their <c>cost</c> to the throughput (<c>--turn=seconds</c> <c>--turns=n</c>), the
    /// <c>delay</c> of an incident (<c>--pace=n</c> a second, <c>--repeats=n</c>), and <c>load</c>: whether they keep up.</summary>
    public static async Task RunAsync(string[] options)
    {
        string[] parts = BenchOptions.Parts(options, "rate", "memory", "cost", "delay", "load");
        int predictions = BenchOptions.Number(options, "predictions", 50_000_000);
        if (parts.Contains("rate")) await MonitorMemoryBenchmark.RateAsync(Math.Min(predictions, 10_000_000));
        if (parts.Contains("memory")) await MonitorMemoryBenchmark.MemoryAsync(predictions);
        if (parts.Contains("cost"))
            await MonitorCostBenchmark.RunAsync(BenchOptions.Number(options, "turn", 20), BenchOptions.Number(options, "turns", 3));
        if (parts.Contains("delay"))
            await IncidentDelayBenchmark.RunAsync(BenchOptions.Number(options, "pace", 500), BenchOptions.Number(options, "repeats", 5));
        if (parts.Contains("load")) await KeepUpAsync(options);
    }

    /// <summary>Prints a line a figure; options <c>--seconds=n</c> (default 60) and <c>--rows=n</c> a request (default 1,000).</summary>
    public static async Task KeepUpAsync(string[] options)
    {
        int seconds = BenchOptions.Number(options, "seconds", 60), rows = BenchOptions.Number(options, "rows", 1_000);
        await using var server = await BenchedServer.StartAsync();
        await ServeAsync(server);
        string body = $$"""{"model_id":"{{Model}}","rows":{{Rows(rows)}}}""";
        var address = new Uri(server.Address, "/api/predict");
        var (warm, _) = await HttpLoad.CountAsync(address, body, BenchedServer.Key, TimeSpan.FromSeconds(2));

        var memory = new List<double>();
        using var over = new CancellationTokenSource();
        var sampling = SampleAsync(server, memory, over.Token);
        var (answered, rate) = await HttpLoad.CountAsync(address, body, BenchedServer.Key, TimeSpan.FromSeconds(seconds));
        long requests = warm + answered;
        Say($"load: {answered} requests of {rows} rows in {seconds} s, {rate:0}/s ({HttpLoad.Driver})");

        long began = Stopwatch.GetTimestamp();
        await Task.WhenAll(
            CompleteAsync(server, "statistics", $"/api/predict/stats/{Model}", "requests", requests, began),
            CompleteAsync(server, "drift", $"/api/monitoring/drift/{Model}", "rows_counted", requests * rows, began),
            CompleteAsync(server, "fairness", $"/api/monitoring/fairness/{Model}", "rows_counted", requests * rows, began),
            CompleteAsync(server, "service level", $"/api/monitoring/slo/{Model}", "requests", requests, began),
            SealedAsync(server, requests, began));
        await over.CancelAsync();
        await sampling;
        string ten = string.Join(' ', Enumerable.Range(0, 10).Select(i => $"{(int)memory[i * memory.Count / 10]}"));
        Say($"memory, MiB, ten times over the run: {ten}; highest {memory.Max():0}");
        var stopped = await server.StopAsync();
        Say($"stop: {stopped.TotalSeconds:0.0} s");
    }

    /// <summary>Has somebody else train a model, and promotes it.</summary>
    /// <param name="server">The server.</param>
    /// <param name="model">Its name.</param>
    /// <param name="isProtected">Whether a protected attribute is a feature; without it all are numbers.</param>
    /// <returns>The id of the table that it was trained on.</returns>
    internal static async Task<string> ServeAsync(BenchedServer server, string model = Model, bool isProtected = true)
    {
        string dataset = await TrainAsync(server, model, isProtected);
        await server.PostAsync($"/api/models/{model}:1/promote", new JsonObject { ["note"] = "benchmark" });
        return dataset;
    }

    /// <summary>Has somebody else train a version, and validates it.</summary>
    /// <returns>The id of the table that it was trained on.</returns>
    internal static Task<string> TrainAsync(BenchedServer server, string model, bool isProtected, int version = 1)
    {
        var schema = new JsonObject { ["target"] = "y", ["favourable_label"] = "good" };
        if (isProtected) schema["protected_attributes"] = new JsonArray("sex");
        return TrainAsync(server, model, Table(isProtected), schema, version);
    }

    /// <summary>The same of any table.</summary>
    /// <param name="server">The server.</param>
    /// <param name="model">Its name.</param>
    /// <param name="table">CSV with a header.</param>
    /// <param name="schema">What is said of the table: its target at least.</param>
    /// <param name="version">The number that the version will have.</param>
    internal static async Task<string> TrainAsync(BenchedServer server, string model, string table, JsonObject schema, int version = 1)
    {
        var made = await server.PostAsync("/api/security/api-keys",
            new JsonObject { ["name"] = $"author-{model}-{version}", ["roles"] = new JsonArray("trainer", "data_owner") });
        using var author = server.Client(made.GetProperty("api_key").GetString()!);
        using var form = new MultipartFormDataContent { { new StringContent(table), "file", $"{model}.csv" } };
        var uploaded = await BenchedServer.ReadAsync(author, () => author.PostAsync("/api/data/upload", form));
        string dataset = uploaded.GetProperty("dataset_id").GetString()!;
        string target = schema["target"]!.GetValue<string>();
        var changed = await BenchedServer.ReadAsync(author, () => author.PutAsync($"/api/data/{dataset}/schema", JsonContent.Create(schema)));
        if (changed.TryGetProperty("dataset_id", out var other)) dataset = other.GetString()!;
        string run = (await BenchedServer.PostAsync(author, "/api/train", new JsonObject
        {
            ["dataset_id"] = dataset,
            ["target"] = target,
            ["trainer"] = "gradient_boosting",
            ["model_name"] = model,
            ["seed"] = version, // the same package again would be the same version
        })).GetProperty("run_id").GetString()!;
        await Eventually.HoldsAsync(async () =>
            (await server.GetAsync($"/api/runs/{run}")).GetProperty("state").GetString() is "completed" or "failed", Patience);
        await server.PostAsync($"/api/models/{model}:{version}/validate", new JsonObject());
        return dataset;
    }

    private static async Task CompleteAsync(BenchedServer server, string what, string path, string member, long wanted, long began)
    {
        long counted = 0;
        await UntilAsync(async () => (counted = (await server.GetAsync(path)).GetProperty(member).GetInt64()) >= wanted);
        Say($"{what}: {counted} of {wanted} after {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s");
    }

    /// <summary>Reads the sealed batches page by page, oldest first, until they add up.</summary>
    private static async Task SealedAsync(BenchedServer server, long wanted, long began)
    {
        const int Page = 500;
        long counted = 0;
        await UntilAsync(async () =>
        {
            counted = 0;
            for (int page = 1; ; page++)
            {
                var items = (await server.GetAsync($"/api/audit/predictions?limit={Page}&page={page}&sort=seq")).GetProperty("items");
                counted += items.EnumerateArray().Sum(item => item.GetProperty("detail").GetProperty("requests").GetInt64());
                if (items.GetArrayLength() < Page) return counted >= wanted;
            }
        });
        Say($"sealed for audit: {counted} of {wanted} after {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s");
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        for (long began = Stopwatch.GetTimestamp(); !await holds(); await Task.Delay(200))
            if (Stopwatch.GetElapsedTime(began) > Patience) return;
    }

    private static async Task SampleAsync(BenchedServer server, List<double> memory, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            memory.Add(server.ResidentMegabytes);
            await Task.Delay(TimeSpan.FromSeconds(1), over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static string Table(bool isProtected)
    {
        var random = new SeededRandom(1);
        var text = new StringBuilder($"{string.Join(',', Enumerable.Range(0, Columns).Select(c => $"x{c}"))}{(isProtected ? ",sex" : "")},y\n");
        for (int row = 0; row < 5_000; row++)
        {
            double[] x = [.. Enumerable.Range(0, Columns).Select(_ => random.NextNormal())];
            text.Append(string.Join(',', x.Select(value => value.ToString("0.#####", CultureInfo.InvariantCulture))))
                .Append(!isProtected ? "," : random.NextDouble() < 0.5 ? ",f," : ",m,")
                .Append(x[0] + x[1] * x[2] + random.NextNormal() > 0 ? "good\n" : "bad\n");
        }

        return text.ToString();
    }

    internal static string Rows(int rows)
    {
        var random = new SeededRandom(2);
        string[] texts = new string[rows];
        for (int row = 0; row < rows; row++) texts[row] = Row(ref random);
        return $"[{string.Join(',', texts)}]";
    }

    /// <summary>A row as training had them, but for what the first feature is shifted by, in standard deviations.</summary>
    /// <param name="random">Goes on: the next row is another one.</param>
    /// <param name="shift">Of the first feature.</param>
    internal static string Row(ref SeededRandom random, double shift = 0)
    {
        var text = new StringBuilder("{");
        for (int c = 0; c < Columns; c++)
            text.Append(CultureInfo.InvariantCulture, $"\"x{c}\":{random.NextNormal() + (c == 0 ? shift : 0):0.#####},");
        return text.Append(random.NextDouble() < 0.5 ? "\"sex\":\"f\"}" : "\"sex\":\"m\"}").ToString();
    }

    private static void Say(FormattableString line) => Console.WriteLine($"monitoring {line.ToString(CultureInfo.InvariantCulture)}");
}
