using Kolosal.Learning;
using Kolosal.Learning.Linear;
using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Trainers;

namespace Kolosal.Engines.MlNet;

/// <summary>ML.NET's logistic regression, and maximum entropy for several classes, by limited-memory BFGS with λ₁ and λ₂.</summary>
/// <remarks>Andrew and Gao, "Scalable training of L1-regularized log-linear models", ICML 2007 (OWL-QN). On one thread: with more, sums
/// would depend on their order.</remarks>
internal sealed class LbfgsTrainer : MlNetTrainer
{
    private readonly LbfgsOptions options;

    /// <param name="options">Checked here.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public LbfgsTrainer(LbfgsOptions options) : base(Descriptor)
    {
        options.Check();
        this.options = options;
    }

    /// <summary>The entry in <see cref="Trainers.All"/>.</summary>
    public static TrainerDescriptor Descriptor { get; } = new("ml_net.lbfgs_logistic_regression", [LearningTask.Binary, LearningTask.Multiclass],
        FeatureEncoding.Dense, LbfgsOptions.Space, given => new LbfgsTrainer(LbfgsOptions.Of(given)), LinearPredictor.Read,
        Determinism: Determinism.AnyThreads,
        Unstoppable: "ML.NET is asked while it reads rows and between passes, so one pass over the rows runs to its end");

    /// <inheritdoc/>
    internal override IEstimator<ITransformer> Estimator(MLContext ml, LearningTask task, int seed) => task == LearningTask.Binary
        ? ml.BinaryClassification.Trainers.LbfgsLogisticRegression(new LbfgsLogisticRegressionBinaryTrainer.Options
        {
            ExampleWeightColumnName = MlNetRow<float>.WeightColumn,
            L1Regularization = (float)options.L1Regularization,
            L2Regularization = (float)options.L2Regularization,
            OptimizationTolerance = (float)options.OptimizationTolerance,
            HistorySize = options.HistorySize,
            NumberOfThreads = 1,
        })
        : ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(new LbfgsMaximumEntropyMulticlassTrainer.Options
        {
            ExampleWeightColumnName = MlNetRow<float>.WeightColumn,
            L1Regularization = (float)options.L1Regularization,
            L2Regularization = (float)options.L2Regularization,
            OptimizationTolerance = (float)options.OptimizationTolerance,
            HistorySize = options.HistorySize,
            NumberOfThreads = 1,
        });

    /// <inheritdoc/>
    internal override IPredictor Convert(object model, TrainingSet rows, TargetUnit unit, CancellationToken cancel) =>
        model is CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator> classes
            ? MlNetLines.Classes(classes.SubModel, classes.Calibrator) : MlNetLines.Classes((MaximumEntropyModelParameters)model);
}
