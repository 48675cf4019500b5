using Kolosal.Numerics;

namespace Kolosal.Learning.Linear;

/// <summary>Linear models of the logarithm of a mean (Nelder and Wedderburn, JRSS A 135, 1972; Jørgensen, JRSS B 49, 1987): minimise
/// Σ wᵢ d(zᵢ, eˣⁱᵛ⁺ᵇ) / 2 Σ wᵢ + α/2 ‖v‖², d the unit deviance of a power, z the target over its mean, the intercept free.</summary>
/// <remarks>
/// The objective is scikit-learn's (log link), convex for powers from 1 to 2, on targets of mean 1: a deviance grows with the target to the power
/// 2 − p, and the penalty must not be weaker for cents than for euros. Exposure enters as the row's weight, with the target a rate.
/// </remarks>
public abstract class LogLinkTrainer : Trainer
{
    /// <summary>Of the gradient in scaled coefficients, of curvature about 1: leaves coefficients right to some six digits.</summary>
    private const double Tolerance = 1e-7;
    // Chosen, not derived; see the parameter.
    private const double DefaultAlpha = 1e-3;
    private readonly TweedieOptions options;

    private protected LogLinkTrainer(TrainerDescriptor descriptor, TweedieOptions options) : base(descriptor) => this.options = options;

    /// <summary>The entry of a family in the list.</summary>
    private protected static TrainerDescriptor Describe(
        string name, Func<HyperParameters, ITrainer> create, params ImmutableArray<Parameter> before) =>
        new(name, [LearningTask.Regression], FeatureEncoding.Dense,
            // The default is small: deviances are means, so a penalty of 1 (scikit-learn's) outweighs the data.
            new SearchSpace([.. before, new FloatParameter("alpha", 1e-8, 1e2, DefaultAlpha, Log: true)]),
            create, LinearPredictor.Read, WeightsRepeat: true, PositiveTargets: true);

    private protected override IPredictor Learn(TrainingSet rows, ulong seed, CancellationToken cancel)
    {
        CheckTargets(rows);
        var unit = TargetUnit.OfMean(rows);
        rows = unit.Standardise(rows);
        double[] weights = [.. Enumerable.Range(0, rows.Rows).Select(rows.Weight)];
        var loss = new PenalizedLoss(rows, weights, new TweedieLoss(rows.Targets, options.Power), options.Alpha, cancel);
        double[] x = loss.Start(0); // the logarithm of the mean
        Lbfgs.Minimize(loss.At, x, Tolerance, options.Iterations, cancel);
        return loss.ToPredictor(x, LinearLink.Log).In(unit);
    }

    private void CheckTargets(TrainingSet rows)
    {
        double most = 0;
        for (int row = 0; row < rows.Rows; row++)
        {
            double target = rows.Targets.Span[row];
            if (rows.Weight(row) == 0) continue;
            if (target < 0 || (target == 0 && options.Power >= 2))
                throw new TrainingException($"'{Name}' needs targets {(options.Power >= 2 ? "above 0" : "of 0 or more")}, got {target} in row "
                    + $"{row}; use another regressor or shift the target.");
            most = Math.Max(most, target);
        }
        if (most == 0) throw new TrainingException($"'{Name}' needs a target above 0, but all are 0.");
    }
}

/// <summary>Tweedie regression, of any power.</summary>
public sealed class TweedieTrainer(TweedieOptions options) : LogLinkTrainer(Descriptor, options)
{
    /// <summary>The entry in <see cref="Trainers.All"/>.</summary>
    public static TrainerDescriptor Descriptor { get; } = Describe("tweedie_regression",
        given => new TweedieTrainer(new TweedieOptions(given.Float("power"), given.Float("alpha"))), new FloatParameter("power", 1, 3, 1.5));
}

/// <summary>Poisson regression of counts or rates: power 1.</summary>
public sealed class PoissonTrainer(double alpha) : LogLinkTrainer(Descriptor, new(1, alpha))
{
    /// <summary>The entry in <see cref="Trainers.All"/>.</summary>
    public static TrainerDescriptor Descriptor { get; } = Describe("poisson_regression", given => new PoissonTrainer(given.Float("alpha")));
}

/// <summary>Gamma regression of amounts above 0: power 2.</summary>
public sealed class GammaTrainer(double alpha) : LogLinkTrainer(Descriptor, new(2, alpha))
{
    /// <summary>The entry in <see cref="Trainers.All"/>.</summary>
    public static TrainerDescriptor Descriptor { get; } = Describe("gamma_regression", given => new GammaTrainer(given.Float("alpha")));
}
