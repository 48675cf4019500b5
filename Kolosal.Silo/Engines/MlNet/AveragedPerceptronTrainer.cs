using Kolosal.Learning;
using Kolosal.Learning.Linear;
using Microsoft.ML;
using Microsoft.ML.Trainers;

namespace Kolosal.Engines.MlNet;

/// <summary>ML.NET's averaged perceptron; its margin becomes a probability by Platt scaling.</summary>
/// <remarks>Freund and Schapire, "Large margin classification using the perceptron algorithm", Machine Learning 37, 1999. It knows no weights
/// of rows.</remarks>
internal sealed class AveragedPerceptronTrainer : MlNetTrainer
{
    private readonly OnlineOptions options;

    /// <param name="options">Checked here.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public AveragedPerceptronTrainer(OnlineOptions options) : base(Descriptor)
    {
        options.Check();
        this.options = options;
    }

    /// <summary>The entry in <see cref="Trainers.All"/>.</summary>
    public static TrainerDescriptor Descriptor { get; } = new("ml_net.averaged_perceptron", [LearningTask.Binary], FeatureEncoding.Dense,
        OnlineOptions.Space, given => new AveragedPerceptronTrainer(OnlineOptions.Of(given)), LinearPredictor.Read,
        Determinism: Determinism.AnyThreads, TakesWeights: false);

    /// <inheritdoc/>
    internal override IEstimator<ITransformer> Estimator(MLContext ml, LearningTask task, int seed) =>
        ml.BinaryClassification.Trainers.AveragedPerceptron(options.Filled(new Microsoft.ML.Trainers.AveragedPerceptronTrainer.Options()));

    /// <inheritdoc/>
    internal override IPredictor Convert(object model, TrainingSet rows, TargetUnit unit, CancellationToken cancel) =>
        MlNetLines.Calibrated((LinearBinaryModelParameters)model, rows);
}
