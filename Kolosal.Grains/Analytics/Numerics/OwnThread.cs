namespace Kolosal.Numerics;

/// <summary>Computes on a thread of its own, below the priority of those that answer requests.</summary>
/// <remarks>On Linux .NET keeps every thread at one priority. A nice value of the thread would not do: threads that the pool starts from it would
/// inherit the value, and nothing unprivileged takes it back.</remarks>
public static class OwnThread
{
    /// <param name="name">What it does, for whoever looks at the threads of the process.</param>
    /// <param name="work">Touches only what it captured, which nobody changes meanwhile.</param>
    /// <returns>What the work answers or throws; whoever awaits it goes on elsewhere.</returns>
    public static Task<T> RunAsync<T>(string name, Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                done.SetResult(work());
            }
            catch (Exception fault)
            {
                done.SetException(fault);
            }
        })
        { IsBackground = true, Priority = ThreadPriority.BelowNormal, Name = name }.Start();
        return done.Task;
    }
}
