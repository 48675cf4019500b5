namespace Kolosal.Learning;

/// <summary>A learning algorithm with its options fixed; holds nothing else, so one instance serves any number of threads.</summary>
/// <remarks>Same rows, same seed and same options give a predictor that writes the same bytes, as far as the descriptor's
/// <see cref="TrainerDescriptor.Determinism"/> promises: our own whatever the number of threads.</remarks>
public interface ITrainer
{
    /// <summary>The name in <see cref="Trainers.All"/>.</summary>
    string Name { get; }

    /// <summary>Whether the algorithm is defined for a task.</summary>
    bool Supports(LearningTask task);

    /// <summary>Learns a predictor.</summary>
    /// <param name="rows">What to learn from, in the encoding of the trainer's descriptor.</param>
    /// <param name="seed">The only source of randomness.</param>
    /// <param name="cancel">Polled inside the loops, at least every 100 ms but for <see cref="TrainerDescriptor.Unstoppable"/>.</param>
    /// <exception cref="TrainingException">The task is not supported or the data cannot teach it.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    IPredictor Fit(TrainingSet rows, ulong seed, CancellationToken cancel);
}
