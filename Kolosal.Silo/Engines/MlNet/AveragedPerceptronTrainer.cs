using Kolosal.Learning;
using Microsoft.ML;
using Microsoft.ML.Trainers;

namespace Kolosal.Engines.MlNet;

/// <summary>ML.NET's averaged perceptron; its margin becomes a probability by Platt scaling.</summary>
/// <remarks>Freund and Schapire, "Large margin classification using the perceptron algorithm", Machine Learning 37, 1999.</remarks>
/// <param name="options">Checked here.</param>
internal sealed class AveragedPerceptronTrainer(OnlineOptions options) : MlNetOnlineTrainer(Descriptor, options)
{
    /// <summary>The entry in <see cref="Trainers.All"/>.</summary>
    public static TrainerDescriptor Descriptor { get; } =
        Describe("ml_net.averaged_perceptron", LearningTask.Binary, given => new AveragedPerceptronTrainer(given));

    /// <inheritdoc/>
    internal override IEstimator<ITransformer> Estimator(MLContext ml, LearningTask task, int seed) =>
        ml.BinaryClassification.Trainers.AveragedPerceptron(Options.Filled(new Microsoft.ML.Trainers.AveragedPerceptronTrainer.Options()));

    /// <inheritdoc/>
    internal override IPredictor Convert(object model, TrainingSet rows, TargetUnit unit, CancellationToken cancel) =>
        MlNetLines.Calibrated((LinearBinaryModelParameters)model, rows);
}
