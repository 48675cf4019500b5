using Kolosal.Numerics;
using Kolosal.Statistics;

namespace Kolosal.Learning.Linear;

/// <param name="NoiseShape">a₁ of the gamma prior of the noise's precision, above 0. Default: 1e-6.</param>
/// <param name="NoiseRate">a₂ of it, above 0. Default: 1e-6.</param>
/// <param name="WeightShape">l₁ of the gamma prior of the coefficients' precision, above 0. Default: 1e-6.</param>
/// <param name="WeightRate">l₂ of it, above 0. Default: 1e-6.</param>
/// <param name="Iterations">At most so many updates. Default: 10,000; each costs p operations.</param>
public sealed record BayesianRidgeOptions(double NoiseShape = 1e-6, double NoiseRate = 1e-6, double WeightShape = 1e-6, double WeightRate = 1e-6,
    int Iterations = 10_000)
{
    /// <summary>Above 0.</summary>
    public double NoiseShape { get; } = Require.Positive(NoiseShape);

    /// <summary>Above 0.</summary>
    public double NoiseRate { get; } = Require.Positive(NoiseRate);

    /// <summary>Above 0.</summary>
    public double WeightShape { get; } = Require.Positive(WeightShape);

    /// <summary>Above 0.</summary>
    public double WeightRate { get; } = Require.Positive(WeightRate);

    /// <summary>At least 1.</summary>
    public int Iterations { get; } = Require.AtLeast(Iterations, 1);
}

/// <summary>Bayesian ridge regression: the penalty λ / α that maximises the evidence, by MacKay's updates (Neural
/// Computation 4, 1992; Tipping, JMLR 1, 2001; Bishop, Pattern Recognition and Machine Learning, 3.5).</summary>
/// <remarks>
/// α is the noise's precision, λ the coefficients'; γ = Σ α sⱼ / (λ + α sⱼ) over the eigenvalues of Xᵀ W X, λ ← (γ +
/// 2 l₁) / (‖v‖² + 2 l₂), α ← (n − γ + 2 a₁) / (‖y − X v‖² + 2 a₂), n = Σ w. The fixed point is scikit-learn's, which
/// stops earlier (coefficients moving by less than 0.001 in sum), for a target of standard deviation 1, so that the priors'
/// rates have no unit. The predictive deviation is that of a new observation, √(1/α + (x − x̄)ᵀ Σ (x − x̄)); the intercept is
/// taken for known, as there.
/// </remarks>
public sealed class BayesianRidgeTrainer(BayesianRidgeOptions options) : Trainer(Descriptor)
{
    // Of both precisions from one round to the next; the other keeps divisions by 0 finite.
    private const double Tolerance = 1e-10, Tiny = 1e-300;

    /// <summary>The entry in <see cref="Trainers.All"/>.</summary>
    public static TrainerDescriptor Descriptor { get; } = new("bayesian_ridge", [LearningTask.Regression], FeatureEncoding.Dense, new SearchSpace(),
        _ => new BayesianRidgeTrainer(new BayesianRidgeOptions()), BayesianLinearPredictor.Read);

    private protected override IPredictor Learn(TrainingSet rows, ulong seed, CancellationToken cancel)
    {
        var unit = TargetUnit.Of(rows);
        if (!double.IsNormal(unit.Spread * unit.Spread))
            throw new TrainingException($"'{Name}' keeps a variance in the target's unit, but the square of the target's standard deviation "
                + $"{unit.Spread:g3} is no number; measure the target in another unit.");
        var moments = CrossMoments.Of(unit.Standardise(rows), cancel);
        var spectrum = RidgeSpectrum.Of(moments, cancel);
        var (noise, weight) = Precisions(spectrum);
        if (!double.IsFinite(1 / noise) || !double.IsFinite(weight / noise))
            throw new TrainingException($"'{Name}' finds no greatest evidence: all but a few rows weigh next to nothing. Even the weights out, or "
                + "use 'ridge'.");

        // Row j of the factor: vⱼ / √(λ + α sⱼ), so that the variance of a row's mean is the sum of its squared products with them.
        int p = spectrum.Values.Length;
        var factor = new double[p * p];
        for (int j = 0; j < p; j++)
            FixedSum.AddScaled(1 / Math.Sqrt(weight + noise * spectrum.Values[j]), spectrum.Vector(j), factor.AsSpan(j * p, p));
        return new BayesianLinearPredictor(moments.ToPredictor(spectrum.Coefficients(weight / noise)), 1 / noise, factor, moments.Center).In(unit);
    }

    /// <summary>α and λ at the fixed point.</summary>
    internal (double Noise, double Weight) Precisions(RidgeSpectrum spectrum)
    {
        var moments = spectrum.Moments;
        double n = moments.Weight, noise = 1 / Math.Max(Tiny, moments.TargetSquares / n + 2.2e-16), weight = 1;
        for (int iteration = 0; iteration < options.Iterations; iteration++)
        {
            double determined = 0, size = 0, residual = moments.TargetSquares;
            for (int j = 0; j < spectrum.Values.Length; j++)
            {
                double value = spectrum.Values[j], along = spectrum.Products[j] / (value + weight / noise);
                determined += noise * value / (weight + noise * value);
                size += along * along;
                residual += along * (along * value - 2 * spectrum.Products[j]);
            }
            double nextWeight = (determined + 2 * options.WeightShape) / (size + 2 * options.WeightRate);
            double nextNoise = (Math.Max(0, n - determined) + 2 * options.NoiseShape) / (Math.Max(0, residual) + 2 * options.NoiseRate);
            bool settled = Math.Abs(nextWeight - weight) <= Tolerance * weight && Math.Abs(nextNoise - noise) <= Tolerance * noise;
            (noise, weight) = (nextNoise, nextWeight);
            if (settled) break;
        }
        return (noise, weight);
    }
}
