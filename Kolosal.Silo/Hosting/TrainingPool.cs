using Kolosal.Experiments;
using Microsoft.Extensions.Options;

namespace Kolosal.Hosting;

/// <summary>Dedicated threads below normal priority that take jobs first come, first served.</summary>
/// <remarks>
/// The head of the queue waits until its predicted memory fits, and everything behind it waits, too: letting small jobs pass would keep a
/// large one waiting for ever.
/// </remarks>
internal sealed class TrainingPool : ITrainingPool, IDisposable
{
    private readonly object gate = new();
    private readonly LinkedList<Job> queue = [];
    private readonly Thread[] threads;
    private readonly long memoryLimit;
    private readonly CancellationTokenSource stopping = new();
    private long reserved;

    public TrainingPool(IOptions<TrainingPoolOptions> options)
    {
        memoryLimit = (long)(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes * options.Value.MemoryShare);
        threads = new Thread[options.Value.Threads > 0 ? options.Value.Threads : Environment.ProcessorCount];
        for (int i = 0; i < threads.Length; i++)
        {
            threads[i] = new Thread(Work) { IsBackground = true, Priority = ThreadPriority.BelowNormal, Name = $"training {i}" };
            threads[i].Start();
        }
    }

    public int Slots => threads.Length;

    public async Task<T> RunAsync<T>(long predictedBytes, Func<CancellationToken, T> work, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(predictedBytes);
        if (predictedBytes > memoryLimit) throw new TrainingMemoryException(predictedBytes, memoryLimit);

        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, stopping.Token);
        var job = new Job<T>(predictedBytes, work, either.Token);
        lock (gate)
        {
            queue.AddLast(job);
            Monitor.PulseAll(gate);
        }
        // Registered after queueing: a token that is cancelled already runs the callback here and must find the job in the queue.
        using var withdrawal = either.Token.Register(() => Withdraw(job));
        return await job.Task;
    }

    public void Dispose()
    {
        lock (gate)
        {
            if (stopping.IsCancellationRequested) return;
        }
        stopping.Cancel();
        lock (gate) Monitor.PulseAll(gate);
        foreach (var thread in threads) thread.Join(TimeSpan.FromSeconds(5));
    }

    private void Withdraw(Job job)
    {
        lock (gate)
        {
            if (!queue.Remove(job)) return; // it runs, and polls the token itself
            Monitor.PulseAll(gate);         // the next one may fit
        }
        job.Withdraw();
    }

    private void Work()
    {
        while (Take() is { } job)
        {
            try
            {
                job.Run();
            }
            finally
            {
                lock (gate)
                {
                    reserved -= job.PredictedBytes;
                    Monitor.PulseAll(gate);
                }
            }
        }
    }

    private Job? Take()
    {
        lock (gate)
        {
            while (true)
            {
                if (stopping.IsCancellationRequested) return null;
                if (queue.First is { } head && reserved + head.Value.PredictedBytes <= memoryLimit)
                {
                    queue.RemoveFirst();
                    reserved += head.Value.PredictedBytes;
                    return head.Value;
                }
                Monitor.Wait(gate);
            }
        }
    }

    private abstract class Job(long predictedBytes)
    {
        public long PredictedBytes => predictedBytes;

        /// <summary>Runs the work to its end; never throws.</summary>
        public abstract void Run();

        /// <summary>Ends a job that has not begun.</summary>
        public abstract void Withdraw();
    }

    private sealed class Job<T>(long predictedBytes, Func<CancellationToken, T> work, CancellationToken cancel) : Job(predictedBytes)
    {
        private readonly TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<T> Task => done.Task;

        public override void Run()
        {
            try
            {
                cancel.ThrowIfCancellationRequested();
                done.SetResult(work(cancel));
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                done.SetCanceled(cancel);
            }
            catch (OperationCanceledException unasked)
            {
                // Nobody cancelled it: a caller must not take this for a stop and begin again.
                done.SetException(new InvalidOperationException("The computation cancelled itself.", unasked));
            }
            catch (Exception fault)
            {
                done.SetException(fault); // the caller's await throws it
            }
        }

        public override void Withdraw() => done.SetCanceled(cancel);
    }
}
