using Kolosal.Events;
using Orleans.Concurrency;
using Orleans.Placement;

namespace Kolosal.Predictions;

/// <remarks>Reads a prediction log that this silo holds; keeps nothing. Reentrant: readers do not disturb each other.</remarks>
[PreferLocalPlacement, KeepAlive, Reentrant]
internal sealed class PredictionLogGrain(IPredictionLogReader log) : Grain, IPredictionLogGrain
{
    private const int MaximumRequests = 10_000;

    private string LogId => ResourceKey.Parse(this.GetPrimaryKeyString()).Id;

    public override Task OnActivateAsync(CancellationToken cancellationToken) => log.Holds(LogId) ? base.OnActivateAsync(cancellationToken)
        : throw new InvalidOperationException($"Log {LogId} lies on another silo's disk, and that silo must activate its reader.");

    public Task<PredictionsServed?> ReadAsync(string model, long after, int maxRequests)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(maxRequests, Math.Clamp(maxRequests, 1, MaximumRequests));
        return log.ReadAsync(LogId, model, after, maxRequests);
    }

    public Task<long> LastAsync(string model) => log.LastAsync(LogId, model);
}
