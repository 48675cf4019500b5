using System.Buffers;
using System.Runtime.CompilerServices;
using Kolosal.Events;
using Kolosal.Storage;

namespace Kolosal.Predictions;

/// <summary>The prediction log of a single machine, over a segment log, and the hand-over of its positions to the feed.</summary>
internal sealed class PredictionLog(ISegmentLogs logs) : IPredictionLog
{
    public const string LogName = "predictions";

    private readonly ISegmentLog log = logs.Open(LogName);
    private readonly FeedQueue written = new();

    public string LogId => logs.LogId;

    /// <summary>The log itself, for reading.</summary>
    public ISegmentLog Segments => log;

    /// <summary>Completes when something was appended since the last take.</summary>
    public ValueTask<bool> WaitAsync(CancellationToken cancel) => written.WaitAsync(cancel);

    /// <summary>What was appended, in no particular order and not all of it; only the feed takes.</summary>
    public bool TryTake(out HandedOver taken) => written.TryTake(out taken);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<long> AppendAsync(string model, ReadOnlyMemory<byte> rowsSha256, ServedRequest request, bool durable)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(ServedRecord.MaximumBytes(model, request));
        long position;
        try
        {
            int length = ServedRecord.Write(model, rowsSha256.Span, request, buffer);
            position = await log.AppendAsync(buffer.AsMemory(0, length), durable);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        written.Offer(model, position, request.At);
        return position;
    }
}
