using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Kolosal.Api.Tests.Models;
using Kolosal.Http;
using Kolosal.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Kolosal.Api.Tests.Chaos;

/// <summary>What callers get while the disk is slow, and while the clock is wrong.</summary>
[Collection(MemoryCollection.Name)]
public sealed class FaultedServerTests(FaultedApi host) : IClassFixture<FaultedApi>
{
    private const int LatencyMilliseconds = 1_000, Callers = 150, Half = FaultedApi.MostPredictions / 2 + 4;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task A_slow_disk_sheds_what_it_cannot_take_and_is_forgotten_at_once()
    {
        string model = await host.ServeAsync();
        using var admin = host.WithKey(ApiHost.AdminKey);
        var load = host.Services.GetRequiredService<ServingLoad>();
        await AskAsync(admin, model);
        await Eventually.HoldsAsync(async () => (await admin.GetAsync($"/api/monitoring/drift/{model}")).IsSuccessStatusCode, Patience);

        string test = await StartAsync($$"""
            "fault":"storage_latency","latency_ms":{{LatencyMilliseconds}},"blast_radius":{"workspaces":["default"],"share":1,"seconds":600},
            """);
        await Eventually.HoldsAsync(async () => (await AskAsync(admin, model)).Took.TotalMilliseconds >= LatencyMilliseconds, Patience);

        // More than half of what may be under way: predictions are taken, telemetry is not.
        using (var stop = new CancellationTokenSource())
        {
            var some = Enumerable.Range(0, Half).Select(_ => RepeatAsync(model, stop.Token)).ToArray();
            using var shed = await Eventually.HoldsAsync(() => admin.GetAsync($"/api/monitoring/drift/{model}"),
                answer => answer.StatusCode == HttpStatusCode.ServiceUnavailable, Patience);
            Assert.Equal("overloaded.telemetry", await Problems.CodeAsync(shed, HttpStatusCode.ServiceUnavailable));
            Assert.NotNull(shed.Headers.RetryAfter);
            await stop.CancelAsync();
            Assert.All(await Task.WhenAll(some), answers => Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status)));
        }

        // Far more than may be under way: each is answered, or refused at once with a word on when to come again; none waits in a queue.
        long before = GC.GetTotalMemory(forceFullCollection: true);
        var most = new ConcurrentBag<int>();
        var answers = new List<Answer>();
        for (int flood = 0; flood < 3; flood++)
            answers.AddRange(await Task.WhenAll(Enumerable.Range(0, Callers).Select(async _ =>
            {
                var answer = await AskAsync(admin, model);
                most.Add(load.UnderWay);
                return answer;
            })));
        Assert.All(answers, answer => Assert.True(answer.Status == HttpStatusCode.OK
            || (answer is { Status: HttpStatusCode.ServiceUnavailable, Code: "predict.overloaded", SaysWhen: true }), answer.ToString()));
        int taken = answers.Count(answer => answer.Status == HttpStatusCode.OK);
        Assert.InRange(taken, FaultedApi.MostPredictions, answers.Count - 1);
        Assert.InRange(most.Max(), 0, FaultedApi.MostPredictions);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 64 << 20);

        await CancelAsync(test);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(admin, model)).Status);
        await Eventually.HoldsAsync(async () => (await AskAsync(admin, model)).Took.TotalMilliseconds < LatencyMilliseconds, Patience);
        using var read = await admin.GetAsync($"/api/monitoring/drift/{model}");
        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
    }

    [Fact]
    public async Task A_clock_that_is_set_back_an_hour_fails_nothing()
    {
        using var admin = host.WithKey(ApiHost.AdminKey);
        string first = await host.UploadAsync("x,y\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"{i},{(i % 3 == 0 ? "a" : "b")}\n")));
        string test = await StartAsync("""
            "fault":"clock_skew","skew_seconds":-3600,"blast_radius":{"workspaces":["*"],"share":1,"seconds":600},
            """);
        await Eventually.HoldsAsync(
            () => host.Services.GetRequiredService<TimeProvider>().GetUtcNow() < DateTimeOffset.UtcNow.AddMinutes(-50), Patience);

        // Each begins a record that was not there: what is new must not depend on the clock having gone on.
        var failed = new List<string>();
        var runs = new List<string>();
        foreach (var (path, body) in new[]
        {
            ("/api/train", $$"""{"dataset_id":"{{first}}","target":"y","trainer":"prior","model_name":"late"}"""),
            ("/api/automl/run", $$"""{"dataset_id":"{{first}}","target":"y","max_trials":1,"folds":2,"trainers":["prior"],"model_name":"later"}"""),
            ("/api/security/incidents", """{"title":"t","type":"security","severity":"sev4","subject":"s"}"""),
            ("/api/security/api-keys", """{"name":"new","roles":["consumer"]}"""), ("/api/data/sample/iris", "{}"),
            ("/api/train", $$"""{"dataset_id":"{{first}}","target":"y","trainer":"decision_tree","model_name":"latest"}"""),
        })
        {
            using var answer = await admin.PostAsync(path, ApiHost.Json(body));
            string text = await answer.Content.ReadAsStringAsync();
            if (!answer.IsSuccessStatusCode) failed.Add($"{path}: {(int)answer.StatusCode} {text}");
            else if (answer.Headers.Location is { } place && path == "/api/train") runs.Add(place.ToString());
        }

        Assert.Empty(failed);
        foreach (string run in runs)
            await Eventually.HoldsAsync(async () => await admin.GetFromJsonAsync<JsonElement>(run),
                found => found.GetProperty("state").GetString() == "completed", Patience);
        await CancelAsync(test);
    }

    private async Task<string> StartAsync(string fault)
    {
        using var oper = host.WithKey(ApiHost.OperatorKey);
        using var started = await oper.PostAsync("/api/chaos/tests", ApiHost.Json($$"""
            {"name":"{{Guid.NewGuid()}}","type":"service_degradation",{{fault}}
             "hypothesis":{"statement":"Callers are told.","max_error_rate":1},"abort":{"max_error_rate":1},
             "probe":{"per_second":1,"timeout_ms":30000},"before_seconds":1,"after_seconds":1}
            """));
        var body = await started.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(started.IsSuccessStatusCode, body.ToString());
        return body.GetProperty("id").GetString()!;
    }

    private async Task CancelAsync(string test)
    {
        using var oper = host.WithKey(ApiHost.OperatorKey);
        using var cancelled = await oper.PostAsync($"/api/chaos/tests/{test}/cancel", null);
        Assert.True(cancelled.IsSuccessStatusCode, await cancelled.Content.ReadAsStringAsync());
    }

    private async Task<List<Answer>> RepeatAsync(string model, CancellationToken stop)
    {
        using var caller = host.WithKey(ApiHost.AdminKey);
        var answers = new List<Answer>();
        while (!stop.IsCancellationRequested) answers.Add(await AskAsync(caller, model));
        return answers;
    }

    private static async Task<Answer> AskAsync(HttpClient caller, string model)
    {
        long began = Stopwatch.GetTimestamp();
        using var answer = await caller.PostAsync("/api/predict", ApiHost.Json($$"""{"model_id":"{{model}}","rows":[{"x":0.2,"c":"a"}]}"""));
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return new(answer.StatusCode, body.TryGetProperty("code", out var code) ? code.GetString() : null, answer.Headers.RetryAfter is not null,
            Stopwatch.GetElapsedTime(began));
    }

    private sealed record Answer(HttpStatusCode Status, string? Code, bool SaysWhen, TimeSpan Took);
}

/// <summary>A server that takes faults and few predictions at once.</summary>
public sealed class FaultedApi() : ApiHost(new ApiHostOptions
{
    Settings = new Dictionary<string, string>
    {
        ["Kolosal:Chaos:Enabled"] = "true",
        ["Kolosal:Chaos:LookMilliseconds"] = "50",
        ["Kolosal:Overload:MaxPredictions"] = $"{MostPredictions}",
    },
    GrainsAreOpen = true,
})
{
    public const int MostPredictions = 24;
}

/// <summary>Alone in the process: what it holds in memory is measured.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MemoryCollection
{
    public const string Name = "memory";
}
