namespace Kolosal.Experiments;

/// <summary>Measures the memory of the computations that run in this process's training pool. Safe for any number of threads.</summary>
/// <remarks>
/// What a thread allocates, the runtime counts exactly. What lives at the same time, it does not tell apart by thread; so the growth of the
/// whole managed heap is taken, looked at every few milliseconds, and only of computations that nothing else ran beside. It includes garbage
/// that was not collected yet, which occupied the memory, too.
/// </remarks>
internal sealed class FitMemory(TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(20);

    private readonly object gate = new();
    private readonly List<Measurement> running = [];
    private ITimer? looking;

    /// <summary>Runs a computation on this thread, and measures it.</summary>
    /// <param name="compute">The computation; whatever it throws is thrown.</param>
    /// <param name="measured">Told at its end, whatever it came to: bytes allocated, and the heap's growth or null.</param>
    public T Run<T>(Func<T> compute, Action<long, long?> measured)
    {
        var mine = Begin();
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            return compute();
        }
        finally
        {
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            measured(allocated, End(mine));
        }
    }

    public void Dispose() => looking?.Dispose();

    private Measurement Begin()
    {
        lock (gate)
        {
            var mine = new Measurement(GC.GetTotalMemory(forceFullCollection: false), alone: running.Count == 0);
            foreach (var other in running) other.Alone = false;
            running.Add(mine);
            looking ??= clock.CreateTimer(_ => Look(), null, LookEvery, LookEvery);
            return mine;
        }
    }

    private long? End(Measurement mine)
    {
        Look();
        lock (gate)
        {
            running.Remove(mine);
            if (running.Count == 0)
            {
                looking?.Dispose();
                looking = null;
            }
            return mine.Alone ? Math.Max(0, mine.Most - mine.Before) : null;
        }
    }

    private void Look()
    {
        long now = GC.GetTotalMemory(forceFullCollection: false);
        lock (gate)
        {
            foreach (var measurement in running) measurement.Most = Math.Max(measurement.Most, now);
        }
    }

    private sealed class Measurement(long before, bool alone)
    {
        public long Before { get; } = before;

        public long Most { get; set; } = before;

        public bool Alone { get; set; } = alone;
    }
}
