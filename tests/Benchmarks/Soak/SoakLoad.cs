using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kolosal.Statistics;

namespace Kolosal.Benchmarks;

/// <summary>What a day brings, at a steady pace: single rows, batches, outcomes, explanations, lists, proofs, and a training run now and then.
/// </summary>
/// <param name="server">The server.</param>
/// <param name="model">The model that predicts.</param>
/// <param name="counts">What became of the requests.</param>
internal sealed class SoakLoad(BenchedServer server, string model, SoakCounts counts)
{
    private const int Singles = 4, BatchRows = 200, Remembered = 500;

    /// <summary>Share of predictions that come true: about what the model was held to, so that nothing is to be found.</summary>
    private const double True = 0.85;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30), SealedAfter = TimeSpan.FromSeconds(5);

    private static readonly string[] Lists =
    [
        "/api/models", "/api/runs?sort=-created_at", "/api/audit/events?limit=50", "/api/audit/predictions?limit=20", "/api/security/incidents",
        "/api/monitoring/dashboard", "/api/monitoring/performance", "/api/data", "/api/system/status",
    ];

    private readonly ConcurrentQueue<(string Id, string Label, DateTimeOffset At)> predicted = new();

    /// <summary>Goes on until it is told to stop; requests that are under way then are waited for.</summary>
    public Task RunAsync(string dataset, CancellationToken over) => Task.WhenAll(
    [
        .. Enumerable.Range(0, Singles).Select(i => EachAsync("single", 40, (client, random) => PredictAsync(client, random, 1), i, over)),
        EachAsync("batch", 500, (client, random) => PredictAsync(client, random, BatchRows), 10, over),
        EachAsync("feedback", 200, ReportAsync, 11, over),
        EachAsync("explanation", 1_000, ExplainAsync, 12, over),
        EachAsync("list", 200, async (client, random) => await client.GetAsync(Lists[random.NextInt(Lists.Length)]), 13, over),
        EachAsync("proof", 1_000, ProveAsync, 14, over),
        EachAsync("training", 45_000, (client, random) => TrainAsync(client, dataset, random), 15, over),
    ]);

    private async Task EachAsync(string kind, int pauseMilliseconds, Func<HttpClient, Dice, Task<HttpResponseMessage?>> ask, int seed,
        CancellationToken over)
    {
        using var client = server.Client(BenchedServer.Key);
        client.Timeout = Patience;
        var random = new Dice((ulong)seed);
        while (!over.IsCancellationRequested)
        {
            bool calm = counts.IsCalm;
            try
            {
                using var answer = await ask(client, random);
                if (answer is not null) await TakeAsync(kind, answer, calm && counts.IsCalm);
            }
            catch (Exception away) when (away is HttpRequestException or TaskCanceledException or IOException)
            {
                counts.Failed(kind, away.GetType().Name, calm && counts.IsCalm);
            }
            await Task.Delay(pauseMilliseconds, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task TakeAsync(string kind, HttpResponseMessage answer, bool calm)
    {
        // Shedding and what is not sealed yet are answers, as long as they say when to come again.
        bool later = answer.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable
            && answer.Headers.RetryAfter is not null;
        if (answer.IsSuccessStatusCode) counts.Answered(kind);
        else if (later) counts.Later(kind);
        else counts.Failed(kind, $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}", calm);
    }

    private async Task<HttpResponseMessage?> PredictAsync(HttpClient client, Dice random, int rows)
    {
        string texts = string.Join(',', Enumerable.Range(0, rows).Select(_ => random.Row()));
        counts.Sent(rows);
        var answer = await client.PostAsync("/api/predict",
            new StringContent($$"""{"model_id":"{{model}}","rows":[{{texts}}]}""", System.Text.Encoding.UTF8, "application/json"));
        if (!answer.IsSuccessStatusCode)
        {
            // Refused with an answer, so it was not served; what had no answer at all may have been.
            if ((int)answer.StatusCode is 400 or 429 or 503) counts.Refused(rows);
            return answer;
        }
        var document = await answer.Content.ReadFromJsonAsync<JsonElement>();
        if (document.GetProperty("durable").GetBoolean()) counts.Acknowledged(rows);
        var row = document.GetProperty("predictions")[0];
        predicted.Enqueue((row.GetProperty("prediction_id").GetString()!, row.GetProperty("prediction").GetString()!, DateTimeOffset.UtcNow));
        while (predicted.Count > Remembered) predicted.TryDequeue(out _);
        return answer;
    }

    private async Task<HttpResponseMessage?> ReportAsync(HttpClient client, Dice random) =>
        Known(random, TimeSpan.Zero) is not { } known ? null : await client.PostAsync("/api/predict/feedback", JsonContent.Create(new JsonObject
        {
            ["prediction_id"] = known.Id,
            ["actual"] = random.NextInt(100) < 100 * True ? known.Label : known.Label == "good" ? "bad" : "good",
        }));

    private async Task<HttpResponseMessage?> ExplainAsync(HttpClient client, Dice random) => await client.PostAsync("/api/explain/local",
        new StringContent($$"""{"model_id":"{{model}}","rows":[{{random.Row()}}]}""", System.Text.Encoding.UTF8, "application/json"));

    private async Task<HttpResponseMessage?> ProveAsync(HttpClient client, Dice random) =>
        Known(random, SealedAfter) is { } known ? await client.GetAsync($"/api/audit/proof/{known.Id}") : null;

    private static async Task<HttpResponseMessage?> TrainAsync(HttpClient client, string dataset, Dice random) =>
        await client.PostAsync("/api/train", JsonContent.Create(new JsonObject
        {
            ["dataset_id"] = dataset,
            ["target"] = "y",
            ["trainer"] = "logistic_regression",
            ["folds"] = 2,
            ["model_name"] = string.Create(CultureInfo.InvariantCulture, $"trained-{random.NextInt(3)}"),
        }));

    private (string Id, string Label)? Known(Dice random, TimeSpan age)
    {
        var old = predicted.ToArray().Where(one => DateTimeOffset.UtcNow - one.At >= age).ToArray();
        if (old.Length == 0) return null;
        var (id, label, _) = old[random.NextInt(old.Length)];
        return (id, label);
    }

    /// <summary>Seeded chance of one worker.</summary>
    private sealed class Dice(ulong seed)
    {
        private SeededRandom random = new(seed);

        public int NextInt(int below) => (int)(random.NextDouble() * below);

        public string Row() => MonitoringBenchmark.Row(ref random);
    }
}
