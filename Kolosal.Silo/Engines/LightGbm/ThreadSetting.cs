namespace Kolosal.Engines.LightGbm;

/// <summary>LightGBM keeps its number of threads once for the whole process, so fits side by side agree on it: those of another number wait
/// until the others are done.</summary>
internal static class ThreadSetting
{
    private const int PollMs = 20;
    private static readonly object Fits = new();
    private static int threads, running;

    /// <summary>Waits until fits with so many threads may run.</summary>
    /// <returns>To be disposed when the fit is done.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled meanwhile.</exception>
    public static IDisposable Enter(int wanted, CancellationToken cancel)
    {
        lock (Fits)
        {
            while (running > 0 && threads != wanted)
            {
                cancel.ThrowIfCancellationRequested();
                Monitor.Wait(Fits, PollMs);
            }
            (threads, running) = (wanted, running + 1);
        }
        return new Fit();
    }

    private sealed class Fit : IDisposable
    {
        private int done;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref done, 1) != 0) return;
            lock (Fits)
            {
                running--;
                Monitor.PulseAll(Fits);
            }
        }
    }
}
