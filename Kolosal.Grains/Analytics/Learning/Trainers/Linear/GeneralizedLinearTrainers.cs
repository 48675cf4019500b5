using Kolosal.Numerics;

namespace Kolosal.Learning.Linear;

/// <summary>Tweedie regression (Nelder and Wedderburn, JRSS A 135, 1972; Jørgensen, JRSS B 49, 1987): minimises
/// Σ wᵢ d(yᵢ, eˣⁱᵛ⁺ᵇ) / 2 Σ wᵢ + α/2 ‖v‖², d the unit deviance of the power, the intercept free.</summary>
/// <remarks>The objective is scikit-learn's (log link). Convex for powers from 1 to 2.
/// Exposure enters as the row's weight, with the target a rate.</remarks>
public sealed class TweedieTrainer(TweedieOptions options) : Trainer(Descriptor)
{
    /// <summary>The entry in <see cref="Trainers.All"/>.</summary>
    public static TrainerDescriptor Descriptor { get; } = new("tweedie_regression", [LearningTask.Regression], FeatureEncoding.Dense,
        new SearchSpace(new FloatParameter("power", 1, 3, 1.5), GeneralizedLinearModel.Alpha),
        given => new TweedieTrainer(new TweedieOptions(given.Float("power"), GeneralizedLinearModel.AlphaOf(given))),
        LinearPredictor.Read, WeightsRepeat: true, PositiveTargets: true);

    private protected override IPredictor Learn(TrainingSet rows, ulong seed, CancellationToken cancel) =>
        GeneralizedLinearModel.Fit(this, options, rows, cancel);
}

/// <summary>Poisson regression of counts or rates: <see cref="TweedieTrainer"/> with power 1.</summary>
public sealed class PoissonTrainer(double alpha) : Trainer(Descriptor)
{
    private readonly TweedieOptions options = new(1, alpha);

    /// <summary>The entry in <see cref="Trainers.All"/>.</summary>
    public static TrainerDescriptor Descriptor { get; } = new("poisson_regression", [LearningTask.Regression], FeatureEncoding.Dense,
        new SearchSpace(GeneralizedLinearModel.Alpha), given => new PoissonTrainer(GeneralizedLinearModel.AlphaOf(given)),
        LinearPredictor.Read, WeightsRepeat: true, PositiveTargets: true);

    private protected override IPredictor Learn(TrainingSet rows, ulong seed, CancellationToken cancel) =>
        GeneralizedLinearModel.Fit(this, options, rows, cancel);
}

/// <summary>Gamma regression of amounts above 0: <see cref="TweedieTrainer"/> with power 2.</summary>
public sealed class GammaTrainer(double alpha) : Trainer(Descriptor)
{
    private readonly TweedieOptions options = new(2, alpha);

    /// <summary>The entry in <see cref="Trainers.All"/>.</summary>
    public static TrainerDescriptor Descriptor { get; } = new("gamma_regression", [LearningTask.Regression], FeatureEncoding.Dense,
        new SearchSpace(GeneralizedLinearModel.Alpha), given => new GammaTrainer(GeneralizedLinearModel.AlphaOf(given)),
        LinearPredictor.Read, WeightsRepeat: true, PositiveTargets: true);

    private protected override IPredictor Learn(TrainingSet rows, ulong seed, CancellationToken cancel) =>
        GeneralizedLinearModel.Fit(this, options, rows, cancel);
}

/// <summary>What the trainers with a log link share.</summary>
internal static class GeneralizedLinearModel
{
    /// <summary>Of the gradient in scaled coefficients, times the root of the curvature: leaves coefficients right to some six digits.</summary>
    private const double Tolerance = 1e-7;
    // Chosen, not derived; see the parameter.
    private const double DefaultAlpha = 1e-3;

    /// <summary>The penalty as a hyper-parameter. Its default is small: deviances are
    /// means, so a penalty of 1 (scikit-learn's) outweighs the data.</summary>
    public static Parameter Alpha { get; } = new FloatParameter("alpha", 1e-8, 1e2, DefaultAlpha, Log: true);

    public static double AlphaOf(HyperParameters given) => given.Float("alpha");

    public static LinearPredictor Fit(ITrainer trainer, TweedieOptions options, TrainingSet rows, CancellationToken cancel)
    {
        double level = Level(trainer, options.Power, rows);
        double[] weights = [.. Enumerable.Range(0, rows.Rows).Select(rows.Weight)];
        var row = new TweedieLoss(rows.Targets, options.Power, level);
        var loss = new PenalizedLoss(rows, weights, row, options.Alpha, cancel);
        double[] x = loss.Start(Math.Log(level));
        Lbfgs.Minimize(loss.At, x, Tolerance * Math.Sqrt(row.Curvature), options.Iterations, cancel);
        return loss.ToPredictor(x, LinearLink.Log);
    }

    /// <summary>The weighted mean target.</summary>
    /// <exception cref="TrainingException">The family has no such targets, or all are 0.</exception>
    private static double Level(ITrainer trainer, double power, TrainingSet rows)
    {
        double sum = 0, total = 0;
        for (int row = 0; row < rows.Rows; row++)
        {
            double weight = rows.Weight(row), target = rows.Targets.Span[row];
            if (weight == 0) continue;
            if (target < 0 || (target == 0 && power >= 2))
                throw new TrainingException($"'{trainer.Name}' needs targets {(power >= 2 ? "above 0" : "of 0 or more")}, got {target} in row "
                    + $"{row}; use another regressor or shift the target.");
            sum += weight * target;
            total += weight;
        }
        return sum > 0 ? sum / total : throw new TrainingException($"'{trainer.Name}' needs a target above 0, but all are 0.");
    }
}
