using Kolosal.Numerics;

namespace Kolosal.Learning.Trees;

/// <summary>How a quantile forest grows and what it predicts.</summary>
/// <param name="Forest">The forest; its trees keep five rows a leaf by default, so that a leaf says something about a distribution.</param>
/// <param name="Quantile">The level of the value that it predicts, in (0, 1); any other can be asked of the model. Default: the median.</param>
public sealed record QuantileForestOptions(ForestOptions? Forest = null, double Quantile = 0.5)
{
    /// <summary>Not null.</summary>
    public ForestOptions Forest { get; init; } = Forest ?? new() { Tree = new() { MinRowsPerLeaf = 5, MinRowsPerCategory = 50 } };

    /// <summary>In (0, 1).</summary>
    public double Quantile { get; } = Require.Inside(Quantile, 0, 1);
}

/// <summary>Quantile regression forest: a random forest whose leaves remember their training rows (Meinshausen, JMLR 7, 2006).</summary>
/// <remarks>
/// The weight of training row i for a row x is the mean over trees of 1{i in the leaf of x} / rows in that leaf, all
/// training rows counted, those a tree was not grown on included (section 3.1, equation 4 and its step b); the
/// conditional distribution is F(y | x) = Σ wᵢ 1{yᵢ ≤ y} and a quantile the smallest y with F ≥ p (equations 5 and 6).
/// The R package quantregForest instead keeps one row a leaf, drawn at random, which approaches the same with more trees.
/// </remarks>
public sealed class QuantileForestTrainer : Trainer, IParallelTrainer
{
    private readonly QuantileForestOptions options;

    /// <param name="options">Checked here.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public QuantileForestTrainer(QuantileForestOptions options) : base(Descriptor)
    {
        options.Forest.Check();
        this.options = options;
    }

    /// <summary>The entry in <see cref="Trainers.All"/>.</summary>
    public static TrainerDescriptor Descriptor { get; } = new("quantile_forest", [LearningTask.Regression], FeatureEncoding.Native,
        new SearchSpace(
            new IntegerParameter("trees", 10, 1000, 100, Log: true),
            new IntegerParameter("min_rows_per_leaf", 1, 200, 5, Log: true),
            new IntegerParameter("max_depth", 0, 64, 0),
            new FloatParameter("column_share", 0.05, 1, 1),
            new FloatParameter("quantile", 0.01, 0.99, 0.5)),
        given => new QuantileForestTrainer(OptionsOf(given)), QuantileForestModel.Read,
        Bind: TrainerDescriptor.OfQuantiles(() => Descriptor!));

    /// <inheritdoc/>
    public ITrainer WithThreads(int threads) => new QuantileForestTrainer(options with { Forest = options.Forest with { Threads = threads } });

    private protected override IPredictor Learn(TrainingSet rows, ulong seed, CancellationToken cancel)
    {
        if ((long)rows.Rows * options.Forest.Trees > Array.MaxLength)
            throw new TrainingException($"A quantile forest keeps every row once a tree, at most {Array.MaxLength:N0} in all; got {rows.Rows:N0} "
                + $"rows and {options.Forest.Trees:N0} trees, so take fewer of either.");
        var forest = ForestRun.Fit(rows, options.Forest, seed, cancel);
        using var team = new WorkerTeam(options.Forest.Threads);
        return QuantileForestModel.Of(forest.Trees, rows, options.Quantile, team, cancel);
    }

    private static QuantileForestOptions OptionsOf(HyperParameters given)
    {
        var forest = new QuantileForestOptions().Forest;
        return new(forest with
        {
            Trees = given.Integer("trees", forest.Trees),
            ColumnShare = given.Float("column_share", 1),
            Tree = forest.Tree with
            {
                MinRowsPerLeaf = given.Integer("min_rows_per_leaf", forest.Tree.MinRowsPerLeaf),
                MaxDepth = given.Integer("max_depth", 0)
            },
        }, given.Float("quantile", 0.5));
    }
}
