using System.Text;
using Kolosal.Audit;
using Kolosal.Learning;
using Kolosal.Models;
using Kolosal.Predictions;
using Kolosal.Storage;
using Kolosal.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kolosal.Chaos;

public sealed class ChaosTestGrainTests(ChaosTestGrainTests.ChaosSilo host) : IClassFixture<ChaosTestGrainTests.ChaosSilo>
{
    private const string Row = """{"age":40,"income":30000,"city":"Oslo","owner":true,"since":"2020-01-01","note":null}""";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static int ids;

    private PlatformSilo Silo => host.Silo;

    [Fact]
    public async Task Late_storage_is_measured_and_told()
    {
        var test = await StruckAsync(Long(ChaosFault.StorageLatency));
        Assert.True(test is { Status: ChaosTestStatus.Completed, Held: true }, string.Join(' ', test.FailurePoints));

        // A probe writes a state, and writes and reads a list, each 200 ms late; quantiles are within 1 %. Those at the edges are late in part.
        Assert.True(test.During.P95 >= 590, $"{test.During.P95} ms");
        Assert.True(test is { Struck: > 0, Silos: 1 });
        Assert.Equal((0L, 0L), (test.Before.Failed, test.During.Failed));
        Assert.True(test.Before.Probes >= 3 && test.After.Probes >= 3);
        Assert.NotNull(test.RecoverySeconds);
        Assert.True(test.LiftedAt - test.InjectedAt >= TimeSpan.FromSeconds(1));
        var told = await Eventually.HoldsAsync(
            () => Task.FromResult(DrillListenerGrain.Heard.GetValueOrDefault(test.Id)), drill => drill is not null, Patience);
        Assert.Equal(("db_failover", true, 0L, test.RecoverySeconds), (told!.Fault, told.Held, told.Lost, told.RecoverySeconds));
        Assert.Equal(["chaos.end", "chaos.inject", "chaos.lift", "chaos.start"], await TrailAsync(test.Id));

        // What the probes wrote is gone again.
        await Eventually.HoldsAsync(async () => (await Silo.Service<ICatalogue>().QueryAsync(
            new(ServedModels.Workspace, CatalogueKinds.ChaosProbe, []), CancellationToken.None)).Total == 0, Patience);
    }

    [Fact]
    public async Task Refusing_storage_stops_the_test_and_is_lifted_at_once()
    {
        var plan = ChaosPlans.Of(ChaosFault.StorageErrors);
        var test = await RunAsync(plan with { Radius = plan.Radius with { Seconds = 600 } });
        Assert.Equal((ChaosTestStatus.Failed, false), (test.Status, test.Held));
        Assert.True(test.During.Failed >= AbortWatch.LeastProbes * 0.9);
        Assert.Contains(test.FailurePoints, point => point.Contains("the test stops at", StringComparison.Ordinal));
        Assert.Contains(test.FailurePoints, point => point.Contains("Storage refuses", StringComparison.Ordinal));
        Assert.NotNull(test.RecoverySeconds);

        // Whoever writes after that is answered.
        var probe = Silo.Grains.GetGrain<IStorageProbeGrain>($"{ServedModels.Workspace}/after");
        await probe.AskAsync();
        await probe.ForgetAsync();
    }

    [Fact]
    public async Task What_is_acknowledged_under_refusing_storage_is_there()
    {
        string model = await ServeAsync();
        var plan = ChaosPlans.Of(ChaosFault.StorageErrors);
        var test = await StruckAsync(Predicting(plan, model) with
        {
            Hypothesis = Predicting(plan, model).Hypothesis with { MaxErrorRate = 0.9 },
            Radius = plan.Radius with { Share = 0.5, ModelId = model },
            Abort = plan.Abort with { MaxErrorRate = 1 },
        });
        Assert.True(test is { Held: true, Lost: 0 }, string.Join(' ', test.FailurePoints));

        // Nobody but the probes writes to this model's log.
        Assert.True(test.During.Failed > 0, $"{test.Struck} struck, none of {test.During.Probes} probes failed");
    }

    [Theory, InlineData(ChaosFault.StreamRepeat), InlineData(ChaosFault.StreamDelay), InlineData(ChaosFault.StreamDrop)]
    public async Task News_that_come_twice_late_or_not_at_all_are_counted_once(ChaosFault fault)
    {
        string model = await ServeAsync();
        var plan = Predicting(ChaosPlans.Of(fault), model);
        var test = await StruckAsync(plan);
        Assert.True(test.Held, string.Join(' ', test.FailurePoints));
        Assert.Equal((0L, "predictions"), (test.Lost, test.ProbeKind));
        Assert.True(test.Struck > 0);
        var stats = await Silo.Grains.PredictionStats(ServedModels.Key(model)).GetAsync();
        Assert.True(stats.Requests >= test.Before.Probes + test.During.Probes);
    }

    [Fact]
    public async Task Slow_blobs_are_slow_to_whoever_reads_them()
    {
        var test = await StruckAsync(Long(ChaosFault.BlobLatency));
        Assert.True(test is { Held: true, Struck: > 0 } && test.During.P95 >= 590, $"{test.During.P95} ms");
    }

    [Fact]
    public async Task A_wrong_clock_is_wrong_for_grains_and_not_for_the_test()
    {
        var clock = Silo.Service<TimeProvider>();
        var started = await StartAsync(ChaosPlans.Of(ChaosFault.ClockSkew));
        await Eventually.HoldsAsync(() => clock.GetUtcNow() > DateTimeOffset.UtcNow.AddSeconds(500), Patience);
        var test = await EndedAsync(started.Id);
        Assert.True(clock.GetUtcNow() < DateTimeOffset.UtcNow.AddSeconds(60));
        Assert.InRange((test.LiftedAt - test.InjectedAt)!.Value.TotalSeconds, 1, 300);
        Assert.True(test.Held, string.Join(' ', test.FailurePoints));
    }

    [Fact]
    public async Task A_fault_that_strikes_nothing_shows_nothing()
    {
        var test = await RunAsync(ChaosPlans.Of(ChaosFault.OutboundOutage)); // nothing is sent to anybody
        Assert.Equal((ChaosTestStatus.Failed, 0L), (test.Status, test.Struck));
        Assert.Contains(test.FailurePoints, point => point.Contains("nothing was struck", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_steady_state_nothing_is_injected()
    {
        var plan = Predicting(ChaosPlans.Of(ChaosFault.StreamDrop), "nobody");
        var test = await RunAsync(plan);
        Assert.Equal((ChaosTestStatus.Failed, (DateTimeOffset?)null, (long?)null), (test.Status, test.InjectedAt, test.Struck));
        Assert.Contains("nothing was injected", test.FailurePoints[0], StringComparison.Ordinal);
        Assert.False(DrillListenerGrain.Heard.ContainsKey(test.Id));
    }

    [Fact]
    public async Task A_test_is_started_cancelled_and_reviewed_once_however_often_it_is_asked()
    {
        var plan = ChaosPlans.Of(ChaosFault.StorageErrors);
        plan = plan with { Radius = plan.Radius with { Seconds = 600 }, Abort = plan.Abort with { MaxErrorRate = 1, WindowSeconds = 600 } };
        var started = await StartAsync(plan with { Hypothesis = plan.Hypothesis with { MaxErrorRate = 1 } });
        var grain = Grain(started.Id);
        Assert.Equal(started.Revision, (await grain.StartAsync(plan)).Value!.Revision);
        Assert.Equal("chaos.running", (await Grain(NewId()).StartAsync(plan)).Refusal!.Code);
        Assert.Equal("chaos.running", (await grain.CompleteAsync(new("too early", []))).Refusal!.Code);

        var cancelled = (await grain.CancelAsync()).Value!;
        Assert.Equal((ChaosTestStatus.Cancelled, (bool?)null), (cancelled.Status, cancelled.Held));
        Assert.Equal(cancelled.Revision, (await grain.CancelAsync()).Value!.Revision);
        var probe = Silo.Grains.GetGrain<IStorageProbeGrain>($"{ServedModels.Workspace}/cancelled");
        await probe.AskAsync();
        await probe.ForgetAsync();

        var reviewed = (await grain.CompleteAsync(new("Hold on to the brake.", ["It was loud."]))).Value!;
        Assert.Equal(("Hold on to the brake.", "It was loud."), (reviewed.Lessons, Assert.Single(reviewed.FailurePoints)));
        Assert.Equal(reviewed.Revision, (await grain.CompleteAsync(new("Hold on to the brake.", ["It was loud."]))).Value!.Revision);
        Assert.Equal(ChaosTestStatus.Cancelled, reviewed.Status);

        var ended = await RunAsync(ChaosPlans.Of(ChaosFault.BlobLatency));
        Assert.Equal("workflow.transition-not-allowed", (await Grain(ended.Id).CancelAsync()).Refusal!.Code);
        foreach (var answer in new[] { await Grain("chaos_none").GetAsync(), await Grain("chaos_none").CancelAsync() })
            Assert.Equal("chaos.not-found", answer.Refusal!.Code);
    }

    [Fact]
    public async Task What_cannot_be_struck_is_refused()
    {
        var plan = ChaosPlans.Of(ChaosFault.StorageLatency);
        var nowhere = await Grain(NewId()).StartAsync(plan with { Radius = plan.Radius with { Silo = "S127.0.0.9:1:1" } });
        Assert.Equal("chaos.no-such-silo", nowhere.Refusal!.Code);
        Assert.Equal("chaos.no-other-silo", (await Grain(NewId()).StartAsync(ChaosPlans.Of(ChaosFault.SiloKill))).Refusal!.Code);
        Assert.Equal("chaos.bad-plan", (await Grain(NewId()).StartAsync(plan with { AfterSeconds = 0 })).Refusal!.Code);
    }

    private static ChaosPlan Predicting(ChaosPlan plan, string model) => plan with
    {
        Hypothesis = plan.Hypothesis with { ModelId = model },
        Probe = plan.Probe with { Rows = Encoding.UTF8.GetBytes($"[{Row}]") },
    };

    /// <summary>For long enough that most of what is late is so from its beginning to its end.</summary>
    private static ChaosPlan Long(ChaosFault fault)
    {
        var plan = ChaosPlans.Of(fault);
        return plan with { Radius = plan.Radius with { Seconds = 3 } };
    }

    private static string NewId() => $"chaos_{Interlocked.Increment(ref ids)}";

    private IChaosTestGrain Grain(string id) => Silo.Grains.ChaosTest(ServedModels.Workspace, id);

    private async Task<ChaosTest> StartAsync(ChaosPlan plan)
    {
        var started = await Grain(NewId()).StartAsync(plan);
        Assert.True(started.Accepted, started.Refusal?.Message);
        return started.Value;
    }

    private async Task<ChaosTest> RunAsync(ChaosPlan plan) => await EndedAsync((await StartAsync(plan)).Id);

    /// <summary>Probes and feeds have their own pace: where nothing was struck while the fault was in force, it is so for longer.</summary>
    private async Task<ChaosTest> StruckAsync(ChaosPlan plan)
    {
        var test = await RunAsync(plan);
        for (int seconds = 8; test.Struck == 0 && seconds <= 64; seconds *= 8)
            test = await RunAsync(plan with { Radius = plan.Radius with { Seconds = seconds } });
        return test;
    }

    private async Task<ChaosTest> EndedAsync(string id) =>
        (await Eventually.HoldsAsync(() => Grain(id).GetAsync(), test => test.Value!.Status != ChaosTestStatus.Running, Patience)).Value!;

    private async Task<string> ServeAsync()
    {
        string model = $"m{Interlocked.Increment(ref ids)}";
        await Silo.ServeAsync(model, SampleModels.Fit(Samples.Mixed(80, 1), "risk", "prior"));
        Assert.True((await Silo.PredictAsync(model, $"[{Row}]")).Accepted);
        return model;
    }

    private async Task<string[]> TrailAsync(string id)
    {
        var actions = new List<string>();
        await foreach (var line in Silo.Grains.Audit(ServedModels.Workspace).ExportAsync(0))
        {
            using var entry = System.Text.Json.JsonDocument.Parse(line.Entry);
            if (entry.RootElement.GetProperty("subject").GetString() == $"chaos-tests/{id}")
                actions.Add(entry.RootElement.GetProperty("action").GetString()!);
        }

        return [.. actions.Order(StringComparer.Ordinal)];
    }

    /// <summary>One silo that takes faults; its tests follow each other.</summary>
    public sealed class ChaosSilo : IAsyncLifetime
    {
        internal static readonly Dictionary<string, string?> Settings = new()
        {
            ["Kolosal:Chaos:Enabled"] = "true",
            ["Kolosal:Chaos:LookMilliseconds"] = "20",
            ["Kolosal:Predictions:RefreshMilliseconds"] = "50",
            ["Kolosal:Predictions:GatherMilliseconds"] = "5",
        };

        internal PlatformSilo Silo { get; private set; } = null!;

        public async Task InitializeAsync() => Silo = await PlatformSilo.StartAsync(Settings, services: services => AddFaults(services));

        public async Task DisposeAsync() => await Silo.DisposeAsync();

        internal static IServiceCollection AddFaults(IServiceCollection services) =>
            services.AddChaos().AddFaultInjection(new ConfigurationBuilder().AddInMemoryCollection(Settings).Build());
    }
}
