using Kolosal.Events;

namespace Kolosal.LogConsumers;

/// <summary>How far a consumer has read each prediction log. Part of its state, written together with what the requests changed.</summary>
/// <remarks>
/// A stream may deliver twice, cut a run of requests differently, or lose it with the process; the log does none of these. So the
/// cursor decides: what lies at or before it was counted, and an event that begins behind an unread record shows a gap.
/// </remarks>
[GenerateSerializer, Alias("kolosal.log-cursors")]
public sealed class LogCursors
{
    /// <summary>Position of the last counted record by log id; −1 for a log that was heard of and not counted from.</summary>
    [Id(0)]
    public Dictionary<string, long> Positions { get; set; } = [];

    /// <summary>Position of the last counted record of that log; −1 when none was.</summary>
    public long After(string logId) => Positions.GetValueOrDefault(logId, -1);

    /// <summary>Remembers a log, so that it is read when the consumer catches up.</summary>
    public void Meet(string logId) => Positions.TryAdd(logId, -1);

    /// <summary>Where an event stands relative to what was counted.</summary>
    public LogArrival Place(PredictionsServed served)
    {
        long after = After(served.LogId);
        return served.Last <= after ? LogArrival.Seen : served.Previous > after ? LogArrival.Gap : LogArrival.Next;
    }

    /// <summary>The requests of an event that were not counted yet, in log order.</summary>
    public IEnumerable<ServedRequest> Unseen(PredictionsServed served)
    {
        long after = After(served.LogId);
        return served.Requests.Where(request => request.Position > after);
    }

    /// <summary>Marks a record as counted.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It was counted before: going back would count the records between twice.</exception>
    public void Advance(string logId, long position)
    {
        long after = After(logId);
        if (position <= after)
            throw new ArgumentOutOfRangeException(nameof(position), position, $"Need a position behind {after} in {logId}.");
        Positions[logId] = position;
    }
}

/// <summary>Where a stream event stands relative to a cursor.</summary>
public enum LogArrival
{
    /// <summary>All of it was counted.</summary>
    Seen,

    /// <summary>It continues where the cursor stands; its first requests may have been counted.</summary>
    Next,

    /// <summary>Records of the model between the cursor and the event were never delivered: read the log first.</summary>
    Gap,
}
