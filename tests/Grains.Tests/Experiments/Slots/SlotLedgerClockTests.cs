using Microsoft.Extensions.Options;

namespace Kolosal.Experiments;

/// <summary>Somebody sets the clock of the machine that keeps the ledger: leases, turns and silences last as long as they do.</summary>
public class SlotLedgerClockTests
{
    private readonly SetClock clock = new();
    private readonly SlotLedgerGrain ledger;

    public SlotLedgerClockTests() => ledger = new(clock, null!, Options.Create(new ExperimentsOptions()));

    [Theory, InlineData(-24), InlineData(24)]
    public async Task A_lease_ends_when_its_time_is_over_and_neither_before_nor_after(int hoursSet)
    {
        await ledger.HeartbeatAsync("p", 1);
        Assert.Single((await ledger.LeaseAsync("ws/gone", [], 1)).Granted);
        clock.Set(TimeSpan.FromHours(hoursSet));

        clock.Advance(LeaseTerms.ExpireAfter - TimeSpan.FromSeconds(1));
        await ledger.HeartbeatAsync("p", 1);
        Assert.Empty((await ledger.LeaseAsync("ws/next", [], 1)).Granted);
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Single((await ledger.LeaseAsync("ws/next", [], 1)).Granted);
    }

    [Theory, InlineData(-24), InlineData(24)]
    public async Task A_process_is_taken_for_dead_by_its_silence_alone(int hoursSet)
    {
        await ledger.HeartbeatAsync("p", 1);
        var held = (await ledger.LeaseAsync("ws/run", [], 1)).Granted;
        clock.Set(TimeSpan.FromHours(hoursSet));

        clock.Advance(LeaseTerms.ExpireAfter - TimeSpan.FromSeconds(1));
        Assert.Empty((await ledger.LeaseAsync("ws/run", held, 0)).Lost);
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal<string>(held, (await ledger.LeaseAsync("ws/run", held, 0)).Lost);
    }

    [Theory, InlineData(-24), InlineData(24)]
    public async Task Each_workspace_has_its_turn_as_long_as_before(int hoursSet)
    {
        await ledger.HeartbeatAsync("p", 1);
        var held = (await ledger.LeaseAsync("a/run", [], 1)).Granted;
        Assert.Empty((await ledger.LeaseAsync("b/run", [], 1)).Granted);
        clock.Set(TimeSpan.FromHours(hoursSet));

        // Its trial ends within its turn, and it has the slot again; behind it the other has it.
        clock.Advance(LeaseTerms.TurnEvery - TimeSpan.FromSeconds(1));
        Assert.Empty((await ledger.LeaseAsync("b/run", [], 1)).Granted);
        Assert.Equal<string>(held, (await ledger.LeaseAsync("a/run", [], 1)).Granted);
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Empty((await ledger.LeaseAsync("a/run", [], 1)).Granted);
        Assert.Equal<string>(held, (await ledger.LeaseAsync("b/run", [], 1)).Granted);
    }

    /// <summary>A clock that somebody sets while time goes on.</summary>
    private sealed class SetClock : TimeProvider
    {
        private TimeSpan passed, set;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Advance(TimeSpan time) => passed += time;

        public void Set(TimeSpan by) => set += by;

        public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero) + passed + set;

        public override long GetTimestamp() => passed.Ticks;
    }
}
