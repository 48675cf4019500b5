using System.Collections.Concurrent;

namespace Kolosal.Engines.DuckDb;

/// <summary>A few dedicated threads for table work, so that neither a grain's turn nor the thread pool waits on it.</summary>
internal sealed class DuckWorkers : IDisposable
{
    private readonly BlockingCollection<Action> waiting = [];
    private readonly Thread[] threads;

    /// <param name="count">Operations that may run at once.</param>
    public DuckWorkers(int count)
    {
        threads = new Thread[count];
        for (int i = 0; i < count; i++)
        {
            threads[i] = new Thread(Work) { IsBackground = true, Name = $"tables-{i}" };
            threads[i].Start();
        }
    }

    /// <summary>Runs the work when a thread is free.</summary>
    public Task<T> RunAsync<T>(Func<T> work, CancellationToken cancel)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        waiting.Add(
            () =>
            {
                try
                {
                    cancel.ThrowIfCancellationRequested();
                    done.SetResult(work());
                }
                catch (OperationCanceledException e)
                {
                    // An interrupted statement does not know whose wish it was.
                    done.SetCanceled(cancel.IsCancellationRequested ? cancel : e.CancellationToken);
                }
                catch (Exception e)
                {
                    done.SetException(e);
                }
            },
            cancel);
        return done.Task;
    }

    private void Work()
    {
        foreach (var work in waiting.GetConsumingEnumerable()) work();
    }

    public void Dispose()
    {
        waiting.CompleteAdding();
        foreach (var thread in threads) thread.Join();
        waiting.Dispose();
    }
}
