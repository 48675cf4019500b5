using Kolosal.Learning;
using Kolosal.Learning.Linear;
using Microsoft.ML;
using Microsoft.ML.Trainers;

namespace Kolosal.Engines.MlNet;

/// <summary>ML.NET's Poisson regression by limited-memory BFGS: the logarithm of a mean is a line.</summary>
internal sealed class LbfgsPoissonTrainer : MlNetTrainer
{
    private readonly LbfgsOptions options;

    /// <param name="options">Checked here.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public LbfgsPoissonTrainer(LbfgsOptions options) : base(Descriptor)
    {
        options.Check();
        this.options = options;
    }

    /// <summary>The entry in <see cref="Trainers.All"/>.</summary>
    public static TrainerDescriptor Descriptor { get; } = new("ml_net.lbfgs_poisson_regression", [LearningTask.Regression], FeatureEncoding.Dense,
        LbfgsOptions.Space, given => new LbfgsPoissonTrainer(LbfgsOptions.Of(given)), LinearPredictor.Read, PositiveTargets: true,
        Determinism: Determinism.AnyThreads,
        Unstoppable: "ML.NET is asked while it reads rows and between passes, so one pass over the rows runs to its end");

    /// <inheritdoc/>
    internal override IEstimator<ITransformer> Estimator(MLContext ml, LearningTask task, int seed) =>
        ml.Regression.Trainers.LbfgsPoissonRegression(new LbfgsPoissonRegressionTrainer.Options
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
        MlNetLines.Numbers((PoissonRegressionModelParameters)model, unit, LinearLink.Log);

    /// <inheritdoc/>
    protected override TargetUnit UnitOf(TrainingSet rows)
    {
        double least = double.PositiveInfinity, most = 0;
        for (int row = 0; row < rows.Rows; row++)
            if (rows.Weight(row) > 0) (least, most) = (Math.Min(least, rows.Targets.Span[row]), Math.Max(most, rows.Targets.Span[row]));
        if (least < 0) throw new TrainingException($"'{Name}' needs targets of 0 or more, got {least}.");
        if (most == 0) throw new TrainingException($"'{Name}' needs a target above 0, got none.");
        return TargetUnit.OfMean(rows);
    }
}
