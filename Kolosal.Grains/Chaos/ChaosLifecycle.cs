namespace Kolosal.Chaos;

/// <summary>Which status of a test may follow which, which fault belongs to which type, and what is refused.</summary>
public static class ChaosLifecycle
{
    internal static readonly Transitions<ChaosTestStatus> Tests = new(
        (ChaosTestStatus.Running, [ChaosTestStatus.Completed, ChaosTestStatus.Failed, ChaosTestStatus.Cancelled]),
        (ChaosTestStatus.Completed, []),
        (ChaosTestStatus.Failed, []),
        (ChaosTestStatus.Cancelled, []));

    internal static Refusal Disabled { get; } = new(
        RefusalKind.Forbidden, "chaos.disabled",
        "This installation takes no faults. Set Kolosal:Chaos:Enabled to true on every silo, and start them anew, to allow them.");

    /// <summary>The faults of a type; the first is meant when none is named.</summary>
    public static ImmutableArray<ChaosFault> FaultsOf(ChaosTestType type) => type switch
    {
        ChaosTestType.ConnectorOutage => [ChaosFault.OutboundOutage],
        ChaosTestType.QueueDelay => [ChaosFault.StreamDelay, ChaosFault.StreamDrop, ChaosFault.StreamRepeat],
        ChaosTestType.DbFailover => [ChaosFault.StorageErrors, ChaosFault.StorageLatency],
        ChaosTestType.ServiceDegradation => [ChaosFault.StorageLatency, ChaosFault.BlobLatency, ChaosFault.ClockSkew],
        _ => [ChaosFault.SiloKill],
    };

    /// <summary>Nothing of this name was ever ordered.</summary>
    public static Refusal NotFound(string id) => Refusal.NotFound("chaos.not-found", $"There is no chaos test '{id}' in this workspace.");

    internal static Refusal Running(string other) => Refusal.Conflict(
        "chaos.running", $"The chaos test {other} is running, and one runs at a time; wait until it has ended, or cancel it.");

    internal static Refusal NotEnded(string id) => Refusal.Conflict(
        "chaos.running", $"{id} is running. Wait until it has ended, or cancel it; then write down what was learnt.");
}
