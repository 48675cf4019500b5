using System.Runtime.ExceptionServices;

namespace Kolosal.Numerics;

/// <summary>The caller's thread and a fixed number of helpers that share the parts of one piece of work at a time.</summary>
/// <remarks>
/// A tree is grown in thousands of pieces of some ten microseconds; threads that stay together for a whole fit cost less to wake than pool items,
/// and they never use more cores than they were given. Helpers take the caller's priority. Not for use from several threads.
/// </remarks>
internal sealed class WorkerTeam : IDisposable
{
    private readonly Thread[] helpers;
    private readonly SemaphoreSlim start = new(0), finished = new(0);
    private Action<int> work = static _ => { };
    private int parts, next;
    private bool stopping;
    private ExceptionDispatchInfo? failure;

    /// <param name="size">Threads in all, the caller's included; at least 1.</param>
    public WorkerTeam(int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        helpers = new Thread[size - 1];
        for (int i = 0; i < helpers.Length; i++)
        {
            helpers[i] = new Thread(Help) { IsBackground = true, Name = "tree-worker", Priority = Thread.CurrentThread.Priority };
            helpers[i].Start();
        }
    }

    /// <summary>Threads in all, the caller's included.</summary>
    public int Size => helpers.Length + 1;

    /// <summary>Calls <paramref name="body"/> once for every part 0 … count − 1, on any thread of the team, and returns when all are done.</summary>
    /// <remarks>The first exception of a part is thrown here, after every thread has stopped working.</remarks>
    public void Run(int count, Action<int> body)
    {
        if (helpers.Length == 0 || count <= 1)
        {
            for (int part = 0; part < count; part++) body(part);
            return;
        }

        (work, parts, next, failure) = (body, count, 0, null);
        int woken = Math.Min(helpers.Length, count - 1);
        start.Release(woken);
        Take();
        for (int i = 0; i < woken; i++) finished.Wait();
        failure?.Throw();
    }

    public void Dispose()
    {
        stopping = true;
        if (helpers.Length > 0) start.Release(helpers.Length);
        foreach (var helper in helpers) helper.Join();
        start.Dispose();
        finished.Dispose();
    }

    private void Help()
    {
        while (true)
        {
            start.Wait();
            if (stopping) return;
            Take();
            finished.Release();
        }
    }

    private void Take()
    {
        try
        {
            for (int part; (part = Interlocked.Increment(ref next) - 1) < parts;) work(part);
        }
        catch (Exception error)
        {
            Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(error), null);
            Volatile.Write(ref next, parts);
        }
    }
}
