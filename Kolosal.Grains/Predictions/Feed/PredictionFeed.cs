using System.Text;
using Kolosal.Events;
using Kolosal.Storage;

namespace Kolosal.Predictions;

/// <summary>Follows this silo's prediction log and tells the monitors of each model how far it goes. One caller at a time.</summary>
/// <remarks>
/// It keeps nothing durable that matters: what it had not published when the process ended stands in the log, and monitors find it from
/// their cursors. So that they look even when a model gets no more traffic, a start publishes the last record of each model again that one of
/// them has not counted, a monitor of a newer program too; where that is not known, of each recently used model.
/// </remarks>
internal sealed class PredictionFeed(
    PredictionLog log, PredictionIndex index, ISegmentLogs logs, IPredictionPublisher publisher, IConsumerProgress? progress = null)
    : IPredictionFeed
{
    /// <summary>How far back a start looks for models whose monitors may have missed something: more than any stream queue holds.</summary>
    private const long RecentRecords = 64L * PredictionIndex.BlockRecords;

    /// <summary>Stands in the index for the model of a record that cannot be read.</summary>
    private const string Lost = "";

    private readonly ISegmentLog blocks = logs.Open(PredictionIndex.LogName);
    private readonly Dictionary<string, PredictionsLogged> gathered = new(StringComparer.Ordinal);
    private LogSequencer? sequencer;
    private long missingSince = -1;

    /// <summary>Rebuilds the index and wakes the monitors of models that were in use. To be called once, before <see cref="PumpAsync"/>.</summary>
    public async Task StartAsync(CancellationToken cancel)
    {
        // A block that was lost is written again later, out of its place: only what comes next is taken.
        await foreach (var block in blocks.ReadSoundAsync(0, cancel)) index.Restore(block.Payload.Span);

        long durable = log.Segments.DurablePosition;
        if (index.Next < durable)
        {
            await foreach (var record in log.Segments.ReadSoundAsync(index.Next, cancel))
            {
                if (record.Position >= durable) break;
                await IndexAsync(Read(record), cancel);
            }
        }

        sequencer = new(index.Next);
        var counted = progress?.Read(log.LogId);
        foreach (var (model, _, last) in index.Since(counted is null ? index.Next - RecentRecords : 0)
            .Where(found => found.Model != Lost && (counted is null || counted(found.Model) < found.Last)))
            await publisher.PublishAsync(model, new(log.LogId, last), cancel);
    }

    /// <summary>Completes when something was appended since the last pass.</summary>
    public async Task WaitAsync(CancellationToken cancel) => await log.WaitAsync(cancel);

    /// <summary>One pass: publishes what has become durable since the last one.</summary>
    /// <returns>Requests published.</returns>
    public async Task<int> PumpAsync(CancellationToken cancel)
    {
        var order = sequencer ?? throw new InvalidOperationException("The feed was not started.");
        while (log.TryTake(out var handed)) order.Offer(handed);
        long durable = log.Segments.DurablePosition;
        int published = await DrainAsync(order, durable, cancel);

        // A record may be on disk an instant before it is handed over. One that is missing for a whole pass was dropped.
        if (order.Next < durable && missingSince == order.Next)
        {
            await ReadMissingAsync(order, durable, cancel);
            published += await DrainAsync(order, durable, cancel);
        }

        missingSince = order.Next < durable ? order.Next : -1;
        foreach (var (model, logged) in gathered) await publisher.PublishAsync(model, logged, cancel);
        gathered.Clear();
        return published;
    }

    private async Task<int> DrainAsync(LogSequencer order, long durable, CancellationToken cancel)
    {
        int taken = 0;
        for (; order.TryTake(durable, out var handed); taken++)
        {
            // The index first: a reader looks no further than it.
            await IndexAsync(handed, cancel);
            if (handed.Model != Lost)
                gathered[handed.Model] = new(log.LogId, handed.Position, handed.Trace ?? gathered.GetValueOrDefault(handed.Model)?.Trace);
        }

        return taken;
    }

    private async Task ReadMissingAsync(LogSequencer order, long durable, CancellationToken cancel)
    {
        // In bounded steps: after a long pause of the feed the log may hold more than memory should.
        long end = Math.Min(durable, order.Next + PredictionIndex.BlockRecords);
        await foreach (var record in log.Segments.ReadSoundAsync(order.Next, cancel))
        {
            if (record.Position >= end) break;
            order.Offer(Read(record));
        }
    }

    private static HandedOver Read(LogRecord record) => record.Payload.IsEmpty ? new(Lost, record.Position, null)
        : new(Encoding.UTF8.GetString(ServedRecord.Key(record.Payload.Span)), record.Position,
            ServedRecord.AnsweredAt(record.Payload.Span).ToUnixTimeMilliseconds());

    private async Task IndexAsync(HandedOver handed, CancellationToken cancel)
    {
        if (index.Add(handed.Model, handed.Position, handed.At) is { } finished) await blocks.AppendAsync(finished, durable: false, cancel);
    }
}
