using Kolosal.Access;
using Orleans.Concurrency;

namespace Kolosal.Experiments;

/// <summary>Which training slots there are and who holds them. One for the installation, key <c>system/training-slots</c>; calls nobody.</summary>
/// <remarks>
/// Keeps nothing on disk: processes report themselves every few seconds, and a lease that is forgotten with the activation costs at most
/// two trials waiting for one slot.
/// </remarks>
[Alias("kolosal.experiments.ITrainingSlotsGrain")]
public interface ISlotLedgerGrain : IGrainWithStringKey
{
    /// <summary>A process reports that it lives.</summary>
    /// <param name="process">Names the process, never used again.</param>
    /// <param name="slots">Its slots; 0 withdraws it.</param>
    [Alias("Heartbeat"), HostOnly]
    Task HeartbeatAsync(string process, int slots);

    /// <summary>Lets a run wait for its first slot; a run that waits already is let in again.</summary>
    /// <param name="holder">The run, <c>workspace/run</c>.</param>
    /// <param name="since">When it was asked for.</param>
    /// <returns>False when as many runs of its workspace wait as may.</returns>
    [Alias("Enter")]
    Task<bool> EnterAsync(string holder, DateTimeOffset since);

    /// <summary>Leases more slots, up to the holder's share; renews those it has, and forgets those it does not name.</summary>
    [Alias("Claim")]
    Task<SlotLease> ClaimAsync(SlotClaim claim);

    /// <summary>The runs of a workspace that wait for their first slot, the next one first; as <c>workspace/run</c>.</summary>
    [ReadOnly, Alias("Queue"), RequiresPermission(Permission.TrainRead)]
    Task<ImmutableArray<string>> QueueAsync(string workspace);

    /// <summary>As <see cref="ClaimAsync"/>, for a holder that has come just now: what silos of earlier versions call.</summary>
    /// <param name="holder">The run.</param>
    /// <param name="held">The slots it still works on.</param>
    /// <param name="wanted">How many more it can use; 0 to renew only.</param>
    [Alias("Lease")]
    Task<SlotLease> LeaseAsync(string holder, ImmutableArray<string> held, int wanted);

    /// <summary>Gives back every slot of the holder.</summary>
    [Alias("Release")]
    Task ReleaseAsync(string holder);
}

/// <summary>What a run asks the ledger for.</summary>
/// <param name="Holder">The run, <c>workspace/run</c>.</param>
/// <param name="Held">The slots it still works on.</param>
/// <param name="Wanted">How many more it can use; 0 to renew only.</param>
/// <param name="Since">When it began to wait: earlier runs of a workspace are served first.</param>
/// <param name="Started">It has had a slot already.</param>
[GenerateSerializer, Immutable, Alias("kolosal.slot-claim")]
public sealed record SlotClaim(string Holder, ImmutableArray<string> Held, int Wanted, DateTimeOffset Since, bool Started);

/// <summary>An answer to a holder.</summary>
/// <param name="Granted">Slots newly leased.</param>
/// <param name="Lost">Slots the holder named whose process no longer reports itself.</param>
/// <param name="QueuePosition">Its place among the runs of its workspace that wait for their first slot, from 1; null when it does not.</param>
[GenerateSerializer, Immutable, Alias("kolosal.slot-lease")]
public sealed record SlotLease(ImmutableArray<string> Granted, ImmutableArray<string> Lost, int? QueuePosition = null);

public static class SlotLedgerGrains
{
    public static ISlotLedgerGrain SlotLedger(this IGrainFactory grains) =>
        grains.GetGrain<ISlotLedgerGrain>($"{ResourceKey.System}/training-slots");
}
