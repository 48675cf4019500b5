using Kolosal.Learning;
using Kolosal.Learning.Trees;
using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Trainers.FastTree;

namespace Kolosal.Engines.MlNet;

/// <summary>ML.NET's FastTree: gradient boosted regression trees (MART), logistic for two classes.</summary>
internal sealed class FastTreeTrainer : MlNetTrainer, IParallelTrainer
{
    private readonly FastTreeOptions options;

    /// <param name="options">Checked here.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public FastTreeTrainer(FastTreeOptions options) : base(Descriptor)
    {
        options.Check();
        this.options = options;
    }

    /// <summary>The entry in <see cref="Trainers.All"/>.</summary>
    public static TrainerDescriptor Descriptor { get; } = new("ml_net.fast_tree", [LearningTask.Binary, LearningTask.Regression],
        FeatureEncoding.Dense,
        new SearchSpace(
            new IntegerParameter("number_of_trees", 10, 1000, 100, Log: true),
            new FloatParameter("learning_rate", 0.01, 0.5, 0.2, Log: true),
            new IntegerParameter("number_of_leaves", 2, 256, 20, Log: true),
            new IntegerParameter("minimum_example_count_per_leaf", 1, 200, 10, Log: true),
            new FloatParameter("feature_fraction", 0.3, 1, 1),
            new IntegerParameter("maximum_bin_count_per_feature", 16, 1024, 255, Log: true)),
        given => new FastTreeTrainer(new()
        {
            NumberOfTrees = given.Integer("number_of_trees"),
            LearningRate = given.Float("learning_rate"),
            NumberOfLeaves = given.Integer("number_of_leaves"),
            MinimumExampleCountPerLeaf = given.Integer("minimum_example_count_per_leaf"),
            FeatureFraction = given.Float("feature_fraction"),
            MaximumBinCountPerFeature = given.Integer("maximum_bin_count_per_feature"),
        }), GradientBoostingModel.Read, Determinism: Determinism.SameThreads,
        Unstoppable: "ML.NET is asked while it reads rows and between trees, so the binning of the rows, and one tree, run to their end");

    /// <inheritdoc/>
    protected override bool IsAlone => true;

    /// <inheritdoc/>
    public ITrainer WithThreads(int threads) => new FastTreeTrainer(options with { Threads = threads });

    /// <inheritdoc/>
    internal override IEstimator<ITransformer> Estimator(MLContext ml, LearningTask task, int seed) => task == LearningTask.Binary
        ? ml.BinaryClassification.Trainers.FastTree(Filled(new FastTreeBinaryTrainer.Options(), seed))
        : ml.Regression.Trainers.FastTree(Filled(new FastTreeRegressionTrainer.Options(), seed));

    /// <inheritdoc/>
    internal override IPredictor Convert(object model, TrainingSet rows, TargetUnit unit, CancellationToken cancel)
    {
        if (model is CalibratedModelParametersBase<FastTreeBinaryModelParameters, PlattCalibrator> classes)
            return MlNetTrees.Classes(MlNetTrees.Of(classes.SubModel.TrainedTreeEnsemble, rows, cancel), classes.SubModel.TrainedTreeEnsemble.Bias,
                classes.Calibrator);
        var ensemble = ((FastTreeRegressionModelParameters)model).TrainedTreeEnsemble;
        return MlNetTrees.Numbers(MlNetTrees.Of(ensemble, rows, cancel), ensemble.Bias, unit);
    }

    private TOptions Filled<TOptions>(TOptions filled, int seed) where TOptions : BoostedTreeOptions
    {
        filled.ExampleWeightColumnName = MlNetRow<float>.WeightColumn;
        filled.NumberOfTrees = options.NumberOfTrees;
        filled.LearningRate = options.LearningRate;
        filled.NumberOfLeaves = options.NumberOfLeaves;
        filled.MinimumExampleCountPerLeaf = options.MinimumExampleCountPerLeaf;
        filled.FeatureFraction = options.FeatureFraction;
        filled.MaximumBinCountPerFeature = options.MaximumBinCountPerFeature;
        filled.NumberOfThreads = options.Threads;
        filled.Seed = filled.FeatureSelectionSeed = seed;
        return filled;
    }
}
