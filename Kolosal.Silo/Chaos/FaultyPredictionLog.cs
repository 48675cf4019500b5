using Kolosal.Events;
using Kolosal.Predictions;

namespace Kolosal.Chaos;

/// <summary>A prediction log that is late or takes no records while a fault says so. What it refuses is not in it, and the request fails.</summary>
internal sealed class FaultyPredictionLog(IPredictionLog inner, FaultInjector faults) : IPredictionLog
{
    public string LogId => inner.LogId;

    public ValueTask<long> AppendAsync(string model, ReadOnlyMemory<byte> rowsSha256, ServedRequest request, bool durable) =>
        faults.IsAnyInForce ? StruckAsync(model, rowsSha256, request, durable) : inner.AppendAsync(model, rowsSha256, request, durable);

    private async ValueTask<long> StruckAsync(string model, ReadOnlyMemory<byte> rowsSha256, ServedRequest request, bool durable)
    {
        var key = ModelKey.Parse(model);
        await StorageFaults.StrikeAsync(faults, key.Workspace, key.Name, CancellationToken.None);
        return await inner.AppendAsync(model, rowsSha256, request, durable);
    }
}
