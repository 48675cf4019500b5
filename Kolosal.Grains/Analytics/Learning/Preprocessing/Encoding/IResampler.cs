namespace Kolosal.Learning.Preprocessing;

/// <summary>Changes which rows a predictor learns from, or how much they count: balances classes, leaves out odd rows.</summary>
/// <remarks>Runs on the training rows of a fold, behind every transform, and nowhere else:
/// rows that are judged or served are never touched, so it is not part of a package.</remarks>
public interface IResampler
{
    /// <summary>The name in <see cref="Resampling.Resamplers.All"/>.</summary>
    string Name { get; }

    /// <summary>The rows to learn from instead.</summary>
    /// <param name="rows">Training rows.</param>
    /// <param name="seed">The only source of randomness.</param>
    /// <param name="cancel">Polled inside the loops.</param>
    /// <exception cref="TrainingException">The rows do not allow it.</exception>
    TrainingSet Resample(TrainingSet rows, ulong seed, CancellationToken cancel);
}
