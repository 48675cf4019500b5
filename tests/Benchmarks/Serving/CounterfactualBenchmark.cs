using System.Diagnostics;
using System.Text.Json.Nodes;
using Kolosal.Statistics;

namespace Kolosal.Benchmarks;

/// <summary>Counterfactuals as a caller gets them: one row a request, for the other class, over HTTP from the real program.</summary>
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
        var times = new List<double>();
        var verdicts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        int late = 0;
        for (int search = -First; search < searches; search++)
        {
            string row = MonitoringBenchmark.Row(ref random);
            var predicted = await server.PostAsync("/api/predict", Body(row));
            string other = predicted.GetProperty("predictions")[0].GetProperty("prediction").GetString() == "good" ? "bad" : "good";
            var asked = Body(row);
            asked["class"] = other;
            long began = Stopwatch.GetTimestamp();
            var answer = await server.PostAsync("/api/explain/counterfactual", asked);
            double took = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            if (search < 0) continue;
            var item = answer.GetProperty("result").GetProperty("items")[0];
            times.Add(took);
            string verdict = item.GetProperty("verdict").GetString()!;
            verdicts[verdict] = verdicts.GetValueOrDefault(verdict) + 1;

            // What is not found within its time must say that none is feasible, or it is late.
            if (took > GoalMilliseconds && verdict != "none_feasible") late++;
        }
        double[] sorted = [.. times.Order()];
        double p95 = sorted[(int)(0.95 * (sorted.Length - 1))];
        ServingBenchmark.Say($"counterfactual of 30 columns over HTTP, p50 ms, {sorted[sorted.Length / 2]:0.0}, -, -");
        ServingBenchmark.Say($"counterfactual of 30 columns over HTTP, p95 ms, {p95:0.0}, {GoalMilliseconds}, {p95 / GoalMilliseconds:0.00}");
        ServingBenchmark.Say($"counterfactual verdicts, {string.Join(' ', verdicts.Select(row => $"{row.Key} {row.Value}"))}; late {late}");
    }

    private static JsonObject Body(string row) => new() { ["model_id"] = MonitoringBenchmark.Model, ["rows"] = new JsonArray(JsonNode.Parse(row)) };
}
