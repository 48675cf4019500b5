using Kolosal.Learning;
using Kolosal.Learning.Linear;
using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Trainers;

namespace Kolosal.Engines.MlNet;

/// <summary>ML.NET's stochastic dual coordinate ascent: logistic regression, maximum entropy for several classes, least squares for
/// numbers.</summary>
/// <remarks>Shalev-Shwartz and Zhang, JMLR 14, 2013. On one thread: with more, the library's updates race. The bias is held by
/// λ₂ like the weights: steps without that, which the library takes for numbers, leave the range of float32 on small tables.</remarks>
internal sealed class SdcaTrainer : MlNetTrainer
{
    private readonly SdcaOptions options;

    /// <param name="options">Checked here.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public SdcaTrainer(SdcaOptions options) : base(Descriptor)
    {
        options.Check();
        this.options = options;
    }

    /// <summary>The entry in <see cref="Trainers.All"/>.</summary>
    public static TrainerDescriptor Descriptor { get; } = new("ml_net.sdca",
        [LearningTask.Binary, LearningTask.Multiclass, LearningTask.Regression], FeatureEncoding.Dense,
        new SearchSpace(
            new FloatParameter("l2_regularization", 1e-5, 1e-1, 1e-3, Log: true),
            new FloatParameter("l1_regularization", 0, 1, 0),
            new IntegerParameter("maximum_number_of_iterations", 5, 500, 50, Log: true),
            new FloatParameter("convergence_tolerance", 1e-5, 0.1, 1e-3, Log: true)),
        given => new SdcaTrainer(new()
        {
            L2Regularization = given.Float("l2_regularization"),
            L1Regularization = given.Float("l1_regularization"),
            MaximumNumberOfIterations = given.Integer("maximum_number_of_iterations"),
            ConvergenceTolerance = given.Float("convergence_tolerance"),
        }), LinearPredictor.Read, Determinism: Determinism.AnyThreads);

    /// <inheritdoc/>
    internal override IEstimator<ITransformer> Estimator(MLContext ml, LearningTask task, int seed) => task switch
    {
        LearningTask.Binary => ml.BinaryClassification.Trainers.SdcaLogisticRegression(Filled(new SdcaLogisticRegressionBinaryTrainer.Options())),
        LearningTask.Multiclass =>
            ml.MulticlassClassification.Trainers.SdcaMaximumEntropy(Filled(new SdcaMaximumEntropyMulticlassTrainer.Options())),
        _ => ml.Regression.Trainers.Sdca(Filled(new SdcaRegressionTrainer.Options())),
    };

    /// <inheritdoc/>
    internal override IPredictor Convert(object model, TrainingSet rows, TargetUnit unit, CancellationToken cancel) => model switch
    {
        CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator> classes =>
            MlNetLines.Classes(classes.SubModel, classes.Calibrator),
        MaximumEntropyModelParameters classes => MlNetLines.Classes(classes),
        _ => MlNetLines.Numbers((LinearRegressionModelParameters)model, unit),
    };

    private TOptions Filled<TOptions>(TOptions filled) where TOptions : class
    {
        switch (filled)
        {
            case SdcaLogisticRegressionBinaryTrainer.Options binary:
                Fill(binary);
                break;
            case SdcaMaximumEntropyMulticlassTrainer.Options several:
                Fill(several);
                break;
            case SdcaRegressionTrainer.Options numbers:
                Fill(numbers);
                break;
        }
        return filled;
    }

    private void Fill<TTransformer, TModel, TEstimator>(SdcaTrainerBase<TEstimator, TTransformer, TModel>.OptionsBase filled)
        where TTransformer : ISingleFeaturePredictionTransformer<TModel> where TModel : class
        where TEstimator : SdcaTrainerBase<TEstimator, TTransformer, TModel>.OptionsBase, new()
    {
        filled.ExampleWeightColumnName = MlNetRow<float>.WeightColumn;
        filled.L2Regularization = (float)options.L2Regularization;
        filled.L1Regularization = (float)options.L1Regularization;
        filled.MaximumNumberOfIterations = options.MaximumNumberOfIterations;
        filled.ConvergenceTolerance = (float)options.ConvergenceTolerance;
        filled.NumberOfThreads = 1;
        filled.BiasLearningRate = 0;
    }
}
