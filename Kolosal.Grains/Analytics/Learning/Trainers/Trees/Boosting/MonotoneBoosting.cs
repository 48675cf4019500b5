namespace Kolosal.Learning.Trees;

/// <summary>Boosting bound to directions by the names of columns, whose places are known only when the rows are.</summary>
internal sealed class MonotoneBoosting(GradientBoostingOptions options, IReadOnlyDictionary<string, int> directions) : ITrainer, IParallelTrainer
{
    /// <inheritdoc/>
    public string Name => GradientBoostingTrainer.Descriptor.Name;

    /// <inheritdoc/>
    public bool Supports(LearningTask task) => GradientBoostingTrainer.Descriptor.Supports(task);

    /// <inheritdoc/>
    public ITrainer WithThreads(int threads) => new MonotoneBoosting(options with { Threads = threads }, directions);

    /// <inheritdoc/>
    public IPredictor Fit(TrainingSet rows, ulong seed, CancellationToken cancel) => new GradientBoostingTrainer(options with
    {
        Monotone = [.. rows.Columns.Select(c => directions.GetValueOrDefault(c.Name))]
    }).Fit(rows, seed, cancel);
}
