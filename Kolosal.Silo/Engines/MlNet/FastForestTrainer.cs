using Kolosal.Learning;
using Microsoft.ML;
using Microsoft.ML.Trainers.FastTree;

namespace Kolosal.Engines.MlNet;

/// <summary>ML.NET's FastForest: bagged regression trees; the score of two classes becomes a probability by Platt scaling.</summary>
/// <param name="options">Checked here.</param>
internal sealed class FastForestTrainer(FastTreeOptions options) : MlNetTreeTrainer(Descriptor, options)
{
    /// <summary>The entry in <see cref="Trainers.All"/>.</summary>
    public static TrainerDescriptor Descriptor { get; } = Describe("ml_net.fast_forest",
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
        }));

    /// <inheritdoc/>
    public override ITrainer WithThreads(int threads) => new FastForestTrainer(Options with { Threads = threads });

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
        return MlNetTrees.Means(MlNetTrees.Of(ensemble, rows, cancel), ensemble.Bias, unit);
    }
}
