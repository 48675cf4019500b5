using Microsoft.Extensions.Options;

namespace Kolosal.Experiments;

/// <remarks>
/// Keeps a <see cref="SlotLedger"/> in memory only; calls nobody. Its type keeps the name that silos of other versions call it by, so that
/// all share one ledger. A process whose silo the cluster has declared dead is struck at once; others by their silence.
/// </remarks>
[KeepAlive, GrainType("trainingslots")]
internal sealed class SlotLedgerGrain(TimeProvider clock, ISiloStatusOracle silos, IOptions<ExperimentsOptions> options) : Grain, ISlotLedgerGrain
{
    private readonly SlotLedger ledger = new(LeaseTerms.ExpireAfter, options.Value.ToLimits());
    private readonly DateTimeOffset origin = clock.GetUtcNow();
    private readonly long began = clock.GetTimestamp();

    /// <summary>What is measured never goes back, as the ledger needs it: a clock that somebody sets would keep dead processes alive and turns from
    /// ending for as long.</summary>
    private DateTimeOffset Now => origin + clock.GetElapsedTime(began);

    public Task HeartbeatAsync(string process, int slots)
    {
        ledger.Heartbeat(process, slots, Now);
        return Task.CompletedTask;
    }

    public Task<bool> EnterAsync(string holder, DateTimeOffset since) => Task.FromResult(ledger.Enter(holder, since, Now));

    public Task<SlotLease> LeaseAsync(string holder, ImmutableArray<string> held, int wanted) =>
        AnswerAsync(holder, held, wanted, since: null, started: false);

    public Task<SlotLease> ClaimAsync(SlotClaim claim) =>
        AnswerAsync(claim.Holder, claim.Held, claim.Wanted, claim.Since, claim.Started);

    public Task<ImmutableArray<string>> QueueAsync(string workspace) => Task.FromResult(ledger.QueueOf(workspace));

    public Task ReleaseAsync(string holder)
    {
        ledger.Release(holder);
        return Task.CompletedTask;
    }

    private Task<SlotLease> AnswerAsync(string holder, ImmutableArray<string> held, int wanted, DateTimeOffset? since, bool started)
    {
        ledger.Strike(process => ProcessName.Parse(process) is { } silo && silos.IsDeadSilo(silo));
        var (granted, lost) = ledger.Lease(holder, held, wanted, Now, since, started);
        int place = ledger.QueueOf(SlotHolder.WorkspaceOf(holder)).IndexOf(holder);
        return Task.FromResult(new SlotLease(granted, lost, place < 0 ? null : place + 1));
    }
}
