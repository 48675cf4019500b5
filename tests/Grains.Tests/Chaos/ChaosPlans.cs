using Kolosal.Models;

namespace Kolosal.Chaos;

/// <summary>Plans of short tests.</summary>
internal static class ChaosPlans
{
    public static ChaosPlan Of(ChaosFault fault)
    {
        var type = Enum.GetValues<ChaosTestType>().First(type => ChaosLifecycle.FaultsOf(type).Contains(fault));
        bool late = fault is ChaosFault.StorageLatency or ChaosFault.StreamDelay or ChaosFault.BlobLatency;
        bool everyone = fault is ChaosFault.ClockSkew or ChaosFault.SiloKill;
        return new(
            "a test", type, fault, late ? 200 : null, fault == ChaosFault.ClockSkew ? 600 : null,
            new("It goes on.", ServedModels.Workspace, null, null, 0, null), new(null, 20, 30_000),
            new([everyone ? "*" : ServedModels.Workspace], null, 1, 1, null), new(0.9, 60, null, null), 1, 100, 1);
    }
}
