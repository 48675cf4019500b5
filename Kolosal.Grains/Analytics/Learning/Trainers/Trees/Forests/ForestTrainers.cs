namespace Kolosal.Learning.Trees;

/// <summary>One decision tree: the best split of every node until nothing is left to split.</summary>
public sealed class DecisionTreeTrainer : Trainer
{
    private readonly DecisionTreeOptions options;

    /// <param name="options">Checked here.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public DecisionTreeTrainer(DecisionTreeOptions options) : base(Descriptor)
    {
        options.Check();
        this.options = options;
    }

    /// <summary>The entry in <see cref="Trainers.All"/>.</summary>
    public static TrainerDescriptor Descriptor { get; } = new("decision_tree", ForestSearchSpaces.Tasks, FeatureEncoding.Native,
        new SearchSpace([.. ForestSearchSpaces.SingleTree(Defaults.MinRowsPerLeaf, Defaults.MaxDepth, Defaults.LeafSmoothing)]),
        given => new DecisionTreeTrainer(ForestSearchSpaces.TreeOptions(given, Defaults)), ForestModel.Read);

    // Alone a tree must not memorise: its defaults are those of a tree that is read and asked for probabilities, unlike the trees of a forest.
    private static DecisionTreeOptions Defaults => new() { MinRowsPerLeaf = 10, MaxDepth = 8, LeafSmoothing = 2 };

    private protected override IPredictor Learn(TrainingSet rows, ulong seed, CancellationToken cancel) =>
        ForestRun.Fit(rows, new() { Tree = options, Trees = 1, Bootstrap = false, ColumnShare = options.ColumnShare }, seed, cancel);

    /// <summary>The nested sequence of trees that cost-complexity pruning goes through, from the
    /// whole tree to the root alone; the options' own pruning is left out of account.</summary>
    /// <param name="rows">What to learn from.</param>
    /// <param name="cancel">Polled inside the loops.</param>
    /// <exception cref="TrainingException">The data cannot teach it.</exception>
    public ImmutableArray<PruningStep> PruningPath(TrainingSet rows, CancellationToken cancel) => ForestRun.PruningPath(rows, options, cancel);
}

/// <summary>Random forest: trees on bootstrap samples that look at a random share of the columns in each node (Breiman 2001).</summary>
public sealed class RandomForestTrainer : Trainer, IParallelTrainer
{
    // Of a hundred trees the draw of the rows still shows: on validation cuts of training parts two hundred were better for every seed on three of
    // four tables and level on the fourth, and more trees never fit a forest closer to chance (Breiman 2001, theorem 1.2). Whoever builds the
    // options says how many.
    private const int DefaultTrees = 200;

    private readonly ForestOptions options;

    /// <param name="options">Checked here.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public RandomForestTrainer(ForestOptions options) : base(Descriptor)
    {
        options.Check();
        this.options = options;
    }

    /// <summary>The entry in <see cref="Trainers.All"/>.</summary>
    public static TrainerDescriptor Descriptor { get; } = new("random_forest", ForestSearchSpaces.Tasks, FeatureEncoding.Native,
        ForestSearchSpaces.Forest(DefaultTrees),
        given => new RandomForestTrainer(ForestSearchSpaces.ForestOptionsOf(given, new())), ForestModel.Read);

    /// <inheritdoc/>
    public ITrainer WithThreads(int threads) => new RandomForestTrainer(options with { Threads = threads });

    private protected override IPredictor Learn(TrainingSet rows, ulong seed, CancellationToken cancel) => ForestRun.Fit(rows, options, seed, cancel);
}

/// <summary>Extremely randomised trees: all rows, and one random cut a column (Geurts, Ernst and Wehenkel 2006).</summary>
public sealed class ExtraTreesTrainer : Trainer, IParallelTrainer
{
    private readonly ForestOptions options;

    /// <param name="options">Checked here; cuts are random whatever they say.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public ExtraTreesTrainer(ForestOptions options) : base(Descriptor)
    {
        options.Check();
        this.options = options with { Tree = options.Tree with { RandomCuts = true } };
    }

    /// <summary>The entry in <see cref="Trainers.All"/>.</summary>
    public static TrainerDescriptor Descriptor { get; } = new("extra_trees", ForestSearchSpaces.Tasks, FeatureEncoding.Native,
        ForestSearchSpaces.Forest(new ForestOptions().Trees),
        given => new ExtraTreesTrainer(ForestSearchSpaces.ForestOptionsOf(given, new() { Bootstrap = false })), ForestModel.Read);

    /// <inheritdoc/>
    public ITrainer WithThreads(int threads) => new ExtraTreesTrainer(options with { Threads = threads });

    private protected override IPredictor Learn(TrainingSet rows, ulong seed, CancellationToken cancel) => ForestRun.Fit(rows, options, seed, cancel);
}
