using System.Diagnostics;
using System.Globalization;
using Kolosal.Testing;

namespace Kolosal.Benchmarks;

/// <summary>
/// A store with many models, runs and audit entries beside one with a hundredth of each: start, lists, proofs, memory and disk, as ratios; then
/// what grows with predictions, fitted by a line.
/// </summary>
/// <remarks>Options: <c>--models=n</c> (10,000), <c>--runs=n</c> (1,000,000), <c>--audit=n</c> (1,000,000), <c>--predictions=n</c> rows
/// (1,000,000), <c>--repeats=n</c> of each list (20). The resident memory of a million rows in a row is half a tooth of the collector's saw: for its
/// line take some millions.</remarks>
internal static class ScaleBenchmark
{
    private const double Simulated = 100_000_000, MiB = 1 << 20;
    private const int RequestRows = 1_000, Points = 10;

    public static async Task RunAsync(string[] options)
    {
        var size = new StoreSize(BenchOptions.Number(options, "models", 10_000), BenchOptions.Number(options, "runs", 1_000_000),
            BenchOptions.Number(options, "audit", 1_000_000));
        int repeats = BenchOptions.Number(options, "repeats", 20), predictions = BenchOptions.Number(options, "predictions", 1_000_000);
        var small = await MeasureAsync(size.Hundredth, repeats, 0);
        var large = await MeasureAsync(size, repeats, predictions);
        Console.WriteLine($"scale: {size.Models} models, {size.Runs} runs, {size.Audit} audit entries beside a hundredth of each");
        foreach (var (name, value) in large)
            if (small.TryGetValue(name, out double reference)) Line($"{name}, {value:0.00}, {reference:0.00}, {value / reference:0.00}");
        foreach (string list in (string[])["runs", "audit"])
        {
            double deep = large[$"ms of {list}, page 1000"], first = large[$"ms of {list}, first page"];
            Line($"ms of {list}, page 1000 beside the first, {deep:0.00}, {first:0.00}, {deep / first:0.00}");
        }
    }

    private static async Task<Dictionary<string, double>> MeasureAsync(StoreSize size, int repeats, int predictions)
    {
        var folder = await LoadedStore.FillAsync(size);
        var found = new Dictionary<string, double>();
        long began = Stopwatch.GetTimestamp();
        await using var server = await BenchedServer.StartAsync(folder: folder);
        found["s from start to ready"] = Stopwatch.GetElapsedTime(began).TotalSeconds;
        await server.RestsAsync();
        found["MiB resident at rest after the start"] = server.ResidentMegabytes;
        found["MiB of the database"] = server.DataBytes("kolosal.db") / MiB;
        found["MiB of the trail's log"] = server.DataBytes("audit") / MiB;
        using var client = server.Client(BenchedServer.Key);
        foreach (var (name, path) in ListQuestions.Of(size))
        {
            var (median, late) = await TimeAsync(client, path, repeats);
            (found[$"ms of {name}"], found[$"ms of {name}, p95"]) = (median, late);
        }
        found["MiB resident after the lists"] = server.ResidentMegabytes;
        var before = server.ProcessorTime;
        began = Stopwatch.GetTimestamp();
        await Task.Delay(TimeSpan.FromSeconds(5));
        found["% of a core at rest"] = (server.ProcessorTime - before) / Stopwatch.GetElapsedTime(began) * 100;
        if (predictions > 0) await PredictAsync(server, predictions);
        return found;
    }

    private static async Task<(double Median, double Late)> TimeAsync(HttpClient client, string path, int repeats)
    {
        double[] times = new double[repeats];
        for (int i = -2; i < repeats; i++)
        {
            long began = Stopwatch.GetTimestamp();
            using var answer = await client.GetAsync(path);
            await answer.Content.ReadAsByteArrayAsync();
            if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"{path} answered {(int)answer.StatusCode}.");
            if (i >= 0) times[i] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        }
        Array.Sort(times);
        return (times[(repeats - 1) / 2], times[(int)(0.95 * (repeats - 1))]);
    }

    /// <summary>What a row adds: to the log, to the database, to the memory of monitors that have counted it.</summary>
    private static async Task PredictAsync(BenchedServer server, int rows)
    {
        await MonitoringBenchmark.ServeAsync(server);
        string body = $$"""{"model_id":"{{MonitoringBenchmark.Model}}","rows":{{MonitoringBenchmark.Rows(RequestRows)}}}""";
        using var client = server.Client(BenchedServer.Key);
        List<double> sent = [], log = [], database = [], memory = [];
        long began = Stopwatch.GetTimestamp();
        for (int point = 0; point <= Points; point++)
        {
            long due = (long)point * (rows / Points / RequestRows) * RequestRows;
            await Eventually.HoldsAsync(async () => due == 0 || await CountedAsync(server) >= due, TimeSpan.FromMinutes(3));
            sent.Add(due);
            log.Add(server.DataBytes() - server.DataBytes("kolosal.db"));
            database.Add(server.DataBytes("kolosal.db"));
            memory.Add(server.ResidentMegabytes * MiB);
            (double logged, double kept, double resident) = (log[^1] / MiB, database[^1] / MiB, memory[^1] / MiB);
            Line($"scale: {due} rows predicted: log {logged:0.0} MiB, database {kept:0.0} MiB, resident {resident:0} MiB");
            if (point == Points) break;
            for (int i = 0; i < rows / Points / RequestRows; i++)
            {
                using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
                using var answer = await client.PostAsync("/api/predict", content);
                answer.EnsureSuccessStatusCode();
            }
        }
        Line($"scale: {rows} rows in {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s, one request of {RequestRows} rows after the other");

        // The first points hold what is filled once: caches, the monitors' state, the first segment.
        int from = Points / 2;
        var trend = Fit("log", sent[from..], log[from..]);
        double much = trend.Slope * Simulated / MiB / 1024, error = trend.Error * Simulated / MiB / 1024;
        Line($"scale: log: extrapolated to {Simulated:0} rows: {much:0.0} ± {error:0.0} GiB");

        // Not extrapolated: the database grows with the time that is sealed, memory until caches and windows are full.
        Fit("database", sent[from..], database[from..]);
        Fit("resident memory", sent[from..], memory[from..]);
    }

    private static async Task<long> CountedAsync(BenchedServer server) =>
        (await server.GetAsync($"/api/predict/stats/{MonitoringBenchmark.Model}")).GetProperty("rows").GetInt64();

    private static Trend Fit(string what, List<double> rows, List<double> bytes)
    {
        var trend = Trend.Of(rows, bytes);
        double centre = rows.Average(), off = rows.Zip(bytes, (at, value) => Math.Abs(value - trend.Mean - trend.Slope * (at - centre))).Max();
        string verdict = trend.Grows ? "grows" : "no growth that can be told";
        Line($"scale: {what}: {trend.Slope:0.00} ± {trend.Error:0.00} bytes a row ({verdict}), at most {100 * off / trend.Mean:0.0} % off a line");
        return trend;
    }

    private static void Line(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
