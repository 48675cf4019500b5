namespace Kolosal.Experiments;

/// <remarks>Keeps a <see cref="SlotLedger"/> in memory only; calls nobody.</remarks>
[KeepAlive]
internal sealed class TrainingSlotsGrain(TimeProvider clock) : Grain, ITrainingSlotsGrain
{
    /// <summary>Three missed heartbeats, or three missed renewals.</summary>
    private readonly SlotLedger ledger = new(3 * TrainingSlots.HeartbeatEvery);

    public Task HeartbeatAsync(string process, int slots)
    {
        ledger.Heartbeat(process, slots, clock.GetUtcNow());
        return Task.CompletedTask;
    }

    public Task<SlotLease> LeaseAsync(string holder, ImmutableArray<string> held, int wanted)
    {
        var (granted, lost) = ledger.Lease(holder, held, wanted, clock.GetUtcNow());
        return Task.FromResult(new SlotLease(granted, lost));
    }
}

/// <summary>The rhythm that processes and runs keep towards the ledger.</summary>
internal static class TrainingSlots
{
    public static readonly TimeSpan HeartbeatEvery = TimeSpan.FromSeconds(5);

    /// <summary>How soon a report that did not get through is repeated, also while the engine is starting.</summary>
    public static readonly TimeSpan RetryEvery = TimeSpan.FromMilliseconds(250);
}
