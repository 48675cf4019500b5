namespace Kolosal.Learning;

/// <summary>A trainer that can use several threads; whether the model is the same for any number of them is its descriptor's
/// <see cref="TrainerDescriptor.Determinism"/>.</summary>
public interface IParallelTrainer
{
    /// <summary>The same trainer with another number of threads.</summary>
    /// <param name="threads">Threads at most, the caller's included; ≥ 1.</param>
    ITrainer WithThreads(int threads);
}
