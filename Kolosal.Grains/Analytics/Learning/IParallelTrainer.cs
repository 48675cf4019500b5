namespace Kolosal.Learning;

/// <summary>A trainer that can use several threads; the model is the same for any number of them.</summary>
public interface IParallelTrainer
{
    /// <summary>The same trainer with another number of threads.</summary>
    /// <param name="threads">Threads at most, the caller's included; ≥ 1.</param>
    ITrainer WithThreads(int threads);
}
