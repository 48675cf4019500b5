using Kolosal.Statistics;

namespace Kolosal.Learning.Ensembles;

/// <summary>How bagging resamples.</summary>
/// <param name="Members">Models, ≥ 1. Default: 10.</param>
/// <param name="RowShare">Rows drawn for each, as a share of all, in (0, 1]. Default: 1.</param>
public sealed record BaggingOptions(int Members = 10, double RowShare = 1)
{
    /// <summary>At least 1.</summary>
    public int Members { get; } = Require.AtLeast(Members, 1);

    /// <summary>In (0, 1].</summary>
    public double RowShare { get; } = Require.AboveUpTo(RowShare, 0, 1);
}

/// <summary>Bagging: the mean of models of one kind, each learnt from rows drawn with replacement (Breiman, Machine Learning 24, 1996).</summary>
/// <remarks>A draw counts as a weight, so a row drawn twice is learnt from with twice its
/// weight and the classes and columns stay those of the whole set.</remarks>
public sealed class BaggingTrainer(ITrainer member, BaggingOptions options) : ITrainer
{
    /// <summary>Not in <see cref="Trainers.All"/>: the model reads back by <see cref="VotingModel.Read"/>.</summary>
    public string Name => $"bagged_{member.Name}";

    /// <inheritdoc/>
    public bool Supports(LearningTask task) => member.Supports(task);

    /// <inheritdoc/>
    public IPredictor Fit(TrainingSet rows, ulong seed, CancellationToken cancel)
    {
        var models = new (string, IPredictor, double)[options.Members];
        for (int m = 0; m < models.Length; m++)
        {
            cancel.ThrowIfCancellationRequested();
            models[m] = (member.Name, member.Fit(Resampled(rows, SeededRandom.Derive(seed, (ulong)m)), SeededRandom.Derive(seed ^ 0xBA66, (ulong)m),
                cancel), 1);
        }
        return new VotingModel(models);
    }

    private TrainingSet Resampled(TrainingSet rows, ulong seed)
    {
        var random = new SeededRandom(seed);
        var weights = new double[rows.Rows];
        int draws = Math.Max(1, (int)(options.RowShare * rows.Rows));
        // A draw of nothing but rows of weight 0 teaches nothing; the next one counts.
        for (bool any = false; !any;)
        {
            Array.Clear(weights);
            for (int i = 0; i < draws; i++)
            {
                int row = random.Next(rows.Rows);
                weights[row] += rows.Weight(row);
                any |= weights[row] > 0;
            }
        }
        return rows.Task == LearningTask.Regression ? TrainingSet.Regression(rows.Features, rows.Columns, rows.Targets, weights)
            : TrainingSet.Classification(rows.Features, rows.Columns, rows.Labels, rows.Classes, weights);
    }
}
