using System.Text;
using Orleans.Placement;
using Orleans.Runtime.Placement;

namespace Kolosal.Experiments;

/// <summary>Places a training slot in the process that it is named after, whoever calls it first and whatever a lost directory entry said.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class SlotPlacementAttribute() : PlacementAttribute(new SlotPlacement());

/// <inheritdoc cref="SlotPlacementAttribute"/>
[GenerateSerializer, Immutable, Alias("kolosal.slot-placement")]
internal sealed class SlotPlacement : PlacementStrategy;

internal sealed class SlotPlacementDirector : IPlacementDirector
{
    /// <returns>The silo of the slot's name; the local one when that is gone, where the slot refuses.</returns>
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        string process = SlotLedger.ProcessOf(ResourceKey.Parse(target.GrainIdentity.Key.ToString()!).Id);
        var able = context.GetCompatibleSilos(target);
        return Task.FromResult(able.FirstOrDefault(silo => ProcessName.Of(silo) == process)
            ?? (able.Contains(context.LocalSilo) ? context.LocalSilo : able[0]));
    }
}

/// <summary>How slots name the process of a silo: its address and start, in hexadecimal, so that no later process has the name.</summary>
internal static class ProcessName
{
    public static string Of(SiloAddress silo) => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(silo.ToParsableString()));

    /// <summary>The silo of a name; null when it is none.</summary>
    public static SiloAddress? Parse(string process)
    {
        try
        {
            return SiloAddress.FromParsableString(Encoding.UTF8.GetString(Convert.FromHexString(process)));
        }
        catch (Exception foreign) when (foreign is FormatException or ArgumentException or IndexOutOfRangeException)
        {
            return null; // a name that an earlier program gave
        }
    }
}
