using System.Text;
using Kolosal.Events;

namespace Kolosal.Predictions;

/// <summary>Reads the prediction log of this machine through its index.</summary>
internal sealed class SegmentPredictionReader(PredictionLog log, PredictionIndex index) : IPredictionLogReader
{
    public bool Holds(string logId) => logId == log.LogId;

    public async Task<PredictionsServed?> ReadAsync(string logId, string model, long after, int maxRequests)
    {
        byte[] key = Encoding.UTF8.GetBytes(model);
        var requests = ImmutableArray.CreateBuilder<ServedRequest>();
        long cells = 0;

        // The index decides how far there is something: what it does not cover yet will come by the stream.
        long last = index.Last(model);
        for (long from = index.Seek(model, after + 1); from <= last && requests.Count < maxRequests && cells < ReadLimits.Cells;)
        {
            long end = (from / PredictionIndex.BlockRecords + 1) * PredictionIndex.BlockRecords;
            await foreach (var record in log.Segments.ReadSoundAsync(from))
            {
                if (record.Position >= end || record.Position > last) break;
                if (requests.Count == maxRequests || cells >= ReadLimits.Cells) break;
                if (record.Payload.IsEmpty || !ServedRecord.IsOf(record.Payload.Span, key)) continue;
                var request = ServedRecord.Read(record.Position, record.Payload.Span).Request;
                requests.Add(request);
                cells += ReadLimits.CellsOf(request);
            }

            from = index.Seek(model, end);
        }

        return requests.Count == 0 ? null : new(log.LogId, after, requests[0].Position, requests[^1].Position, requests.ToImmutable());
    }

    public Task<long> LastAsync(string logId, string model) => Task.FromResult(index.Last(model));
}
