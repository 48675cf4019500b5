using Kolosal.Access;

namespace Kolosal.Events;

/// <summary>Reads a prediction log on the silo that holds it. Key <c>system/logId</c>.</summary>
/// <remarks>
/// The log that silos share is read on any of them. A log on a machine's disk is read there: the owning silo activates its reader when it
/// starts; where a call activates it elsewhere the activation fails, and the caller tries again later: a log that cannot be reached must
/// not look like one that holds nothing.
/// </remarks>
[HostOnly, Alias("kolosal.events.IPredictionLogGrain")]
public interface IPredictionLogGrain : IGrainWithStringKey
{
    /// <summary>The next requests of a model.</summary>
    /// <param name="model">The model, <c>workspace/name</c>.</param>
    /// <param name="after">Position behind which to read; −1 for everything.</param>
    /// <param name="maxRequests">1 to 10,000; fewer come when the rows add up to a large message.</param>
    /// <returns>Null when no durable record of the model lies behind <paramref name="after"/>.</returns>
    [Alias("Read")]
    Task<PredictionsServed?> ReadAsync(string model, long after, int maxRequests);

    /// <summary>Position of the model's last durable record; −1 when there is none.</summary>
    [Alias("Last")]
    Task<long> LastAsync(string model);
}

public static class PredictionLogGrains
{
    public static IPredictionLogGrain PredictionLog(this IGrainFactory grains, string logId) =>
        grains.GetGrain<IPredictionLogGrain>($"{ResourceKey.System}/{logId}");
}
