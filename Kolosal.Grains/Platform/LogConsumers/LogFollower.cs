using Kolosal.Events;

namespace Kolosal.LogConsumers;

/// <summary>Feeds a consumer every request of its model exactly once and in log order, whatever the stream did.</summary>
public static class LogFollower
{
    /// <summary>Requests asked for in one read: large enough to amortise the call, small enough to answer within a turn.</summary>
    private const int RequestsPerRead = 1_000;

    /// <summary>Counts an event, after the records before it that were never delivered.</summary>
    /// <param name="grains">Reaches the log.</param>
    /// <param name="cursors">Advanced to a request just before <paramref name="count"/> gets it, so that a state write inside holds both.</param>
    /// <param name="model">The model, <c>workspace/name</c>.</param>
    /// <param name="served">The event as delivered.</param>
    /// <param name="ready">Whether a request can be counted now; when not, the cursor stays in front of it and nothing more is read.</param>
    /// <param name="count">Counts one request. When it throws, memory is ahead of the stored state: the grain must deactivate.</param>
    /// <returns>How many requests were counted; 0 when all had been before.</returns>
    public static async Task<int> FollowAsync(
        this IGrainFactory grains, LogCursors cursors, string model, PredictionsServed served, Func<ServedRequest, ValueTask<bool>> ready,
        Func<ServedRequest, Task> count)
    {
        var arrival = cursors.Place(served);
        if (arrival == LogArrival.Seen) return 0;
        cursors.Meet(served.LogId);
        var walk = new Walk(cursors, ready, count);
        if (arrival == LogArrival.Gap) await walk.ReadUpToAsync(grains, model, served.LogId, served.Previous);
        await walk.CountAsync(served);
        return walk.Counted;
    }

    /// <summary>Counts what every log known to the cursors holds beyond them: for a consumer that wakes up.</summary>
    /// <returns>How many requests were counted.</returns>
    public static async Task<int> CatchUpAsync(
        this IGrainFactory grains, LogCursors cursors, string model, Func<ServedRequest, ValueTask<bool>> ready, Func<ServedRequest, Task> count)
    {
        var walk = new Walk(cursors, ready, count);
        foreach (string logId in cursors.Positions.Keys.ToArray()) await walk.ReadUpToAsync(grains, model, logId, long.MaxValue);
        return walk.Counted;
    }

    private sealed class Walk(LogCursors cursors, Func<ServedRequest, ValueTask<bool>> ready, Func<ServedRequest, Task> count)
    {
        private bool stopped;

        public int Counted { get; private set; }

        public async Task ReadUpToAsync(IGrainFactory grains, string model, string logId, long last)
        {
            while (!stopped && cursors.After(logId) < last
                   && await grains.PredictionLog(logId).ReadAsync(model, cursors.After(logId), RequestsPerRead) is { } missed)
                await CountAsync(missed);
        }

        public async Task CountAsync(PredictionsServed served)
        {
            foreach (var request in stopped ? [] : cursors.Unseen(served).ToArray())
            {
                if (!await ready(request))
                {
                    stopped = true;
                    return;
                }

                cursors.Advance(served.LogId, request.Position);
                await count(request);
                Counted++;
            }
        }
    }
}
