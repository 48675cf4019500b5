using Kolosal.Learning;
using Kolosal.Learning.Linear;
using Microsoft.ML;
using Microsoft.ML.Trainers;

namespace Kolosal.Engines.MlNet;

/// <summary>ML.NET's online gradient descent on squared errors. It knows no weights of rows.</summary>
internal sealed class OnlineGradientDescentTrainer : MlNetTrainer
{
    private readonly OnlineOptions options;

    /// <param name="options">Checked here.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public OnlineGradientDescentTrainer(OnlineOptions options) : base(Descriptor)
    {
        options.Check();
        this.options = options;
    }

    /// <summary>The entry in <see cref="Trainers.All"/>.</summary>
    public static TrainerDescriptor Descriptor { get; } = new("ml_net.online_gradient_descent", [LearningTask.Regression], FeatureEncoding.Dense,
        OnlineOptions.Space, given => new OnlineGradientDescentTrainer(OnlineOptions.Of(given)), LinearPredictor.Read,
        Determinism: Determinism.AnyThreads, TakesWeights: false);

    /// <inheritdoc/>
    internal override IEstimator<ITransformer> Estimator(MLContext ml, LearningTask task, int seed) =>
        ml.Regression.Trainers.OnlineGradientDescent(options.Filled(new Microsoft.ML.Trainers.OnlineGradientDescentTrainer.Options()));

    /// <inheritdoc/>
    internal override IPredictor Convert(object model, TrainingSet rows, TargetUnit unit, CancellationToken cancel) =>
        MlNetLines.Numbers((LinearRegressionModelParameters)model, unit);
}
