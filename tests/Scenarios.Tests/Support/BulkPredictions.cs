using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kolosal.Testing;

namespace Kolosal.Scenarios;

/// <summary>Very many predictions by several callers at once, one in twenty sent again later and out of order, and what must have been counted in
/// the end.</summary>
/// <param name="model">The model that is asked.</param>
/// <param name="rows">Rows to choose from.</param>
internal sealed class BulkPredictions(string model, JsonNode[] rows)
{
    public const int RowsARequest = 100;

    private const int Callers = 6;
    private const double SentAgain = 0.05;

    private readonly ConcurrentDictionary<string, string> answered = new();
    private readonly string[] bodies = [.. Enumerable.Range(0, 16).Select(number => Body(model, rows, number))];
    private int next = -1;
    private long unknown;

    /// <summary>Predictions to make: 20,000, or as many as <c>KOLOSAL_SCENARIO_PREDICTIONS</c> says (1,000,000 for the whole proof).</summary>
    public static int Wanted { get; } = int.TryParse(
        Environment.GetEnvironmentVariable("KOLOSAL_SCENARIO_PREDICTIONS"), NumberStyles.None, CultureInfo.InvariantCulture, out int wanted)
        ? wanted : 20_000;

    /// <summary>Requests answered.</summary>
    public long Acknowledged => answered.Count;

    /// <summary>Requests whose answer never came: each may be in the log or not.</summary>
    public long Unknown => Interlocked.Read(ref unknown);

    /// <summary>Requests sent again.</summary>
    public long Repeated { get; private set; }

    /// <summary>Windows of drift end by rows alone: these rows are a part of what was trained on, and an early alarm about that would be right.
    /// To be called before the first prediction.</summary>
    public Task WatchAsync(Client admin) => admin.PutAsync(
        $"/api/monitoring/drift/{model}", new JsonObject { ["window_rows"] = 500, ["false_alarm"] = 0.01, ["early_alarm"] = false });

    /// <summary>Predicts until so many requests were begun, or the server that a caller asks is gone.</summary>
    /// <param name="open">A caller of the server by its number.</param>
    /// <param name="until">Requests begun in all.</param>
    public Task RunAsync(Func<int, Client> open, int until) => Task.WhenAll(Enumerable.Range(0, Callers).Select(async number =>
    {
        var random = new Random(number + until);
        using var caller = open(number);
        try
        {
            for (int request = Take(until); request >= 0; request = Take(until))
            {
                await AskAsync(caller, $"request-{request}", request);
                if (random.NextDouble() < SentAgain) await RepeatAsync(caller, random);
            }
        }
        catch (Exception gone) when (gone is HttpRequestException or IOException or TaskCanceledException or RefusedException { Status: >= 500 })
        {
            // What it had in flight is counted as unknown; the next round goes on.
        }
    }));

    /// <summary>Goes on until all are begun, also where a server refuses for a while.</summary>
    public Task FinishAsync(Func<int, Client> open, int until) => Eventually.HoldsAsync(async () =>
    {
        await RunAsync(open, until);
        return Acknowledged + Unknown >= until;
    }, TimeSpan.FromMinutes(30));

    /// <summary>Every monitor has counted what was acknowledged, once; one whose answer never came may or may not have happened, but alike for all.
    /// </summary>
    public async Task CheckAsync(Client admin)
    {
        await admin.UntilAsync(
            $"/api/predict/stats/{model}", found => found.GetProperty("requests").GetInt64() >= Acknowledged, TimeSpan.FromMinutes(5));
        await Eventually.HoldsAsync(async () =>
        {
            var stats = await admin.GetAsync($"/api/predict/stats/{model}");
            long requests = stats.GetProperty("requests").GetInt64(), counted = stats.GetProperty("rows").GetInt64();
            Assert.InRange(requests, Acknowledged, Acknowledged + Unknown);
            var drift = await admin.GetAsync($"/api/monitoring/drift/{model}");
            var fairness = await admin.GetAsync($"/api/monitoring/fairness/{model}");
            var slo = await admin.GetAsync($"/api/monitoring/slo/{model}");
            return requests * RowsARequest == counted
                && drift.GetProperty("rows_counted").GetInt64() == counted && InWindows(drift) == counted
                && fairness.GetProperty("rows_counted").GetInt64() == counted && InWindows(fairness) == counted
                && slo.GetProperty("requests").GetInt64() == requests + stats.GetProperty("errors").GetInt64();
        }, TimeSpan.FromMinutes(5));
    }

    /// <summary>Rows in the closed windows and in the open one. A window is full at a multiple of the rows of a request.</summary>
    private static long InWindows(JsonElement monitor)
    {
        long window = monitor.GetProperty("settings").GetProperty("window_rows").GetInt64();
        Assert.Equal(0, window % RowsARequest);
        return monitor.GetProperty("windows").GetInt64() * window + monitor.GetProperty("rows_in_window").GetInt64();
    }

    private int Take(int until)
    {
        int taken = Interlocked.Increment(ref next);
        if (taken < until) return taken;
        Interlocked.Decrement(ref next);
        return -1;
    }

    private async Task AskAsync(Client caller, string key, int request)
    {
        try
        {
            answered[key] = First(await caller.PostOnceAsync("/api/predict", JsonNode.Parse(bodies[request % bodies.Length])!, key));
        }
        catch
        {
            Interlocked.Increment(ref unknown);
            throw;
        }
    }

    /// <summary>An earlier request once more, whoever sent it and however long ago: the answer is the one from then.</summary>
    private async Task RepeatAsync(Client caller, Random random)
    {
        int request = random.Next(Volatile.Read(ref next));
        if (!answered.TryGetValue($"request-{request}", out string? first)) return;
        var again = await caller.PostOnceAsync("/api/predict", JsonNode.Parse(bodies[request % bodies.Length])!, $"request-{request}");
        Assert.Equal(first, First(again));
        lock (answered) Repeated++;
    }

    private static string First(JsonElement answer) => answer.GetProperty("predictions")[0].GetProperty("prediction_id").GetString()!;

    private static string Body(string model, JsonNode[] rows, int number) => new JsonObject
    {
        ["model_id"] = model,
        ["rows"] = new JsonArray([.. Enumerable.Range(0, RowsARequest).Select(row => rows[(number * 7 + row) % rows.Length].DeepClone())]),
    }.ToJsonString();
}
