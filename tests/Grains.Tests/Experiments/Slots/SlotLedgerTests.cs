namespace Kolosal.Experiments;

public class SlotLedgerTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly SlotLedger ledger = new(TimeSpan.FromSeconds(15));

    [Fact]
    public void Nothing_is_granted_where_no_process_lives() => Assert.Empty(ledger.Lease("run", [], 4, Start).Granted);

    [Fact]
    public void Trials_spread_over_processes_before_they_share_one()
    {
        ledger.Heartbeat("a", 2, Start);
        ledger.Heartbeat("b", 2, Start);
        var granted = ledger.Lease("run", [], 2, Start).Granted;
        Assert.Equal(["a", "b"], granted.Select(SlotLedger.ProcessOf).Order());
    }

    [Fact]
    public void A_slot_is_leased_once()
    {
        ledger.Heartbeat("a", 3, Start);
        var first = ledger.Lease("run_1", [], 2, Start).Granted;
        var second = ledger.Lease("run_2", [], 3, Start).Granted;
        Assert.Equal(2, first.Length);
        Assert.Single(second);
        Assert.Empty(first.Intersect(second));
    }

    [Fact]
    public void A_run_may_use_what_nobody_else_wants()
    {
        ledger.Heartbeat("a", 8, Start);
        Assert.Equal(8, ledger.Lease("run", [], 8, Start).Granted.Length);
    }

    [Fact]
    public void A_returning_holder_leaves_the_waiting_one_its_share()
    {
        ledger.Heartbeat("a", 2, Start);
        var all = ledger.Lease("run_1", [], 2, Start).Granted;
        Assert.Empty(ledger.Lease("run_2", [], 2, Start).Granted);

        // One trial of run_1 ends and it asks for the next: half of two slots is one, and it has one.
        Assert.Empty(ledger.Lease("run_1", [all[0]], 1, Start).Granted);
        Assert.Equal<string>([all[1]], ledger.Lease("run_2", [], 2, Start).Granted);
    }

    [Fact]
    public void Slots_of_a_silent_process_are_reported_lost()
    {
        ledger.Heartbeat("a", 1, Start);
        ledger.Heartbeat("b", 1, Start);
        var held = ledger.Lease("run", [], 2, Start).Granted;
        ledger.Heartbeat("b", 1, Start.AddSeconds(16));
        var (granted, lost) = ledger.Lease("run", held, 1, Start.AddSeconds(16));
        Assert.Equal<string>([SlotLedger.SlotName("a", 0)], lost);
        Assert.Empty(granted); // b's slot is held already
    }

    [Fact]
    public void A_slot_that_was_lost_comes_last()
    {
        ledger.Heartbeat("a", 1, Start);
        ledger.Heartbeat("b", 1, Start);
        string first = Assert.Single(ledger.Lease("run", [], 1, Start).Granted);
        string second = Assert.Single(ledger.Lease("run", [], 1, Start).Granted); // it names none: the first is no longer used
        Assert.NotEqual(first, second);
        Assert.Equal<string>([first], ledger.Lease("run", [], 1, Start).Granted);
    }

    [Fact]
    public void A_process_known_to_be_dead_is_struck_without_waiting_for_its_silence()
    {
        ledger.Heartbeat("a", 1, Start);
        ledger.Heartbeat("b", 1, Start);
        var held = ledger.Lease("run", [], 2, Start).Granted;
        ledger.Strike(process => process == "a");
        var (granted, lost) = ledger.Lease("run", held, 1, Start);
        Assert.Equal<string>([SlotLedger.SlotName("a", 0)], lost);
        Assert.Empty(granted);
    }

    [Fact]
    public void A_lease_nobody_renews_returns()
    {
        ledger.Heartbeat("a", 1, Start);
        ledger.Lease("gone", [], 1, Start);
        ledger.Heartbeat("a", 1, Start.AddSeconds(14));
        Assert.Empty(ledger.Lease("next", [], 1, Start.AddSeconds(14)).Granted);
        ledger.Heartbeat("a", 1, Start.AddSeconds(16));
        Assert.Single(ledger.Lease("next", [], 1, Start.AddSeconds(16)).Granted);
    }

    [Fact]
    public void A_process_that_leaves_takes_its_slots_along()
    {
        ledger.Heartbeat("a", 2, Start);
        ledger.Heartbeat("a", 0, Start);
        Assert.Empty(ledger.Lease("run", [], 1, Start).Granted);
    }
}
