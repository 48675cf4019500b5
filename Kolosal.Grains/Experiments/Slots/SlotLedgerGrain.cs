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

    public Task HeartbeatAsync(string process, int slots)
    {
        ledger.Heartbeat(process, slots, clock.GetUtcNow());
        return Task.CompletedTask;
    }

    public Task<bool> EnterAsync(string holder, DateTimeOffset since) => Task.FromResult(ledger.Enter(holder, since, clock.GetUtcNow()));

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
        var (granted, lost) = ledger.Lease(holder, held, wanted, clock.GetUtcNow(), since, started);
        int place = ledger.QueueOf(SlotHolder.WorkspaceOf(holder)).IndexOf(holder);
        return Task.FromResult(new SlotLease(granted, lost, place < 0 ? null : place + 1));
    }
}
