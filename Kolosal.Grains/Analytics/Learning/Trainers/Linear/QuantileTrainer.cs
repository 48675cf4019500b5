namespace Kolosal.Learning.Linear;

/// <param name="Quantile">The share of rows that should lie below the answer, above 0 and below 1. Default: 0.5, the median.</param>
/// <param name="Alpha">Strength of the penalty on absolute values, 0 or more. Default: 0.</param>
public sealed record QuantileOptions(double Quantile = 0.5, double Alpha = 0)
{
    /// <summary>Above 0 and below 1.</summary>
    public double Quantile { get; } = Require.Inside(Quantile, 0, 1);

    /// <summary>Finite, 0 or more.</summary>
    public double Alpha { get; } = Require.NotNegative(Alpha);
}

/// <summary>Linear quantile regression (Koenker and Bassett, Econometrica 46, 1978): minimises Σ wᵢ ρ(yᵢ
/// − b − v·xᵢ) / Σ wᵢ + α ‖v‖₁, ρ(r) = τ r above 0 and (τ − 1) r below, the intercept free.</summary>
/// <remarks>
/// The objective is scikit-learn's QuantileRegressor. A linear programme: the answer is a vertex, through p
/// + 1 rows or coefficients of 0, found exactly by <see cref="PinballSimplex"/>. Where several answers are
/// equally good, any may come; columns that depend on each other leave some of them without a coefficient.
/// </remarks>
public sealed class QuantileTrainer(QuantileOptions options) : Trainer(Descriptor)
{
    /// <summary>The entry in <see cref="Trainers.All"/>.</summary>
    public static TrainerDescriptor Descriptor { get; } = new("quantile_regression", [LearningTask.Regression], FeatureEncoding.Dense,
        new SearchSpace(new FloatParameter("quantile", 0.01, 0.99, 0.5), new FloatParameter("alpha", 0, 10, 0)),
        given => new QuantileTrainer(new QuantileOptions(given.Float("quantile"), given.Float("alpha"))), LinearPredictor.Read,
            WeightsRepeat: true, Bind: TrainerDescriptor.OfQuantiles(() => Descriptor!));

    private protected override IPredictor Learn(TrainingSet rows, ulong seed, CancellationToken cancel)
    {
        int p = rows.Columns.Length;
        // Loss and penalty are of the first degree, so the unit changes the arithmetic alone.
        var unit = TargetUnit.Of(rows);
        double[] found = PinballSimplex.Minimize(unit.Standardise(rows), options.Quantile, options.Alpha, seed, cancel);
        return new LinearPredictor(LinearLink.Identity, p, found[..p], [found[p]]).In(unit);
    }
}
