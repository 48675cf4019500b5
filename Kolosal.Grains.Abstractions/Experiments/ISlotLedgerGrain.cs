using Kolosal.Access;

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

    /// <summary>Leases up to <paramref name="wanted"/> more slots; renews those the holder has, and forgets those it does not name.</summary>
    /// <param name="holder">The run.</param>
    /// <param name="held">The slots it still works on.</param>
    /// <param name="wanted">How many more it can use; 0 to renew only.</param>
    [Alias("Lease")]
    Task<SlotLease> LeaseAsync(string holder, ImmutableArray<string> held, int wanted);

    /// <summary>Gives back every slot of the holder.</summary>
    [Alias("Release")]
    Task ReleaseAsync(string holder);
}

/// <summary>An answer to a holder.</summary>
/// <param name="Granted">Slots newly leased.</param>
/// <param name="Lost">Slots the holder named whose process no longer reports itself.</param>
[GenerateSerializer, Immutable, Alias("kolosal.slot-lease")]
public sealed record SlotLease(ImmutableArray<string> Granted, ImmutableArray<string> Lost);

public static class SlotLedgerGrains
{
    public static ISlotLedgerGrain SlotLedger(this IGrainFactory grains) =>
        grains.GetGrain<ISlotLedgerGrain>($"{ResourceKey.System}/training-slots");
}
