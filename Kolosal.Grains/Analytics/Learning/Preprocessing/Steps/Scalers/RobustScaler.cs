using Kolosal.Statistics;

namespace Kolosal.Learning.Preprocessing.Scalers;

/// <param name="LowerQuantile">Where the range begins, 0 … 1. Default: 0.25.</param>
/// <param name="UpperQuantile">Where it ends, above <paramref name="LowerQuantile"/>. Default: 0.75.</param>
/// <param name="Center">Whether the median is taken off. Default: yes.</param>
/// <param name="Scale">Whether to divide by the range. Default: yes.</param>
public sealed record RobustScalerOptions(double LowerQuantile = 0.25, double UpperQuantile = 0.75, bool Center = true, bool Scale = true)
{
    /// <summary>0 … 1.</summary>
    public double LowerQuantile { get; } = Require.Between(LowerQuantile, 0, 1);

    /// <summary>Above <see cref="LowerQuantile"/>, at most 1.</summary>
    public double UpperQuantile { get; } = Require.AboveUpTo(UpperQuantile, LowerQuantile, 1);
}

/// <summary>(x − median) / (upper quantile − lower quantile), column by column: outliers
/// hardly move it. Quantiles of type 7, as scikit-learn's.</summary>
/// <remarks>Missing values are left out and stay missing; a column whose range is 0 is only centred.</remarks>
public sealed class RobustScaler(RobustScalerOptions options) : ColumnStepsFitter(Descriptor)
{
    /// <summary>The entry in <see cref="Transforms.All"/>.</summary>
    public static TransformDescriptor Descriptor { get; } = new("robust_scaler", TransformNeeds.Nothing,
        new SearchSpace(new FloatParameter("lower_quantile", 0.01, 0.4, 0.25), new FloatParameter("upper_quantile", 0.6, 0.99, 0.75)),
        given => new RobustScaler(new RobustScalerOptions(given.Float("lower_quantile"), given.Float("upper_quantile"))));

    private protected override ImmutableArray<NumericStep> LearnColumn(double[] values, FeatureRows rows, CancellationToken cancel)
    {
        double[] sorted = NumericSteps.SortedPresent(values);
        double median = Quantiles.OfSorted(sorted, 0.5);
        double range = Quantiles.OfSorted(sorted, options.UpperQuantile) - Quantiles.OfSorted(sorted, options.LowerQuantile);
        return [new ScaleStep(options.Center ? median : 0, options.Scale ? NumericSteps.SpreadOrOne(median, range) : 1)];
    }
}
