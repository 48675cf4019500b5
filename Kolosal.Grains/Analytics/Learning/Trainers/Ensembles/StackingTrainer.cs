using Kolosal.Learning.Validation;
using Kolosal.Statistics;

namespace Kolosal.Learning.Ensembles;

/// <summary>Stacked generalisation: a model that learns from what other models say of rows they have not seen.</summary>
/// <remarks>
/// Wolpert, Neural Networks 5, 1992; with class probabilities as features: Ting and Witten, JAIR 10,
/// 1999. The base models predict each row from folds without it; the last class's probability is left
/// out, since it follows from the others. Afterwards every base model is fitted again to all rows.
/// </remarks>
/// <param name="bases">Trainers in <see cref="Trainers.All"/> that take the same encoding; at least one.</param>
/// <param name="final">Learns from their answers, which are numbers without gaps.</param>
/// <param name="folds">At least 2; stratified for classes.</param>
public sealed class StackingTrainer(ImmutableArray<ITrainer> bases, ITrainer final, int folds = 5) : ITrainer
{
    /// <summary>Not in <see cref="Trainers.All"/>: the model reads back by <see cref="StackedModel.Read"/>.</summary>
    public string Name => "stacking";

    /// <inheritdoc/>
    public bool Supports(LearningTask task) => final.Supports(task) && bases.All(b => b.Supports(task));

    /// <inheritdoc/>
    public IPredictor Fit(TrainingSet rows, ulong seed, CancellationToken cancel)
    {
        if (bases.IsDefaultOrEmpty) throw new TrainingException("Stacking needs at least one base model, got none.");
        if (!Supports(rows.Task)) throw new TrainingException($"Not every model of the stack learns {rows.Task} tasks.");
        int used = Math.Max(1, rows.Outputs - 1), width = used * bases.Length;
        var answers = new double[rows.Rows * width];
        var parts = rows.Task == LearningTask.Regression ? Folds.KFold(rows.Rows, folds, seed) : Folds.Stratified(rows.Labels.Span, folds, seed);
        var output = new double[rows.Outputs];
        for (int b = 0; b < bases.Length; b++)
            for (int f = 0; f < parts.Length; f++)
            {
                cancel.ThrowIfCancellationRequested();
                var model = bases[b].Fit(rows.Take(parts[f].Training.AsSpan()), SeededRandom.Derive(seed, (ulong)(b * folds + f)), cancel);
                foreach (int row in parts[f].Validation)
                {
                    model.Score(rows.Row(row), output);
                    output.AsSpan(0, used).CopyTo(answers.AsSpan(row * width + b * used));
                }
            }
        ImmutableArray<FeatureInfo> columns = [.. Enumerable.Range(0, width)
            .Select(i => new FeatureInfo($"{bases[i / used].Name} {i / used} {i % used}"))];
        var top = final.Fit(rows.WithFeatures(answers, columns), seed, cancel);
        var models = bases.Select((trainer, b) => (trainer.Name, trainer.Fit(rows, SeededRandom.Derive(seed ^ 0x57AC, (ulong)b), cancel)));
        return new StackedModel([.. models], (final.Name, top));
    }
}
