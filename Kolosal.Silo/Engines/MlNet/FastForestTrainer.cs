using Kolosal.Learning;
using Kolosal.Learning.Trees;
using Microsoft.ML;
using Microsoft.ML.Trainers.FastTree;

namespace Kolosal.Engines.MlNet;

/// <summary>ML.NET's FastForest: bagged regression trees; the score of two classes becomes a probability by Platt scaling.</summary>
internal sealed class FastForestTrainer : MlNetTrainer, IParallelTrainer
{
    private readonly FastTreeOptions options;

    /// <param name="options">Checked here.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public FastForestTrainer(FastTreeOptions options) : base(Descriptor)
    {
        options.Check();
        this.options = options;
    }

    /// <summary>The entry in <see cref="Trainers.All"/>.</summary>
    public static TrainerDescriptor Descriptor { get; } = new("ml_net.fast_forest", [LearningTask.Binary, LearningTask.Regression],
        FeatureEncoding.Dense,
        new SearchSpace(
            new IntegerParameter("number_of_trees", 10, 1000, 100, Log: true),
            new IntegerParameter("number_of_leaves", 2, 1024, 20, Log: true),
            new IntegerParameter("minimum_example_count_per_leaf", 1, 200, 10, Log: true),
            new FloatParameter("feature_fraction", 0.3, 1, 1),
            new FloatParameter("feature_fraction_per_split", 0.1, 1, 1),
            new IntegerParameter("maximum_bin_count_per_feature", 16, 1024, 255, Log: true)),
        given => new FastForestTrainer(new()
        {
            NumberOfTrees = given.Integer("number_of_trees"),
            NumberOfLeaves = given.Integer("number_of_leaves"),
            MinimumExampleCountPerLeaf = given.Integer("minimum_example_count_per_leaf"),
            FeatureFraction = given.Float("feature_fraction"),
            FeatureFractionPerSplit = given.Float("feature_fraction_per_split"),
            MaximumBinCountPerFeature = given.Integer("maximum_bin_count_per_feature"),
        }), GradientBoostingModel.Read, Determinism: Determinism.SameThreads,
        Unstoppable: "ML.NET is asked while it reads rows and between trees, so the binning of the rows, and one tree, run to their end");

    /// <inheritdoc/>
    protected override bool IsAlone => true;

    /// <inheritdoc/>
    public ITrainer WithThreads(int threads) => new FastForestTrainer(options with { Threads = threads });

    /// <inheritdoc/>
    internal override IEstimator<ITransformer> Estimator(MLContext ml, LearningTask task, int seed) => task == LearningTask.Binary
        ? ml.BinaryClassification.Trainers.FastForest(Filled(new FastForestBinaryTrainer.Options(), seed))
        : ml.Regression.Trainers.FastForest(Filled(new FastForestRegressionTrainer.Options(), seed));

    /// <inheritdoc/>
    internal override IPredictor Convert(object model, TrainingSet rows, TargetUnit unit, CancellationToken cancel)
    {
        if (model is FastForestBinaryModelParameters classes)
            return MlNetTrees.Calibrated(MlNetTrees.Of(classes.TrainedTreeEnsemble, rows, cancel), classes.TrainedTreeEnsemble.Bias, rows);
        var ensemble = ((FastForestRegressionModelParameters)model).TrainedTreeEnsemble;
        int trees = ensemble.Trees.Count; // the library adds up and then takes the mean
        return MlNetTrees.Numbers(MlNetTrees.Of(ensemble, rows, cancel).WithValues(value => value / trees), ensemble.Bias / trees, unit);
    }

    private TOptions Filled<TOptions>(TOptions filled, int seed) where TOptions : FastForestOptionsBase
    {
        filled.ExampleWeightColumnName = MlNetRow<float>.WeightColumn;
        filled.NumberOfTrees = options.NumberOfTrees;
        filled.NumberOfLeaves = options.NumberOfLeaves;
        filled.MinimumExampleCountPerLeaf = options.MinimumExampleCountPerLeaf;
        filled.FeatureFraction = options.FeatureFraction;
        filled.FeatureFractionPerSplit = options.FeatureFractionPerSplit;
        filled.MaximumBinCountPerFeature = options.MaximumBinCountPerFeature;
        filled.NumberOfThreads = options.Threads;
        filled.Seed = filled.FeatureSelectionSeed = seed;
        return filled;
    }
}
