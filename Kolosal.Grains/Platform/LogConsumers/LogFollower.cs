using Kolosal.Events;

namespace Kolosal.LogConsumers;

/// <summary>Feeds a monitor every request of its model exactly once and in log order, whatever the stream did.</summary>
public static class LogFollower
{
    /// <summary>Requests asked for in one read: large enough to amortise the call, small enough to answer within a turn.</summary>
    private const int RequestsPerRead = 1_000;

    /// <summary>Counts an event, after the records before it that were never delivered.</summary>
    /// <param name="grains">Reaches the log.</param>
    /// <param name="cursors">Advanced to a request just before <paramref name="count"/> gets it, so that a state write inside holds both.</param>
    /// <param name="model">The model, <c>workspace/name</c>.</param>
    /// <param name="served">The event as delivered.</param>
    /// <param name="count">Counts one request. When it throws, memory is ahead of the stored state: the grain must deactivate.</param>
    /// <returns>How many requests were counted; 0 when all had been before.</returns>
    public static async Task<int> FollowAsync(
        this IGrainFactory grains, LogCursors cursors, string model, PredictionsServed served, Func<ServedRequest, Task> count)
    {
        var arrival = cursors.Place(served);
        if (arrival == LogArrival.Seen) return 0;
        int counted = arrival == LogArrival.Gap ? await grains.ReadUpToAsync(cursors, model, served.LogId, served.Previous, count) : 0;
        return counted + await CountAsync(cursors, served, count);
    }

    /// <summary>Counts what every log known to the cursors holds beyond them: for a monitor that wakes up.</summary>
    /// <returns>How many requests were counted.</returns>
    public static async Task<int> CatchUpAsync(
        this IGrainFactory grains, LogCursors cursors, string model, Func<ServedRequest, Task> count)
    {
        int counted = 0;
        foreach (string logId in cursors.Positions.Keys.ToArray())
            counted += await grains.ReadUpToAsync(cursors, model, logId, long.MaxValue, count);
        return counted;
    }

    private static async Task<int> ReadUpToAsync(
        this IGrainFactory grains, LogCursors cursors, string model, string logId, long last, Func<ServedRequest, Task> count)
    {
        int counted = 0;
        while (cursors.After(logId) < last
               && await grains.PredictionLog(logId).ReadAsync(model, cursors.After(logId), RequestsPerRead) is { } missed)
            counted += await CountAsync(cursors, missed, count);
        return counted;
    }

    private static async Task<int> CountAsync(LogCursors cursors, PredictionsServed served, Func<ServedRequest, Task> count)
    {
        int counted = 0;
        foreach (var request in cursors.Unseen(served).ToArray())
        {
            cursors.Advance(served.LogId, request.Position);
            await count(request);
            counted++;
        }

        return counted;
    }
}
