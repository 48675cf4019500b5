using System.Diagnostics;
using System.Threading.Channels;

namespace Kolosal.Predictions;

/// <summary>Positions on their way from the log to the feed. Safe for any number of writers and one reader.</summary>
/// <remarks>The queue is bounded and what does not fit is dropped: the feed notices by the positions and reads the log.</remarks>
internal sealed class FeedQueue
{
    /// <summary>Requests that may wait for the feed; about a second at full load, a few hundred KiB.</summary>
    private const int Capacity = 16_384;

    private readonly Channel<HandedOver> written = Channel.CreateBounded<HandedOver>(
        new BoundedChannelOptions(Capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    /// <summary>Completes when something was offered since the last take.</summary>
    public ValueTask<bool> WaitAsync(CancellationToken cancel) => written.Reader.WaitToReadAsync(cancel);

    /// <summary>What was offered, in no particular order and not all of it.</summary>
    public bool TryTake(out HandedOver taken) => written.Reader.TryRead(out taken);

    /// <param name="model">The model, <c>workspace/name</c>.</param>
    /// <param name="position">Of the request, in the log.</param>
    /// <param name="at">When it was answered.</param>
    public void Offer(string model, long position, DateTimeOffset at) =>
        written.Writer.TryWrite(new(model, position, at.ToUnixTimeMilliseconds(), TraceOfRequest()));

    /// <summary>Only of requests whose trace is kept: the others would cost a text each and show nowhere.</summary>
    private static string? TraceOfRequest() => Activity.Current is { Recorded: true, IdFormat: ActivityIdFormat.W3C } request ? request.Id : null;
}

/// <summary>A request on its way to the feed.</summary>
/// <param name="Model">The model, <c>workspace/name</c>.</param>
/// <param name="Position">In the log.</param>
/// <param name="At">When it was answered, in Unix milliseconds; null when its record cannot be read.</param>
/// <param name="Trace">Its trace context; null when it is not traced, or was found in the log.</param>
internal readonly record struct HandedOver(string Model, long Position, long? At, string? Trace = null);
