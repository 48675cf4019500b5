using Kolosal.Events;

namespace Kolosal.Predictions;

/// <summary>The log of served requests: a single machine's own, or the one that silos share. Safe for any number of callers.</summary>
internal interface IPredictionLog
{
    /// <summary>Names this log in stream events and cursors.</summary>
    string LogId { get; }

    /// <summary>Appends what was served; on return it may be acknowledged.</summary>
    /// <param name="model">The model, <c>workspace/name</c>.</param>
    /// <param name="rowsSha256">32 bytes; copied before the call returns its task.</param>
    /// <param name="request">Its position is not looked at.</param>
    /// <param name="durable">False: completes when queued, and reaches the disk or database within 100 ms.</param>
    /// <returns>The record's position; −1 where it is not known before the record is durable.</returns>
    ValueTask<long> AppendAsync(string model, ReadOnlyMemory<byte> rowsSha256, ServedRequest request, bool durable);
}
