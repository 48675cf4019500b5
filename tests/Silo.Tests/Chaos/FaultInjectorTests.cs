using Microsoft.Extensions.Time.Testing;

namespace Kolosal.Chaos;

public sealed class FaultInjectorTests : IDisposable
{
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly ChaosInstruments instruments = new();
    private readonly FaultInjector injector;
    private readonly CountedEnd process = new();

    public FaultInjectorTests() => injector = new(clock, enabled: true, process, instruments);

    public void Dispose() => instruments.Dispose();

    [Fact]
    public void A_fault_ends_by_itself_though_nobody_lifts_it()
    {
        Assert.False(injector.IsAnyInForce);
        Assert.True(injector.Inject(Fault(ChaosFault.StorageErrors)));
        Assert.NotNull(injector.Strike(ChaosFault.StorageErrors, "ws"));
        clock.Advance(TimeSpan.FromSeconds(29.9));
        Assert.NotNull(injector.Strike(ChaosFault.StorageErrors, "ws"));
        clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Null(injector.Strike(ChaosFault.StorageErrors, "ws"));
        Assert.False(injector.IsAnyInForce);
        Assert.Equal(2, injector.Lift("ws/chaos_1")); // what it struck is still known
    }

    [Fact]
    public void Only_what_is_within_the_radius_is_struck()
    {
        injector.Inject(Fault(ChaosFault.StorageErrors) with { Model = "m" });
        Assert.Null(injector.Strike(ChaosFault.StorageLatency, "ws", "m"));
        Assert.Null(injector.Strike(ChaosFault.StorageErrors, "other", "m"));
        Assert.Null(injector.Strike(ChaosFault.StorageErrors, "ws", "n"));
        Assert.Null(injector.Strike(ChaosFault.StorageErrors, null, "m"));
        Assert.NotNull(injector.Strike(ChaosFault.StorageErrors, "ws", "m"));
        Assert.Equal(1, injector.Lift("ws/chaos_1"));
        injector.Inject(Fault(ChaosFault.OutboundOutage) with { Workspaces = ["*"] });
        Assert.NotNull(injector.Strike(ChaosFault.OutboundOutage, null));
        Assert.NotNull(injector.Strike(ChaosFault.OutboundOutage, "anyone"));
    }

    [Fact]
    public void A_share_is_struck_as_the_seed_says()
    {
        injector.Inject(Fault(ChaosFault.StorageErrors) with { Share = 0.25, Seed = 9 });
        bool[] struck = [.. Enumerable.Range(0, 400).Select(_ => injector.Strike(ChaosFault.StorageErrors, "ws") is not null)];
        Assert.Equal(Enumerable.Range(0, 400).Select(call => FaultDraw.Strikes(9, call, 0.25)), struck);
        Assert.Equal(struck.Count(one => one), injector.Lift("ws/chaos_1"));
    }

    [Fact]
    public void A_silo_is_kept_for_one_test_and_for_no_longer_than_it_can_take()
    {
        Assert.Null(injector.Reserve("ws/chaos_1", TimeSpan.FromSeconds(60)));
        Assert.Null(injector.Reserve("ws/chaos_1", TimeSpan.FromSeconds(60)));
        Assert.Equal("ws/chaos_1", injector.Reserve("ws/chaos_2", TimeSpan.FromSeconds(60)));
        Assert.False(injector.Inject(Fault(ChaosFault.StorageErrors) with { TestId = "ws/chaos_2" }));
        clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Null(injector.Reserve("ws/chaos_2", TimeSpan.FromSeconds(60)));
        Assert.Equal(0, injector.Lift("ws/chaos_1")); // no longer its own
        Assert.Equal("ws/chaos_2", injector.Reserve("ws/chaos_3", TimeSpan.FromSeconds(60)));
        injector.Lift("ws/chaos_2");
        Assert.Null(injector.Reserve("ws/chaos_3", TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public void Where_faults_are_not_allowed_none_comes_into_force()
    {
        var shut = new FaultInjector(clock, enabled: false, process, instruments);
        Assert.False(shut.Inject(Fault(ChaosFault.StorageErrors)));
        shut.EndProcess();
        Assert.Equal((false, false, 0), (shut.IsEnabled, shut.IsAnyInForce, process.Ended));
        injector.EndProcess();
        Assert.Equal(1, process.Ended);
    }

    internal static SiloFault Fault(ChaosFault fault) => new(
        "ws/chaos_1", fault, ["ws"], null, 1, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(5), 1);

    internal sealed class CountedEnd : IProcessEnd
    {
        public int Ended { get; private set; }

        public void End() => Ended++;
    }
}
