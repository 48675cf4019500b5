using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json.Nodes;
using Kolosal.Statistics;
using Kolosal.Testing;

namespace Kolosal.Benchmarks;

/// <summary>Counterfactuals as a caller gets them: one row a request, for the other class, over HTTP from the real program, of boosted models of
/// 30 normal columns and of the tables german_credit and adult.</summary>
internal static class CounterfactualBenchmark
{
    private const double GoalMilliseconds = 50;

    /// <summary>Searches that load code.</summary>
    private const int First = 20;

    /// <summary>Prints the time of an answer and what became of the searches.</summary>
    public static async Task RunAsync(int searches)
    {
        await using var server = await BenchedServer.StartAsync();
        await MonitoringBenchmark.ServeAsync(server);
        var random = new SeededRandom(5);
        string[] drawn = new string[First + searches];
        for (int row = 0; row < drawn.Length; row++) drawn[row] = MonitoringBenchmark.Row(ref random);
        await MeasureAsync(server, MonitoringBenchmark.Model, "30 columns", drawn, ["good", "bad"]);
        await MeasureAsync(server, "german_credit.csv", "risk", ["1", "0"], searches);
        await MeasureAsync(server, "adult.csv.gz", "income", ["1", "0"], searches);
    }

    /// <summary>Rows of a shared table, spread over it, of a model that it taught.</summary>
    private static async Task MeasureAsync(BenchedServer server, string file, string target, string[] classes, int searches)
    {
        string model = file.Split('.')[0];
        if (SharedFolders.Data is not { } folder)
        {
            ServingBenchmark.Say($"counterfactual of {model}, left out: there are no shared tables, -, -");
            return;
        }
        string table = Text(Path.Combine(folder, file));
        await MonitoringBenchmark.TrainAsync(server, model, table, new JsonObject { ["target"] = target });
        await server.PostAsync($"/api/models/{model}:1/promote", new JsonObject { ["note"] = "benchmark" });
        string[] lines = table.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), header = lines[0].Split(',');
        int rows = lines.Length - 1, wanted = First + searches;
        await MeasureAsync(server, model, model, [.. Enumerable.Range(0, wanted).Select(i => Row(header,
            lines[1 + (int)((long)i * rows / wanted)].Split(','), target))], classes);
    }

    private static async Task MeasureAsync(BenchedServer server, string model, string name, string[] rows, string[] classes)
    {
        List<double> times = [], searched = [];
        var verdicts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        int late = 0;
        for (int search = 0; search < rows.Length; search++)
        {
            var predicted = await server.PostAsync("/api/predict", Body(model, rows[search]));
            string other = predicted.GetProperty("predictions")[0].GetProperty("prediction").ToString() == classes[0] ? classes[1] : classes[0];
            var asked = Body(model, rows[search]);
            asked["class"] = other;
            long began = Stopwatch.GetTimestamp();
            var answer = await server.PostAsync("/api/explain/counterfactual", asked);
            double took = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            if (search < First) continue;
            var item = answer.GetProperty("result").GetProperty("items")[0];
            times.Add(took);
            searched.Add(item.GetProperty("milliseconds").GetDouble());
            string verdict = item.GetProperty("verdict").GetString()!;
            verdicts[verdict] = verdicts.GetValueOrDefault(verdict) + 1;

            // What is not found within its time must say that none is feasible, or it is late.
            if (took > GoalMilliseconds && verdict != "none_feasible") late++;
        }
        double p95 = Quantile(times, 0.95), infeasible = verdicts.GetValueOrDefault("none_feasible") / (double)times.Count;
        ServingBenchmark.Say($"counterfactual of {name} over HTTP, p50 ms, {Quantile(times, 0.5):0.0}, -, -");
        ServingBenchmark.Say($"counterfactual of {name} over HTTP, p95 ms, {p95:0.0}, {GoalMilliseconds}, {p95 / GoalMilliseconds:0.00}");
        ServingBenchmark.Say($"counterfactual of {name} over HTTP, p99 ms, {Quantile(times, 0.99):0.0}, -, -");
        ServingBenchmark.Say($"counterfactual of {name}, the search alone, p95 ms, {Quantile(searched, 0.95):0.0}, -, -");
        ServingBenchmark.Say($"counterfactual of {name}, share none feasible, {infeasible:0.000}, -, -");
        string counted = string.Join(' ', verdicts.Select(row => $"{row.Key} {row.Value}"));
        ServingBenchmark.Say($"counterfactual verdicts of {name}, {counted}; late {late}");
    }

    private static double Quantile(List<double> values, double share) => values.Order().ElementAt((int)(share * (values.Count - 1)));

    private static JsonObject Body(string model, string row) => new() { ["model_id"] = model, ["rows"] = new JsonArray(JsonNode.Parse(row)) };

    /// <summary>A line as an object: numbers as numbers, empty cells as null.</summary>
    private static string Row(string[] header, string[] cells, string target)
    {
        var row = new JsonObject();
        for (int c = 0; c < header.Length; c++)
            if (header[c] != target)
                row[header[c]] = cells[c].Length == 0 ? null
                    : double.TryParse(cells[c], CultureInfo.InvariantCulture, out double number) ? number : cells[c];
        return row.ToJsonString();
    }

    private static string Text(string path)
    {
        using var file = File.OpenRead(path);
        using Stream plain = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var reader = new StreamReader(plain);
        return reader.ReadToEnd();
    }
}
