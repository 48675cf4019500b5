using System.Runtime.ExceptionServices;

namespace Kolosal.Engines.DuckDb;

/// <summary>Jobs side by side on threads of their own, the calling one among them.</summary>
internal static class Side
{
    /// <summary>Runs all jobs; the first failure is thrown once all threads have stopped.</summary>
    public static void BySide(IReadOnlyList<Action> jobs, int threads)
    {
        int next = 0;
        ExceptionDispatchInfo? failure = null;
        var others = Enumerable.Range(0, Math.Min(threads, jobs.Count) - 1)
            .Select(_ => new Thread(Work) { IsBackground = true, Name = "tables-scan" }).ToArray();
        foreach (var thread in others) thread.Start();
        Work();
        foreach (var thread in others) thread.Join();
        failure?.Throw();

        void Work()
        {
            while (Volatile.Read(ref failure) is null && Interlocked.Increment(ref next) - 1 is var job && job < jobs.Count)
            {
                try
                {
                    jobs[job]();
                }
                catch (Exception e)
                {
                    Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(e), null);
                }
            }
        }
    }
}
