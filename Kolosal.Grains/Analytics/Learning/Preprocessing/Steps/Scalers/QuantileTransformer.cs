using Kolosal.Statistics;

namespace Kolosal.Learning.Preprocessing.Scalers;

/// <param name="Quantiles">At most this many quantiles are kept; never more than there are rows. Default: 1000.</param>
/// <param name="Normal">Whether the outcome is normal instead of uniform. Default: no.</param>
public sealed record QuantileTransformerOptions(int Quantiles = 1000, bool Normal = false)
{
    /// <summary>At least 2.</summary>
    public int Quantiles { get; } = Require.AtLeast(Quantiles, 2);
}

/// <summary>Maps each column to the uniform or the normal distribution by its training quantiles (type 7), as scikit-learn's.</summary>
/// <remarks>All rows are used where scikit-learn draws 10,000. Missing values are left
/// out and stay missing; a constant column becomes the lowest value.</remarks>
public sealed class QuantileTransformer(QuantileTransformerOptions options) : ColumnStepsFitter(Descriptor)
{
    /// <summary>The entry in <see cref="Transforms.All"/>.</summary>
    public static TransformDescriptor Descriptor { get; } = new("quantile_transformer", TransformNeeds.Nothing,
        new SearchSpace(new IntegerParameter("quantiles", 10, 2000, 1000, Log: true),
            new CategoricalParameter("output", ["uniform", "normal"], "uniform")),
        given => new QuantileTransformer(new QuantileTransformerOptions(
            given.Integer("quantiles"), given.Choice("output") == "normal")));

    private protected override ImmutableArray<NumericStep> LearnColumn(double[] values, FeatureRows rows, CancellationToken cancel)
    {
        double[] sorted = NumericSteps.SortedPresent(values);
        var quantiles = new double[Math.Min(options.Quantiles, rows.Rows)];
        double most = double.NegativeInfinity; // interpolation can step back by a rounding
        for (int k = 0; k < quantiles.Length; k++)
            quantiles[k] = most = Math.Max(most, Quantiles.OfSorted(sorted, quantiles.Length == 1 ? 0 : (double)k / (quantiles.Length - 1)));
        return [new QuantileStep([.. quantiles], options.Normal)];
    }
}
