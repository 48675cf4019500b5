using System.Buffers;
using System.Threading.Channels;
using Kolosal.Events;
using Kolosal.Storage;

namespace Kolosal.Predictions;

/// <summary>The prediction log over a segment log, and the hand-over of what was written to the feed.</summary>
/// <remarks>
/// The feed could read everything back from disk; handing it the request saves that in the usual case. The hand-over is bounded and may
/// be dropped: the feed notices by the positions and reads the log.
/// </remarks>
internal sealed class PredictionLog(ISegmentLogs logs) : IPredictionLog
{
    public const string LogName = "predictions";

    /// <summary>Requests that may wait for the feed; about a tenth of a second at full load, a few MiB.</summary>
    private const int HandOverCapacity = 16_384;

    /// <summary>Values that may wait with them; 32 MiB, so that large batches do not pile up in memory either.</summary>
    private const long HandOverCells = 4L << 20;

    private readonly ISegmentLog log = logs.Open(LogName);

    private readonly Channel<HandedOver> written = Channel.CreateBounded<HandedOver>(
        new BoundedChannelOptions(HandOverCapacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    public string LogId => logs.LogId;

    /// <summary>The log itself, for reading.</summary>
    public ISegmentLog Segments => log;

    private long waitingCells;

    /// <summary>Completes when something was appended since the last take.</summary>
    public ValueTask<bool> WaitAsync(CancellationToken cancel) => written.Reader.WaitToReadAsync(cancel);

    /// <summary>What was appended, in no particular order and not all of it; only the feed takes.</summary>
    public bool TryTake(out HandedOver taken)
    {
        if (!written.Reader.TryRead(out taken)) return false;
        Interlocked.Add(ref waitingCells, -Cells(taken.Request));
        return true;
    }

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

        // A full hand-over is no loss: the feed finds the record in the log.
        long cells = Cells(request);
        if (Interlocked.Add(ref waitingCells, cells) > HandOverCells || !written.Writer.TryWrite(new(model, request with { Position = position })))
            Interlocked.Add(ref waitingCells, -cells);
        return position;
    }

    private static long Cells(ServedRequest request) => request.Inputs.Length + request.Outputs.Length;
}

/// <summary>A request on its way to the feed.</summary>
internal readonly record struct HandedOver(string Model, ServedRequest Request);
