using Kolosal.Learning.Trees;
using Kolosal.Numerics;

namespace Kolosal.Learning.Additive;

/// <summary>Explainable boosting machine (GA²M): a sum of a shape function of every column and tables of the pairs that interact, boosted in turn by
/// small steps of small trees and averaged over bags; every prediction is a handful of looked-up figures.</summary>
/// <remarks>
/// Lou, Caruana and Gehrke, KDD 2012 (cyclic boosting); Lou, Caruana, Gehrke and Hooker, KDD 2013 (pairs); Nori, Jenkins, Koch and Caruana,
/// arXiv:1909.09223 (bags, bins, learning rate). Categories are split as such and missing values have a step of their own. Several classes get
/// one shape a class and no pairs, as is the field's custom: a table for each pair and class is no longer read by anybody. The model is the same for
/// any number of threads.
/// </remarks>
public sealed class ExplainableBoostingTrainer : Trainer, IParallelTrainer
{
    private readonly ExplainableBoostingOptions options;

    /// <param name="options">Checked here.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public ExplainableBoostingTrainer(ExplainableBoostingOptions options) : base(Descriptor)
    {
        options.Check();
        this.options = options;
    }

    /// <summary>The entry in <see cref="Trainers.All"/>.</summary>
    public static TrainerDescriptor Descriptor { get; } = new("explainable_boosting",
        [LearningTask.Binary, LearningTask.Multiclass, LearningTask.Regression], FeatureEncoding.Native,
        new SearchSpace(new IntegerParameter("rounds", 20, 5000, 1000, Log: true), new FloatParameter("learning_rate", 0.003, 0.3, 0.03, Log: true),
            new IntegerParameter("max_leaves", 2, 8, 3), new IntegerParameter("min_rows_per_leaf", 1, 100, 4, Log: true),
            new FloatParameter("l2", 0, 100, 1), new IntegerParameter("max_bins", 15, FeatureBins.MaxBins, FeatureBins.MaxBins),
            new IntegerParameter("bags", 1, 32, 8, Log: true), new IntegerParameter("interactions", 0, 50, 10),
            new IntegerParameter("pair_bins", 4, 32, 32)),
        given => new ExplainableBoostingTrainer(From(given)), ExplainableBoostingModel.Read);

    /// <inheritdoc/>
    public ITrainer WithThreads(int threads) => new ExplainableBoostingTrainer(options with { Threads = threads });

    private protected override IPredictor Learn(TrainingSet rows, ulong seed, CancellationToken cancel)
    {
        if (rows.Columns.IsEmpty) throw new TrainingException($"'{Name}' needs at least one column, got none.");
        CheckMonotone(rows);
        bool classes = rows.Task != LearningTask.Regression;
        if (classes) ClassWeights.Of(rows, ClassWeighting.None);
        int[] counted = [.. Enumerable.Range(0, rows.Rows).Where(row => rows.Weight(row) > 0)];
        if (counted.Length < rows.Rows) rows = rows.Take(counted);
        cancel.ThrowIfCancellationRequested();
        var unit = classes ? TargetUnit.Own : TargetUnit.Of(rows).Rounded();
        using var team = new WorkerTeam(options.Threads);
        var matrix = BinnedMatrix.Fit(rows.Features, rows.Columns, rows.Weights, options.MaxBins, seed, team, cancel);
        var learnt = new AdditiveRows(matrix, rows.Columns,
            [.. Enumerable.Range(0, rows.Rows).Select(row => classes ? rows.Labels.Span[row] : unit.Standardise(rows.Targets.Span[row]))],
            [.. Enumerable.Range(0, rows.Rows).Select(rows.Weight)], rows.Classes);
        return new ExplainableBoostingModel(new ExplainableBoostingRun(learnt, options, seed, team, cancel).Run().In(unit), rows.Classes);
    }

    private void CheckMonotone(TrainingSet rows)
    {
        if (options.Monotone.IsDefaultOrEmpty) return;
        if (options.Monotone.Length != rows.Columns.Length)
            throw new TrainingException($"Need one monotone direction a column, got {options.Monotone.Length} for {rows.Columns.Length} columns.");
        if (options.Monotone.All(direction => direction == 0)) return;
        if (rows.Task == LearningTask.Multiclass)
            throw new TrainingException("Monotone constraints are for one score; with several classes no single output can be held.");
        for (int c = 0; c < options.Monotone.Length; c++)
            if (options.Monotone[c] != 0 && rows.Columns[c].IsCategorical)
                throw new TrainingException(
                    $"Column '{rows.Columns[c].Name}' has categories without an order, so the output cannot rise or fall with it.");
    }

    private static ExplainableBoostingOptions From(HyperParameters given) => new()
    {
        Rounds = given.Integer("rounds"),
        LearningRate = given.Float("learning_rate"),
        MaxLeaves = given.Integer("max_leaves"),
        MinRowsPerLeaf = given.Integer("min_rows_per_leaf"),
        L2 = given.Float("l2"),
        MaxBins = given.Integer("max_bins"),
        Bags = given.Integer("bags"),
        Interactions = given.Integer("interactions"),
        PairBins = given.Integer("pair_bins"),
    };
}
