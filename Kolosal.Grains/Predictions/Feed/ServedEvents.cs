using Kolosal.Events;

namespace Kolosal.Predictions;

/// <summary>How served requests are cut into messages.</summary>
internal static class ServedEvents
{
    /// <summary>Requests in one stream event: about 50 ms of a busy model.</summary>
    public const int MaximumRequests = 1_000;

    /// <summary>Values in one stream event, 512 KiB: a memory stream that meets a message over 1 MiB stops its queue.</summary>
    public const int MaximumCells = 1 << 16;

    /// <summary>Values in one answer to a reader, 8 MiB, so that its turn and a message between silos stay short.</summary>
    public const int MaximumReadCells = 1 << 20;

    /// <summary>An event of requests as they stand in the log; without its rows when those are too large for a stream.</summary>
    /// <param name="logId">The log.</param>
    /// <param name="previous">Position of the model's record before.</param>
    /// <param name="requests">At least one, in log order.</param>
    public static PredictionsServed Of(string logId, long previous, ImmutableArray<ServedRequest> requests) =>
        requests.Sum(Cells) <= MaximumCells
            ? new(logId, previous, requests[0].Position, requests[^1].Position, requests)
            : UpTo(logId, requests[^1].Position);

    /// <summary>An event that only says how far the log goes: who has not read so far reads it.</summary>
    public static PredictionsServed UpTo(string logId, long last) => new(logId, last, last, last, []);

    public static long Cells(ServedRequest request) => request.Inputs.Length + request.Outputs.Length;
}
