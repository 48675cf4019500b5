using System.Collections.Concurrent;

namespace Kolosal.Runtime.Calls;

/// <summary>Ends calls whose answer is late.</summary>
/// <remarks>
/// Calls of one time limit wait in order of their deadlines, so a list per limit is enough: a call is linked at the end when it is sent and
/// unlinked when it is answered, and is not kept a moment longer. Runs on the machine's clock, not on the silo's: an answer is late when the
/// process is slow, whatever time a test plays.
/// </remarks>
internal sealed class CallTimeouts : IDisposable
{
    private const int LanesPerLimit = 8;
    /// <summary>Milliseconds between two looks at the lists, at least.</summary>
    private const long Resolution = 50;

    private readonly ConcurrentDictionary<TimeSpan, Lane[]> _lanes = new();
    private readonly Timer _timer;
    private long _wakeAt = long.MaxValue;

    public CallTimeouts() => _timer = new Timer(static state => ((CallTimeouts)state!).Sweep(), this, Timeout.Infinite, Timeout.Infinite);

    public void Add(Request request, TimeSpan limit)
    {
        var lanes = _lanes.TryGetValue(limit, out var known) ? known : _lanes.GetOrAdd(limit, Lanes);
        request.Deadline = Environment.TickCount64 + (long)limit.TotalMilliseconds;
        lanes[Environment.CurrentManagedThreadId & (LanesPerLimit - 1)].Add(request);
        if (request.Deadline < Volatile.Read(ref _wakeAt)) WakeAt(request.Deadline);
    }

    /// <summary>Fails every call that waits, for a silo that is gone.</summary>
    public void FailAll(Func<Exception> error)
    {
        foreach (var lane in _lanes.Values.SelectMany(lanes => lanes))
            while (lane.TakeFirst(long.MaxValue) is { } request) request.TryFail(error());
    }

    public void Dispose() => _timer.Dispose();

    private static Lane[] Lanes(TimeSpan limit) => [.. Enumerable.Range(0, LanesPerLimit).Select(_ => new Lane(limit))];

    private void WakeAt(long deadline)
    {
        lock (_timer)
        {
            if (deadline >= _wakeAt) return;
            Volatile.Write(ref _wakeAt, deadline);
            try
            {
                _timer.Change(Math.Max(deadline - Environment.TickCount64, Resolution), Timeout.Infinite);
            }
            catch (ObjectDisposedException)
            {
                // The silo has stopped; nobody waits for these calls.
            }
        }
    }

    private void Sweep()
    {
        lock (_timer) Volatile.Write(ref _wakeAt, long.MaxValue);
        long now = Environment.TickCount64, next = long.MaxValue;
        foreach (var lane in _lanes.Values.SelectMany(lanes => lanes))
        {
            while (lane.TakeFirst(now) is { } late) late.TimeOut(lane.Limit);
            next = Math.Min(next, lane.FirstDeadline);
        }
        if (next < long.MaxValue) WakeAt(next);
    }

    internal sealed class Lane(TimeSpan limit)
    {
        private Request? _first, _last;

        public TimeSpan Limit { get; } = limit;

        public long FirstDeadline
        {
            get { lock (this) return _first?.Deadline ?? long.MaxValue; }
        }

        public void Add(Request request)
        {
            lock (this)
            {
                request.WaitingLane = this;
                request.PreviousWaiting = _last;
                if (_last is null) _first = request;
                else _last.NextWaiting = request;
                _last = request;
            }
            if (request.IsAnswered) Remove(request);
        }

        public void Remove(Request request)
        {
            lock (this) Unlink(request);
        }

        public Request? TakeFirst(long dueBy)
        {
            lock (this)
            {
                if (_first is not { } first || first.Deadline > dueBy) return null;
                Unlink(first);
                return first;
            }
        }

        private void Unlink(Request request)
        {
            if (request.WaitingLane != this) return;
            request.WaitingLane = null;
            if (request.PreviousWaiting is null) _first = request.NextWaiting;
            else request.PreviousWaiting.NextWaiting = request.NextWaiting;
            if (request.NextWaiting is null) _last = request.PreviousWaiting;
            else request.NextWaiting.PreviousWaiting = request.PreviousWaiting;
            request.NextWaiting = request.PreviousWaiting = null;
        }
    }
}
