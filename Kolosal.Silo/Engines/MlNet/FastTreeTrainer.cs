using Kolosal.Learning;
using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Trainers.FastTree;

namespace Kolosal.Engines.MlNet;

/// <summary>ML.NET's FastTree: gradient boosted regression trees (MART), logistic for two classes.</summary>
/// <param name="options">Checked here.</param>
internal sealed class FastTreeTrainer(FastTreeOptions options) : MlNetTreeTrainer(Descriptor, options)
{
    /// <summary>The entry in <see cref="Trainers.All"/>.</summary>
    public static TrainerDescriptor Descriptor { get; } = Describe("ml_net.fast_tree",
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
        }));

    /// <inheritdoc/>
    public override ITrainer WithThreads(int threads) => new FastTreeTrainer(Options with { Threads = threads });

    /// <inheritdoc/>
    internal override IEstimator<ITransformer> Estimator(MLContext ml, LearningTask task, int seed) => task == LearningTask.Binary
        ? ml.BinaryClassification.Trainers.FastTree(Boosted(new FastTreeBinaryTrainer.Options(), seed))
        : ml.Regression.Trainers.FastTree(Boosted(new FastTreeRegressionTrainer.Options(), seed));

    /// <inheritdoc/>
    internal override IPredictor Convert(object model, TrainingSet rows, TargetUnit unit, CancellationToken cancel)
    {
        if (model is CalibratedModelParametersBase<FastTreeBinaryModelParameters, PlattCalibrator> classes)
            return MlNetTrees.Classes(MlNetTrees.Of(classes.SubModel.TrainedTreeEnsemble, rows, cancel), classes.SubModel.TrainedTreeEnsemble.Bias,
                classes.Calibrator);
        var ensemble = ((FastTreeRegressionModelParameters)model).TrainedTreeEnsemble;
        return MlNetTrees.Numbers(MlNetTrees.Of(ensemble, rows, cancel), ensemble.Bias, unit);
    }

    private TOptions Boosted<TOptions>(TOptions filled, int seed) where TOptions : BoostedTreeOptions
    {
        filled.LearningRate = Options.LearningRate;
        return Filled(filled, seed);
    }
}
