using System.Threading.Channels;
using Kolosal.Events;

namespace Kolosal.Predictions;

/// <summary>Requests on their way from the log to the feed. Safe for any number of writers and one reader.</summary>
/// <remarks>
/// The feed could read everything back from the log; handing it the request saves that in the usual case. The queue is bounded and what
/// does not fit is dropped: the feed or the monitors notice by the positions and read the log.
/// </remarks>
internal sealed class FeedQueue
{
    /// <summary>Requests that may wait for the feed; about a tenth of a second at full load, a few MiB.</summary>
    private const int Capacity = 16_384;

    /// <summary>Values that may wait with them; 32 MiB, so that large batches do not pile up in memory either.</summary>
    private const long MaximumCells = 4L << 20;

    private readonly Channel<HandedOver> written = Channel.CreateBounded<HandedOver>(
        new BoundedChannelOptions(Capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private long waitingCells;

    /// <summary>Completes when something was offered since the last take.</summary>
    public ValueTask<bool> WaitAsync(CancellationToken cancel) => written.Reader.WaitToReadAsync(cancel);

    /// <summary>What was offered, in no particular order and not all of it.</summary>
    public bool TryTake(out HandedOver taken)
    {
        if (!written.Reader.TryRead(out taken)) return false;
        Interlocked.Add(ref waitingCells, -Cells(taken.Request));
        return true;
    }

    /// <param name="model">The model, <c>workspace/name</c>.</param>
    /// <param name="request">With its position in the log.</param>
    public void Offer(string model, ServedRequest request)
    {
        long cells = Cells(request);
        if (Interlocked.Add(ref waitingCells, cells) > MaximumCells || !written.Writer.TryWrite(new(model, request)))
            Interlocked.Add(ref waitingCells, -cells);
    }

    private static long Cells(ServedRequest request) => request.Inputs.Length + request.Outputs.Length;
}

/// <summary>A request on its way to the feed.</summary>
internal readonly record struct HandedOver(string Model, ServedRequest Request);
