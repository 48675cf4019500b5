using Kolosal.Learning;
using Microsoft.ML;
using Microsoft.ML.Trainers;

namespace Kolosal.Engines.MlNet;

/// <summary>ML.NET's online gradient descent on squared errors.</summary>
/// <param name="options">Checked here.</param>
internal sealed class OnlineGradientDescentTrainer(OnlineOptions options) : MlNetOnlineTrainer(Descriptor, options)
{
    /// <summary>The entry in <see cref="Trainers.All"/>.</summary>
    public static TrainerDescriptor Descriptor { get; } =
        Describe("ml_net.online_gradient_descent", LearningTask.Regression, given => new OnlineGradientDescentTrainer(given));

    /// <inheritdoc/>
    internal override IEstimator<ITransformer> Estimator(MLContext ml, LearningTask task, int seed) =>
        ml.Regression.Trainers.OnlineGradientDescent(Options.Filled(new Microsoft.ML.Trainers.OnlineGradientDescentTrainer.Options()));

    /// <inheritdoc/>
    internal override IPredictor Convert(object model, TrainingSet rows, TargetUnit unit, CancellationToken cancel) =>
        MlNetLines.Numbers((LinearRegressionModelParameters)model, unit);
}
