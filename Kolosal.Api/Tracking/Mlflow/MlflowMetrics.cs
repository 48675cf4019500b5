using System.Text.Json.Nodes;
using Kolosal.Http;

namespace Kolosal.Tracking;

/// <summary>MLflow's histories of metrics.</summary>
internal static class MlflowMetrics
{
    /// <summary>Points of one answer without a page of its own; a longer history comes in pages.</summary>
    private const int MostPoints = 250_000;

    private const int MostRuns = 100, MostSampled = 2500, AtOnce = 10_000;

    public static void MapMlflowMetrics(this RouteGroupBuilder mlflow)
    {
        mlflow.Get("/metrics/get-history", GetHistory, "Every point of a metric, in the order it was logged.");
        mlflow.Get("/metrics/get-history-bulk-interval", GetSampled, "Points of a metric of several runs, at evenly spaced steps.");
    }

    private static async Task<Result<JsonObject>> GetHistory(MlflowCall call)
    {
        string key = call.Arguments.Needed("metric_key");
        int from = 0;
        if (call.Arguments.Text("page_token") is { Length: > 0 } token)
            from = PageToken.Read(token) ?? throw Bad("page_token", "The page token is none that this server gave out.");
        var points = await ReadAsync(call, call.Run, key, from, call.Arguments.Whole("max_results", MostPoints, 1, MostPoints));
        if (!points.Accepted) return points.Refusal;

        var answer = new JsonObject
        {
            ["metrics"] = new JsonArray([.. points.Value.Points.Select(point => MlflowDocuments.Point(key, point))]),
        };
        long next = from + points.Value.Points.Length;
        if (next < points.Value.Total) answer["next_page_token"] = PageToken.Of(next);
        return answer;
    }

    private static async Task<Result<JsonObject>> GetSampled(MlflowCall call)
    {
        string key = call.Arguments.Needed("metric_key");
        var ids = call.Arguments.Texts("run_ids").Distinct().ToImmutableArray();
        if (ids.Length is 0 or > MostRuns) throw Bad("run_ids", $"Expected 1 to {MostRuns} runs.");
        long first = call.Arguments.Whole("start_step") ?? long.MinValue, last = call.Arguments.Whole("end_step") ?? long.MaxValue;
        if (first > last) throw Bad("end_step", "The end must not come before the start.");
        int most = call.Arguments.Whole("max_results", MostSampled, 1, MostSampled);

        var runs = new List<(string Id, MetricPoint[] Points)>();
        foreach (string id in ids)
        {
            var history = await ReadAsync(call, call.Grains.TrackedRun(call.Key(id)), key, 0, MostPoints);
            if (!history.Accepted) return history.Refusal;
            runs.Add((id, [.. history.Value.Points.Where(point => point.Step >= first && point.Step <= last)]));
        }

        var steps = StepSampling.Choose(
            [.. runs.Select(run => (IReadOnlyCollection<long>)[.. run.Points.Select(point => point.Step).Distinct()])], most);
        var metrics = new JsonArray();
        foreach (var (id, points) in runs)
        {
            foreach (var point in points.Where(point => steps.Contains(point.Step)).OrderBy(point => point.Step).ThenBy(point => point.TimestampMs))
            {
                var document = MlflowDocuments.Point(key, point);
                document["run_id"] = id;
                metrics.Add((JsonNode)document);
            }
        }
        return new JsonObject { ["metrics"] = metrics };
    }

    private static async Task<Result<MetricHistory>> ReadAsync(MlflowCall call, ITrackedRunGrain run, string key, long from, int most)
    {
        var points = ImmutableArray.CreateBuilder<MetricPoint>();
        while (true)
        {
            var part = await run.HistoryAsync(key, from + points.Count, Math.Min(AtOnce, most - points.Count));
            if (!part.Accepted) return part.Refusal;
            points.AddRange(part.Value.Points);
            if (part.Value.Points.IsEmpty || points.Count >= most || from + points.Count >= part.Value.Total)
                return new MetricHistory(points.ToImmutable(), part.Value.Total);
            call.Cancel.ThrowIfCancellationRequested();
        }
    }

    private static ProblemException Bad(string name, string message) => new(new(
        400, "mlflow.bad-parameter", message, ImmutableDictionary<string, string>.Empty.Add($"$.{name}", message)));
}
