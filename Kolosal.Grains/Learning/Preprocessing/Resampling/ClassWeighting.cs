namespace Kolosal.Learning.Preprocessing.Resampling;

/// <summary>Weighs rows so that every class counts alike: wᵢ ← wᵢ · W / (K · W of its class), with W the sum of weights and K the classes that occur.</summary>
/// <remarks>King and Zeng (Political Analysis 9, 2001); "balanced" in scikit-learn. The sum of weights stays W.</remarks>
public sealed class ClassWeighting : IResampler
{
    /// <summary>The entry in <see cref="Resamplers.All"/>.</summary>
    public static ResamplerDescriptor Descriptor { get; } = new("class_weights", new SearchSpace(), _ => new ClassWeighting());

    /// <inheritdoc/>
    public string Name => Descriptor.Name;

    /// <inheritdoc/>
    public TrainingSet Resample(TrainingSet rows, ulong seed, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        if (rows.Task == LearningTask.Regression) throw new TrainingException($"'{Name}' balances classes, and the target is a number.");
        double[] classes = new double[rows.Classes], weights = new double[rows.Rows];
        double total = 0;
        for (int row = 0; row < rows.Rows; row++)
        {
            classes[rows.Labels.Span[row]] += rows.Weight(row);
            total += rows.Weight(row);
        }
        int occurring = classes.Count(w => w > 0);
        for (int row = 0; row < weights.Length; row++)
            weights[row] = rows.Weight(row) > 0 ? rows.Weight(row) * total / (occurring * classes[rows.Labels.Span[row]]) : 0;
        return TrainingSet.Classification(rows.Features, rows.Columns, rows.Labels, rows.Classes, weights);
    }
}
