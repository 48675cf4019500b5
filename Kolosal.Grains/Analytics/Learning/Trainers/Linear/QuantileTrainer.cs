namespace Kolosal.Learning.Linear;

/// <param name="Quantile">The share of rows that should lie below the answer, above 0 and below 1. Default: 0.5, the median.</param>
/// <param name="Alpha">Strength of the penalty on absolute values, 0 or more. Default: 0.</param>
public sealed record QuantileOptions(double Quantile = 0.5, double Alpha = 0)
{
    /// <summary>Above 0 and below 1.</summary>
    public double Quantile { get; } = Quantile > 0 && Quantile < 1 ? Quantile
        : throw new ArgumentOutOfRangeException(nameof(Quantile), Quantile, "The quantile lies above 0 and below 1.");

    /// <summary>Finite, 0 or more.</summary>
    public double Alpha { get; } = Alpha >= 0 && double.IsFinite(Alpha) ? Alpha
        : throw new ArgumentOutOfRangeException(nameof(Alpha), Alpha, "The penalty must be finite and not negative.");
}

/// <summary>Linear quantile regression (Koenker and Bassett, Econometrica 46, 1978): minimises Σ wᵢ ρ(yᵢ
/// − b − v·xᵢ) / Σ wᵢ + α ‖v‖₁, ρ(r) = τ r above 0 and (τ − 1) r below, the intercept free.</summary>
/// <remarks>
/// The objective is scikit-learn's QuantileRegressor. A linear programme: the answer is a vertex, through p
/// + 1 rows or coefficients of 0, found exactly by <see cref="PinballSimplex"/>. Where several answers are
/// equally good, any may come; columns that depend on each other leave some of them without a coefficient.
/// </remarks>
public sealed class QuantileTrainer(QuantileOptions options) : ITrainer
{
    /// <summary>The entry in <see cref="Trainers.All"/>.</summary>
    public static TrainerDescriptor Descriptor { get; } = new("quantile_regression", [LearningTask.Regression], FeatureEncoding.Dense,
        new SearchSpace(new FloatParameter("quantile", 0.01, 0.99, 0.5), new FloatParameter("alpha", 0, 10, 0)),
        given => new QuantileTrainer(new QuantileOptions(given.Float("quantile", 0.5), given.Float("alpha", 0))), LinearPredictor.Read,
            WeightsRepeat: true);

    /// <inheritdoc/>
    public string Name => Descriptor.Name;

    /// <inheritdoc/>
    public bool Supports(LearningTask task) => Descriptor.Supports(task);

    /// <inheritdoc/>
    public IPredictor Fit(TrainingSet rows, ulong seed, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        DenseRows.Check(this, rows);
        int p = rows.Columns.Length;
        double[] found = PinballSimplex.Minimize(rows, options.Quantile, options.Alpha, seed, cancel);
        return new LinearPredictor(LinearLink.Identity, p, found[..p], [found[p]]);
    }
}
