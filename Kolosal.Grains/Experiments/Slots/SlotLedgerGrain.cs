namespace Kolosal.Experiments;

/// <remarks>
/// Keeps a <see cref="SlotLedger"/> in memory only; calls nobody. Its type keeps the name that silos of other versions call it by, so that
/// all share one ledger. A process whose silo the cluster has declared dead is struck at once; others by their silence.
/// </remarks>
[KeepAlive, GrainType("trainingslots")]
internal sealed class SlotLedgerGrain(TimeProvider clock, ISiloStatusOracle silos) : Grain, ISlotLedgerGrain
{
    private readonly SlotLedger ledger = new(LeaseTerms.ExpireAfter);

    public Task HeartbeatAsync(string process, int slots)
    {
        ledger.Heartbeat(process, slots, clock.GetUtcNow());
        return Task.CompletedTask;
    }

    public Task<SlotLease> LeaseAsync(string holder, ImmutableArray<string> held, int wanted)
    {
        ledger.Strike(process => ProcessName.Parse(process) is { } silo && silos.IsDeadSilo(silo));
        var (granted, lost) = ledger.Lease(holder, held, wanted, clock.GetUtcNow());
        return Task.FromResult(new SlotLease(granted, lost));
    }

    public Task ReleaseAsync(string holder)
    {
        ledger.Release(holder);
        return Task.CompletedTask;
    }
}
