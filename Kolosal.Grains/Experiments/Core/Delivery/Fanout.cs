using System.Runtime.ExceptionServices;

namespace Kolosal.Experiments;

/// <summary>Independent pieces of work on several threads of the caller's priority: the threads of slots that a run holds beside the one it is
/// called on.</summary>
internal static class Fanout
{
    /// <summary>Calls <paramref name="body"/> for 0 … count − 1, each once, in order of their numbers as threads become free; the first exception
    /// ends it.</summary>
    public static void Run(int count, int threads, Action<int> body)
    {
        int next = -1;
        ExceptionDispatchInfo? failure = null;
        void Take()
        {
            for (int i; Volatile.Read(ref failure) is null && (i = Interlocked.Increment(ref next)) < count;)
            {
                try
                {
                    body(i);
                }
                catch (Exception fault)
                {
                    Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(fault), null);
                }
            }
        }
        Thread[] helpers = [.. Enumerable.Range(0, Math.Min(threads, count) - 1).Select(_ =>
            new Thread(Take) { IsBackground = true, Priority = Thread.CurrentThread.Priority, Name = "delivery" })];
        foreach (var helper in helpers) helper.Start();
        Take();
        foreach (var helper in helpers) helper.Join();
        failure?.Throw();
    }
}
