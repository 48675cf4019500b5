using Kolosal.Numerics;
using Kolosal.Statistics;

namespace Kolosal.Learning.Preprocessing.Outliers;

/// <summary>What counts as far out in a column.</summary>
public enum OutlierRule
{
    /// <summary>More than k interquartile ranges beyond a quartile (Tukey's fences; quantiles of type 7).</summary>
    InterquartileRange,

    /// <summary>|x − mean| / standard deviation above k (division by n).</summary>
    ZScore,

    /// <summary>0.6745 |x − median| / MAD above k (Iglewicz and Hoaglin 1993); where the
    /// MAD is 0, |x − median| / (1.2533 · mean absolute deviation).</summary>
    ModifiedZScore,

    /// <summary>Below the k-quantile or above the (1 − k)-quantile: winsorising.</summary>
    Quantile,
}

/// <param name="Rule">What counts as far out. Default: interquartile ranges.</param>
/// <param name="Limit">k, above 0; null for 1.5 ranges, z of 3, modified z of 3.5, the quantile at 0.05.</param>
public sealed record OutlierOptions(OutlierRule Rule = OutlierRule.InterquartileRange, double? Limit = null)
{
    /// <summary>Finite, above 0; below 0.5 for quantiles; or null.</summary>
    public double? Limit { get; } = Require.That(Limit,
        Limit is null || (Limit > 0 && double.IsFinite(Limit.Value) && (Rule != OutlierRule.Quantile || Limit < 0.5)),
        "finite and above 0, and below 0.5 for quantiles");

    /// <summary>The limit in force.</summary>
    public double K =>
        Limit ?? Rule switch { OutlierRule.InterquartileRange => 1.5, OutlierRule.ZScore => 3, OutlierRule.ModifiedZScore => 3.5, _ => 0.05 };

    /// <summary>The options as parameters of a search space.</summary>
    internal static ImmutableArray<Parameter> Space { get; } =
        [OptionChoices.Choices("rule", OutlierRule.InterquartileRange),
            new FloatParameter("limit", 1, 6, 3, When: new("rule", "interquartile_range", "z_score", "modified_z_score")),
            new FloatParameter("share", 0.001, 0.2, 0.05, When: new("rule", "quantile"))];

    /// <summary>The options from hyper-parameters.</summary>
    internal static OutlierOptions From(HyperParameters given) => OptionChoices.Choice<OutlierRule>(given, "rule") switch
    {
        OutlierRule.Quantile => new(OutlierRule.Quantile, given.Float("share")),
        var rule => new(rule, given.Float("limit")),
    };
}

/// <summary>The range of a column outside of which values are far out.</summary>
public static class OutlierLimits
{
    // Iglewicz and Hoaglin (1993): the upper quartile of a normal; the mean deviation of a normal is 1 / 1.2533 = √(2/π) of its deviation.
    private const double NormalQuartile = 0.6745, MeanDeviationScale = 1.253314;

    /// <summary>Finds the range.</summary>
    /// <param name="values">A column, NaN where missing; at least one value.</param>
    /// <param name="options">The rule and its limit.</param>
    /// <returns>Values inside, ends included, are usual. A column without spread has the whole line.</returns>
    public static Interval Of(ReadOnlySpan<double> values, OutlierOptions options)
    {
        double[] sorted = NumericSteps.SortedPresent(values);
        double k = options.K;
        switch (options.Rule)
        {
            case OutlierRule.Quantile:
                return new(Quantiles.OfSorted(sorted, k), Quantiles.OfSorted(sorted, 1 - k));
            case OutlierRule.InterquartileRange:
                double low = Quantiles.OfSorted(sorted, 0.25), high = Quantiles.OfSorted(sorted, 0.75);
                return Around(low, high, k * (high - low));
            case OutlierRule.ZScore:
                var (mean, deviation) = NumericSteps.MeanAndDeviation(NumericSteps.Present(values));
                return Around(mean, mean, k * (NumericSteps.SpreadOrOne(mean, deviation) == 1 && deviation != 1 ? 0 : deviation));
            default:
                double median = Quantiles.OfSorted(sorted, 0.5);
                double[] gaps = [.. sorted.Select(v => Math.Abs(v - median)).Order()];
                double mad = Quantiles.OfSorted(gaps, 0.5);
                return Around(median, median, k * (mad > 0 ? mad / NormalQuartile : MeanDeviationScale * FixedSum.Of(gaps) / gaps.Length));
        }
    }

    private static Interval Around(double low, double high, double reach) =>
        reach > 0 && double.IsFinite(reach) ? new(low - reach, high + reach) : new(-double.MaxValue, double.MaxValue);
}
