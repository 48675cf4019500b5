using Kolosal.Learning;
using Kolosal.Learning.Import;
using Kolosal.Learning.Trees;
using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Trainers.FastTree;

namespace Kolosal.Engines.MlNet;

/// <summary>ML.NET's generalized additive model: a step function of every column, added up; logistic for two classes.</summary>
/// <remarks>Lou, Caruana and Gehrke, "Intelligible models for classification and regression", KDD 2012. A step function is kept as one tree
/// that looks at its column only.</remarks>
internal sealed class GamTrainer : MlNetTrainer, IParallelTrainer
{
    private readonly GamOptions options;

    /// <param name="options">Checked here.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public GamTrainer(GamOptions options) : base(Descriptor)
    {
        options.Check();
        this.options = options;
    }

    /// <summary>The entry in <see cref="Trainers.All"/>.</summary>
    public static TrainerDescriptor Descriptor { get; } = new("ml_net.gam", [LearningTask.Binary, LearningTask.Regression], FeatureEncoding.Dense,
        new SearchSpace(
            new IntegerParameter("number_of_iterations", 100, 20_000, 9500, Log: true),
            new FloatParameter("learning_rate", 0.0005, 0.1, 0.002, Log: true),
            new IntegerParameter("maximum_bin_count_per_feature", 16, 1024, 255, Log: true),
            new IntegerParameter("minimum_example_count_per_leaf", 1, 200, 10, Log: true)),
        given => new GamTrainer(new()
        {
            NumberOfIterations = given.Integer("number_of_iterations"),
            LearningRate = given.Float("learning_rate"),
            MaximumBinCountPerFeature = given.Integer("maximum_bin_count_per_feature"),
            MinimumExampleCountPerLeaf = given.Integer("minimum_example_count_per_leaf"),
        }), GradientBoostingModel.Read, Determinism: Determinism.SameThreads,
        Unstoppable: "ML.NET is asked while it reads rows and between rounds, so the binning of the rows, and one round, run to their end");

    /// <inheritdoc/>
    protected override bool IsAlone => true;

    /// <inheritdoc/>
    public ITrainer WithThreads(int threads) => new GamTrainer(options with { Threads = threads });

    /// <inheritdoc/>
    internal override IEstimator<ITransformer> Estimator(MLContext ml, LearningTask task, int seed) => task == LearningTask.Binary
        ? ml.BinaryClassification.Trainers.Gam(new GamBinaryTrainer.Options
        {
            ExampleWeightColumnName = MlNetRow<float>.WeightColumn,
            NumberOfIterations = options.NumberOfIterations,
            LearningRate = options.LearningRate,
            MaximumBinCountPerFeature = options.MaximumBinCountPerFeature,
            MinimumExampleCountPerLeaf = options.MinimumExampleCountPerLeaf,
            NumberOfThreads = options.Threads,
            Seed = seed,
        })
        : ml.Regression.Trainers.Gam(new GamRegressionTrainer.Options
        {
            ExampleWeightColumnName = MlNetRow<float>.WeightColumn,
            NumberOfIterations = options.NumberOfIterations,
            LearningRate = options.LearningRate,
            MaximumBinCountPerFeature = options.MaximumBinCountPerFeature,
            MinimumExampleCountPerLeaf = options.MinimumExampleCountPerLeaf,
            NumberOfThreads = options.Threads,
            Seed = seed,
        });

    /// <inheritdoc/>
    internal override IPredictor Convert(object model, TrainingSet rows, TargetUnit unit, CancellationToken cancel)
    {
        if (model is CalibratedModelParametersBase<GamBinaryModelParameters, PlattCalibrator> classes)
            return MlNetTrees.Classes(Steps(classes.SubModel, rows, cancel), classes.SubModel.Bias, classes.Calibrator);
        var numbers = (GamRegressionModelParameters)model;
        return MlNetTrees.Numbers(Steps(numbers, rows, cancel), numbers.Bias, unit);
    }

    private static TreeEnsemble Steps(GamModelParametersBase model, TrainingSet rows, CancellationToken cancel)
    {
        var builder = new TreeEnsembleBuilder(rows.Columns.Length, 1);
        for (int column = 0; column < rows.Columns.Length; column++)
        {
            var effects = model.GetBinEffects(column);
            Halve(builder, builder.Open(0), column, model.GetBinUpperBounds(column), effects, 0, effects.Count);
            builder.Close();
        }
        return MlNetTrees.Covered(builder.Build(), rows, cancel);
    }

    /// <summary>Bins from … to − 1 as a tree below a node: each value belongs to the first bin whose bound it does not exceed.</summary>
    private static void Halve(TreeEnsembleBuilder builder, int node, int column, IReadOnlyList<double> bounds, IReadOnlyList<double> effects, int from,
        int to)
    {
        if (to - from <= 1)
        {
            builder.Leaf(node, [effects.Count == 0 ? 0 : effects[from]]);
            return;
        }
        int middle = (from + to) / 2;
        float bound = (float)bounds[middle - 1];
        if (bound > bounds[middle - 1]) bound = MathF.BitDecrement(bound);
        int left = builder.Split(node, column, FloatThreshold.Below(MathF.BitIncrement(bound)), missingLeft: false, 0, 0, 0);
        Halve(builder, left, column, bounds, effects, from, middle);
        Halve(builder, left + 1, column, bounds, effects, middle, to);
    }
}
