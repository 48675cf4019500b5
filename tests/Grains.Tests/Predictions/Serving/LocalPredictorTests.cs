using System.Diagnostics;
using System.Text;
using Kolosal.Events;
using Kolosal.Models;
using Kolosal.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Orleans.Configuration;

namespace Kolosal.Predictions;

/// <summary>Answers without a message: those of the predictor, and only where it would give them to this caller.</summary>
public sealed class LocalPredictorTests : IAsyncLifetime
{
    private static readonly ModelKey Model = ServedModels.Key("m");

    private PlatformSilo silo = null!;
    private ServingChoice usual = null!;

    public async Task InitializeAsync()
    {
        silo = await PlatformSilo.StartAsync(new() { ["Kolosal:Predictions:RefreshMilliseconds"] = "60000" });
        Assert.Equal(1, await silo.ServeAsync("m", TrafficModels.Prior(80)));
        var version = (await silo.Model("m").ResolveAsync(null)).Value!;
        usual = new(
            Clock.GetTimestamp(), version.Version, null, version, version.Logging, ServingPlan.Default("acme/m"), true, null, null);
    }

    public Task DisposeAsync() => silo.DisposeAsync().AsTask();

    [Fact]
    public async Task An_answer_is_the_predictors_and_stands_in_the_log_beside_it()
    {
        Principal.Current = ServedModels.Bob;
        Assert.Null(Ask()); // nobody has looked the model up
        var far = (await silo.PredictAsync("m", TrafficModels.Row)).Value!;
        var near = (await Ask()!).Value!;
        Assert.Equal((far.Version, far.Rows, true, far.Arm), (near.Version, near.Rows, near.Durable, near.Arm));
        Assert.Equal(far.Classes.AsEnumerable(), near.Classes.AsEnumerable());
        Assert.Equal(far.Outputs, near.Outputs);
        Assert.Equal(far.Decisions, near.Decisions);
        var stats = await Eventually.HoldsAsync(() => silo.Grains.PredictionStats(Model).GetAsync(), found => found.Requests >= 2);
        Assert.Equal((2, 2), (stats.Requests, stats.Rows));

        Assert.Equal("predict.bad-rows", (await Ask("""[{"x":"no number","g":"a"}]""")!).Refusal!.Code);
        Assert.Equal((RefusalKind.TimedOut, "predict.deadline"), (await Ask(cancel: new(canceled: true))!).Refusal is { } late
            ? (late.Kind, late.Code) : default);
        await Eventually.HoldsAsync(() => silo.Grains.PredictionStats(Model).GetAsync(), found => found.Requests >= 4);
    }

    [Fact]
    public async Task A_declared_purpose_is_counted_whichever_of_the_two_answers()
    {
        Principal.Current = ServedModels.Bob;
        var declared = Request(TrafficModels.Row) with { Purpose = "credit-check" };
        Assert.True((await silo.Grains.Predictor(Model).PredictAsync(declared)).Accepted);
        Assert.True((await Predictor.TryPredict(Model, declared, default)!).Accepted);
        Assert.True((await Ask()!).Accepted);
        var odd = declared with { Purpose = "credit,check" };
        Assert.Equal((RefusalKind.Invalid, "predict.bad-purpose"), (await silo.Grains.Predictor(Model).PredictAsync(odd)).Refusal is { } far
            ? (far.Kind, far.Code) : default);
        Assert.Equal("predict.bad-purpose", (await Predictor.TryPredict(Model, odd, default)!).Refusal!.Code);

        // The refused ones are no answers.
        Principal.Current = null;
        var found = await Eventually.HoldsAsync(
            () => silo.Grains.TrafficMonitor(Model).GetAsync(), standing => standing.Arms.Sum(arm => arm.Requests) == 5);
        Assert.Equal(
            ((int, string?, long)[])[(1, null, 1), (1, "credit-check", 2)],
            found.Purposes!.Value.OrderBy(day => day.Purpose, StringComparer.Ordinal).Select(day => (day.Version, day.Purpose, day.Requests)));
    }

    [Fact]
    public async Task What_is_unusual_is_the_predictors()
    {
        Principal.Current = ServedModels.Bob;
        await silo.PredictAsync("m", TrafficModels.Row);
        Assert.NotNull(Learnt(usual));
        Assert.NotNull(Learnt(usual, "1"));
        var plan = usual.Plan;
        Assert.Null(Learnt(usual with { Refusal = Refusal.Invalid("a.b", "No.") }));
        Assert.Null(Learnt(usual with { Plan = plan with { Traffic = TrafficPlan.None with { Canary = 2, CanaryPercent = 1 } } }));
        Assert.NotNull(Learnt(usual with { Plan = plan with { Traffic = TrafficPlan.None with { Shadows = [2] } } }));
        Assert.Null(Learnt(usual with { Deprecation = new(null, DateTimeOffset.MaxValue) }));
        Assert.Null(Learnt(usual with { Resolved = usual.Resolved! with { CacheEpoch = 99 } }));
        Assert.Null(Learnt(usual with { AskedAt = usual.AskedAt - 60 * Clock.TimestampFrequency }));

        // Who names a version gets it, whatever shares the champion's requests.
        var shared = plan with { Traffic = TrafficPlan.None with { Canary = 2, CanaryPercent = 1 } };
        Assert.NotNull(Learnt(usual with { IsChampion = false, Plan = shared }, "1"));
        Assert.NotNull(Learnt(usual));
        Predictor.Forget(Model);
        Assert.Null(Ask());
    }

    [Fact]
    public async Task What_is_answered_in_place_reaches_the_shadows_that_are_loaded()
    {
        Principal.Current = ServedModels.Bob;
        await silo.PredictAsync("m", TrafficModels.Row);
        var loading = new TaskCompletionSource<LoadedModel>();
        var loaded = silo.Services.GetRequiredService<LoadedModels>().Recall(Model.Version(1), usual.Resolved!)!;
        var queue = silo.Services.GetRequiredService<ShadowQueue>();
        Task<(string, int, int)[]> CountedAsync(int shadows) => Eventually.HoldsAsync(
            () => Task.FromResult(queue.Counts.Select(one => one.Key).Order().ToArray()), found => found.Length >= shadows);

        // They are scored one after the other, so the first would be counted before the second.
        Assert.True((await Learnt(usual with { Shadows = [new(7, loading.Task), new(8, Task.FromResult(loaded))] })!).Accepted);
        Assert.Equal([("acme/m", 1, 8)], await CountedAsync(1));
        loading.SetResult(loaded);
        Assert.True((await Ask()!).Accepted);
        Assert.Equal([("acme/m", 1, 7), ("acme/m", 1, 8)], await CountedAsync(2));
    }

    [Fact]
    public async Task Whom_the_door_at_the_grain_looks_at_more_closely_is_sent_there()
    {
        Principal.Current = ServedModels.Bob;
        await silo.PredictAsync("m", TrafficModels.Row);
        Assert.NotNull(Ask());
        foreach (var other in (Principal?[])[null, new("globex", "bob", ["admin"]), ServedModels.Bob with { Roles = ["auditor"] },
            ServedModels.Bob with { Scopes = ["models.read"] }, ServedModels.Bob with { Narrowed = [] }])
        {
            Principal.Current = other;
            Assert.Null(Ask());
        }

        Principal.Current = ServedModels.Bob;
        using var traced = new Activity("request") { ActivityTraceFlags = ActivityTraceFlags.Recorded }.Start();
        Assert.Null(Ask());
    }

    [Fact]
    public async Task A_log_that_does_not_answer_is_waited_for_as_long_as_a_message()
    {
        Principal.Current = ServedModels.Bob;
        await silo.PredictAsync("m", TrafficModels.Row);
        var clock = new FakeTimeProvider();
        var options = silo.Services.GetRequiredService<IOptionsMonitor<PredictionsOptions>>();
        var service = new PredictionService(
            new StuckLog(), silo.Services.GetRequiredService<AnswerCache>(), silo.Services.GetRequiredService<ShadowQueue>(), options,
            silo.Services.GetRequiredService<PredictionsInstruments>(), clock);
        var local = new LocalPredictor(
            service, silo.Services.GetRequiredService<LoadedModels>(), options,
            Options.Create(new SiloMessagingOptions { ResponseTimeout = TimeSpan.FromSeconds(7) }), clock);
        local.Learn(new("acme/m"), null, usual with { AskedAt = clock.GetTimestamp() });
        var answer = local.TryPredict(Model, Request(TrafficModels.Row), default)!;
        clock.Advance(TimeSpan.FromSeconds(6.9));
        Assert.False(answer.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(0.2));
        await Assert.ThrowsAsync<TimeoutException>(() => answer);
    }

    private TimeProvider Clock => silo.Services.GetRequiredService<TimeProvider>();

    private LocalPredictor Predictor => silo.Services.GetRequiredService<LocalPredictor>();

    private Task<Result<PredictionReply>>? Learnt(ServingChoice choice, string? reference = null)
    {
        Predictor.Learn(new("acme/m"), reference, choice);
        return Ask(reference: reference);
    }

    private Task<Result<PredictionReply>>? Ask(string rows = TrafficModels.Row, string? reference = null, CancellationToken cancel = default) =>
        Predictor.TryPredict(Model, Request(rows, reference), cancel);

    private static PredictionRequest Request(string rows, string? reference = null) => new(reference, Encoding.UTF8.GetBytes(rows));

    private sealed class StuckLog : IPredictionLog
    {
        public string LogId => "stuck";

        public ValueTask<long> AppendAsync(string model, ReadOnlyMemory<byte> rowsSha256, ServedRequest request, bool durable) =>
            new(new TaskCompletionSource<long>().Task);
    }
}
