using System.Text;
using Kolosal.Events;
using Orleans.Concurrency;
using Orleans.Placement;

namespace Kolosal.Predictions;

/// <remarks>Reads this silo's prediction log through its index; keeps nothing. Reentrant: readers do not disturb each other.</remarks>
[PreferLocalPlacement, KeepAlive, Reentrant]
internal sealed class PredictionLogGrain(PredictionLog log, PredictionIndex index) : Grain, IPredictionLogGrain
{
    /// <summary>Values in one answer; 8 MiB, so that a reader's turn and a message between silos stay short.</summary>
    private const int MaximumCells = 1 << 20;

    private const int MaximumRequests = 10_000;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        string asked = ResourceKey.Parse(this.GetPrimaryKeyString()).Id;
        return asked == log.LogId ? base.OnActivateAsync(cancellationToken)
            : throw new InvalidOperationException($"Log {asked} belongs to another silo, which must activate its reader; this one has {log.LogId}.");
    }

    public async Task<PredictionsServed?> ReadAsync(string model, long after, int maxRequests)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(maxRequests, Math.Clamp(maxRequests, 1, MaximumRequests));
        byte[] key = Encoding.UTF8.GetBytes(model);
        var requests = ImmutableArray.CreateBuilder<ServedRequest>();
        int cells = 0;

        // The index decides how far there is something: what it does not cover yet will come by the stream.
        long last = index.Last(model);
        for (long from = index.Seek(model, after + 1); from <= last && requests.Count < maxRequests && cells < MaximumCells;)
        {
            long end = (from / PredictionIndex.BlockRecords + 1) * PredictionIndex.BlockRecords;
            await foreach (var record in log.Segments.ReadAsync(from))
            {
                if (record.Position >= end || record.Position > last || requests.Count == maxRequests || cells >= MaximumCells) break;
                if (!ServedRecord.IsOf(record.Payload.Span, key)) continue;
                var request = ServedRecord.Read(record.Position, record.Payload.Span).Request;
                requests.Add(request);
                cells += request.Inputs.Length + request.Outputs.Length;
            }

            from = index.Seek(model, end);
        }

        return requests.Count == 0 ? null : new(log.LogId, after, requests[0].Position, requests[^1].Position, requests.ToImmutable());
    }

    public Task<long> LastAsync(string model) => Task.FromResult(index.Last(model));
}
