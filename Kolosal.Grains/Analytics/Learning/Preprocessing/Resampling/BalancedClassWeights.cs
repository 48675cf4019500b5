namespace Kolosal.Learning.Preprocessing.Resampling;

/// <summary>Weighs rows so that every class counts alike: wᵢ ← wᵢ · W / (K · W of its
/// class), with W the sum of weights and K the classes that occur.</summary>
/// <remarks>King and Zeng (Political Analysis 9, 2001); "balanced" in scikit-learn. The sum of weights stays W.</remarks>
public sealed class BalancedClassWeights : IResampler
{
    /// <summary>The entry in <see cref="Resamplers.All"/>.</summary>
    public static ResamplerDescriptor Descriptor { get; } = new("class_weights", new SearchSpace(), _ => new BalancedClassWeights());

    /// <inheritdoc/>
    public string Name => Descriptor.Name;

    /// <inheritdoc/>
    public TrainingSet Resample(TrainingSet rows, ulong seed, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        if (rows.Task == LearningTask.Regression) throw new TrainingException($"'{Name}' balances classes, and the target is a number.");
        return TrainingSet.Classification(rows.Features, rows.Columns, rows.Labels, rows.Classes, ClassWeights.Of(rows, ClassWeighting.Balanced));
    }
}
