using Kolosal.Access;

namespace Kolosal.Events;

/// <summary>Whatever counts the served requests of one model: monitors, totals, sealing. Key <c>workspace/model</c>; one class a purpose.</summary>
[HostOnly, Alias("kolosal.events.ILogConsumerGrain")]
public interface ILogConsumerGrain : IGrainWithStringKey
{
    /// <summary>Tells it how far a log goes, as the stream does, and asks how far it has counted: for whoever looks after its keeping up.</summary>
    /// <param name="logId">The log.</param>
    /// <param name="last">Position of the model's last record known there.</param>
    [Alias("Stand")]
    Task<ConsumerStanding> StandAsync(string logId, long last);
}

/// <summary>How far a consumer is.</summary>
/// <param name="Counted">Position of the last record counted in that log; −1 for none.</param>
/// <param name="Held">What it waits for; null while it counts.</param>
[GenerateSerializer, Immutable, Alias("kolosal.consumer-standing")]
public sealed record ConsumerStanding(long Counted, MonitorHold? Held);
