namespace Kolosal.Learning;

/// <summary>What the trainers of the list share: name and tasks from their descriptor,
/// and the checks of the rows before anything is learnt.</summary>
/// <remarks>
/// None learns from a unit. Weights come with the mean 1 (<see cref="RowWeights"/>). A regression learns its target through a
/// <see cref="TargetUnit"/> wherever an option, a tolerance or a difference of sums would otherwise depend on the target's unit or offset,
/// and answers in the target's own.
/// </remarks>
public abstract class Trainer : ITrainer
{
    private readonly TrainerDescriptor descriptor;

    /// <param name="descriptor">The entry in <see cref="Trainers.All"/>.</param>
    private protected Trainer(TrainerDescriptor descriptor) => this.descriptor = descriptor;

    /// <inheritdoc/>
    public string Name => descriptor.Name;

    /// <inheritdoc/>
    public bool Supports(LearningTask task) => descriptor.Supports(task);

    /// <inheritdoc/>
    public IPredictor Fit(TrainingSet rows, ulong seed, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        if (!Supports(rows.Task)) throw new TrainingException($"'{Name}' does not learn {rows.Task} tasks.");
        if (descriptor.Encoding != FeatureEncoding.Native) DenseRows.Check(Name, rows);
        if (!descriptor.TakesWeights && rows.Weights.Span.ContainsAnyExcept(1.0))
            throw new TrainingException($"'{Name}' knows no weights of rows, and these differ; leave the weights out or take another trainer.");
        return Learn(rows, seed, cancel);
    }

    /// <summary>Learns from rows of a task that is supported, with every value there unless the encoding is
    /// <see cref="FeatureEncoding.Native"/>.</summary>
    private protected abstract IPredictor Learn(TrainingSet rows, ulong seed, CancellationToken cancel);
}
