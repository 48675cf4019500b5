namespace Kolosal.Experiments;

/// <summary>
/// Where this process does its heavy computing: a bounded number of dedicated threads of low priority, so that learning never delays a
/// grain call. Safe for any number of callers; a grain awaits it.
/// </summary>
public interface ITrainingPool
{
    /// <summary>How many jobs run at the same time, at least 1.</summary>
    int Slots { get; }

    /// <summary>Queues a computation; jobs begin in the order they came, each when a
    /// thread is free and its memory fits beside those that run.</summary>
    /// <param name="predictedBytes">What it will hold at its peak, as far as can be told; ≥ 0.</param>
    /// <param name="work">Touches only what it captured, which nobody changes; polls its token.</param>
    /// <param name="cancel">Takes it out of the queue, or cancels the token the work polls.</param>
    /// <exception cref="TrainingMemoryException">It alone would need more memory than the pool may use.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled, or the process is stopping; never thrown for anything else.</exception>
    /// <exception cref="Exception">Whatever the work threw.</exception>
    Task<T> RunAsync<T>(long predictedBytes, Func<CancellationToken, T> work, CancellationToken cancel);
}

/// <summary>A computation is predicted to need more memory than this process may use for learning.</summary>
[GenerateSerializer, Alias("kolosal.training-memory")]
public sealed class TrainingMemoryException(long needed, long limit)
    : Exception($"Needs about {needed >> 20} MiB, and at most {limit >> 20} MiB may be used for training here; use fewer rows or columns, or a "
        + "larger machine.");
