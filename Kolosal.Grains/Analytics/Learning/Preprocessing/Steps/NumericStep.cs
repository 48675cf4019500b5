using System.Numerics.Tensors;
using System.Text.Json;
using System.Text.Json.Serialization;
using Kolosal.Learning.Graphs;
using Kolosal.Learning.Preprocessing.Binning;
using Kolosal.Learning.Preprocessing.Power;
using Kolosal.Learning.Preprocessing.Scalers;
using Kolosal.Numerics;
using Kolosal.Statistics;

namespace Kolosal.Learning.Preprocessing;

/// <summary>A fitted change of one number into one number; NaN in means missing. Immutable and written as JSON.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "step")]
[JsonDerivedType(typeof(ImputeStep), "impute")]
[JsonDerivedType(typeof(ScaleStep), "scale")]
[JsonDerivedType(typeof(ClipStep), "clip")]
[JsonDerivedType(typeof(QuantileStep), "quantile")]
[JsonDerivedType(typeof(BinStep), "bin")]
[JsonDerivedType(typeof(LogStep), "log")]
[JsonDerivedType(typeof(SquareRootStep), "square_root")]
[JsonDerivedType(typeof(PowerStep), "power")]
[JsonDerivedType(typeof(ReciprocalStep), "reciprocal")]
[JsonDerivedType(typeof(BoxCoxStep), "box_cox")]
[JsonDerivedType(typeof(YeoJohnsonStep), "yeo_johnson")]
public abstract record NumericStep
{
    /// <summary>The changed value.</summary>
    public abstract double Apply(double value);

    /// <summary>0 for a number; k ≥ 1 when the step gives the codes 0 … k − 1 of a category.</summary>
    [JsonIgnore]
    public virtual int Cardinality => 0;

    /// <summary>A value that <see cref="Apply"/> turns into this one; what a step loses
    /// (a clipped excess, a place in a bin) does not come back.</summary>
    public abstract double Invert(double value);

    /// <summary>The changed value as operations of a graph.</summary>
    /// <exception cref="NotExportableException">There are none.</exception>
    internal virtual GraphValue Describe(GraphBuilder graph, GraphValue value) => throw NotDescribed();

    /// <summary>What <see cref="Invert"/> gives, as operations of a graph.</summary>
    /// <exception cref="NotExportableException">There are none.</exception>
    internal virtual GraphValue DescribeInverse(GraphBuilder graph, GraphValue value) => throw NotDescribed();

    private protected static GraphValue Bounded(GraphBuilder graph, GraphValue value) => graph.Clamp(value, -ScaleStep.Max, ScaleStep.Max);

    private NotExportableException NotDescribed() => new(
        $"The step {JsonNamingPolicy.SnakeCaseLower.ConvertName(GetType().Name[..^"Step".Length])} has no form in other formats; train without it.");

    /// <summary>The value, kept within ±1e100 so that sums of products stay finite; missing stays missing.</summary>
    private protected static double Bounded(double value) => Math.Clamp(value, -ScaleStep.Max, ScaleStep.Max);
}

/// <summary>Puts a value where there is none.</summary>
/// <param name="Value">Finite.</param>
public sealed record ImputeStep(double Value) : NumericStep
{
    /// <inheritdoc/>
    internal override GraphValue Describe(GraphBuilder graph, GraphValue value) => graph.Select(graph.IsMissing(value), graph.Constant(Value), value);

    /// <inheritdoc/>
    internal override GraphValue DescribeInverse(GraphBuilder graph, GraphValue value) => value;

    /// <inheritdoc/>
    public override double Apply(double value) => double.IsNaN(value) ? Value : value;

    /// <inheritdoc/>
    public override double Invert(double value) => value;
}

/// <summary>(x − centre) / scale, kept within ±1e100 so that sums of products stay finite whatever comes in; missing stays missing.</summary>
/// <param name="Center">Finite.</param>
/// <param name="Scale">Finite, above 0.</param>
public sealed record ScaleStep(double Center, double Scale) : NumericStep
{
    // Products of three such numbers are still finite, and no measured value comes near.
    internal const double Max = 1e100;

    /// <inheritdoc/>
    internal override GraphValue Describe(GraphBuilder graph, GraphValue value) =>
        Bounded(graph, graph.Over(graph.Plus(value, -Center), graph.Constant(Scale)));

    /// <inheritdoc/>
    internal override GraphValue DescribeInverse(GraphBuilder graph, GraphValue value) => graph.Plus(graph.Times(value, Scale), Center);

    /// <inheritdoc/>
    public override double Apply(double value) => Math.Clamp((value - Center) / Scale, -Max, Max);

    /// <inheritdoc/>
    public override double Invert(double value) => value * Scale + Center;
}

/// <summary>Keeps a value in a range; missing stays missing.</summary>
/// <param name="Low">The least value.</param>
/// <param name="High">The greatest value, at least <paramref name="Low"/>.</param>
public sealed record ClipStep(double Low, double High) : NumericStep
{
    /// <inheritdoc/>
    internal override GraphValue Describe(GraphBuilder graph, GraphValue value) => graph.Clamp(value, Low, High);

    /// <inheritdoc/>
    internal override GraphValue DescribeInverse(GraphBuilder graph, GraphValue value) => value;

    /// <inheritdoc/>
    public override double Apply(double value) => Math.Clamp(value, Low, High);

    /// <inheritdoc/>
    public override double Invert(double value) => value;
}

/// <summary>What stands in for a missing number.</summary>
public enum ImputeStrategy
{
    /// <summary>The mean of the values there are.</summary>
    Mean,

    /// <summary>Their median.</summary>
    Median,

    /// <summary>The most frequent one; of several the smallest.</summary>
    Mode,

    /// <summary>A value given by the caller.</summary>
    Constant,
}

/// <summary>What a number is scaled by.</summary>
public enum ScaleStrategy
{
    /// <summary>Left as it is.</summary>
    None,

    /// <summary>Mean 0, population standard deviation 1.</summary>
    Standard,

    /// <summary>Training minimum 0, training maximum 1.</summary>
    MinMax,

    /// <summary>Median 0, interquartile range 1.</summary>
    Robust,
}

/// <summary>Fits the steps to the values of a column; NaN is missing and left out.</summary>
public static class NumericSteps
{
    /// <summary>A spread below this share of the centre is rounding: some forty units in the last place.</summary>
    private const double FlatShare = 1e-14;

    // Squares of deviations beyond these, summed over all rows there may be, leave the range of numbers or its precision.
    private const double MaxSquared = 1e140, MinSquared = 1e-140;

    /// <summary>An imputer.</summary>
    /// <param name="strategy">What stands in.</param>
    /// <param name="values">Training values, NaN where missing; at least one that is not, unless the strategy is a constant.</param>
    /// <param name="constant">The value of <see cref="ImputeStrategy.Constant"/>.</param>
    /// <exception cref="TrainingException">There is no value to learn from.</exception>
    public static ImputeStep FitImputer(ImputeStrategy strategy, ReadOnlySpan<double> values, double constant = 0)
    {
        if (strategy == ImputeStrategy.Constant) return new(constant);
        double[] present = SortedPresent(values);
        return new(strategy switch
        {
            ImputeStrategy.Mean => Mean(Present(values)),
            ImputeStrategy.Median => Quantiles.OfSorted(present, 0.5),
            ImputeStrategy.Mode => Mode(present),
            _ => throw new ArgumentOutOfRangeException(nameof(strategy), strategy, "Unknown strategy."),
        });
    }

    /// <summary>A scaler, or null for <see cref="ScaleStrategy.None"/>. A column without spread is only centred (scale 1).</summary>
    /// <exception cref="TrainingException">There is no value to learn from.</exception>
    public static ScaleStep? FitScaler(ScaleStrategy strategy, ReadOnlySpan<double> values)
    {
        if (strategy == ScaleStrategy.None) return null;
        double[] present = SortedPresent(values);
        var (center, scale) = strategy switch
        {
            ScaleStrategy.Standard => MeanAndDeviation(Present(values)),
            ScaleStrategy.MinMax => (present[0], present[^1] - present[0]),
            ScaleStrategy.Robust => (Quantiles.OfSorted(present, 0.5), Quantiles.OfSorted(present, 0.75) - Quantiles.OfSorted(present, 0.25)),
            _ => throw new ArgumentOutOfRangeException(nameof(strategy), strategy, "Unknown strategy."),
        };
        return new(center, SpreadOrOne(center, scale));
    }

    /// <summary>A spread that is fit to divide by: itself, 1 for a column without spread, the greatest number for a wider one.</summary>
    /// <remarks>Rounding leaves a constant column of large values with a tiny deviation; scaling by it would turn noise into signal.</remarks>
    internal static double SpreadOrOne(double center, double spread) =>
        spread > FlatShare * Math.Abs(center) ? Math.Min(spread, double.MaxValue) : 1;

    internal static (double Mean, double Deviation) MeanAndDeviation(double[] values)
    {
        double mean = Mean(values);
        for (int i = 0; i < values.Length; i++) values[i] -= mean;
        double most = Math.Abs(TensorPrimitives.MaxMagnitude<double>(values)), unit = most is > MaxSquared or (< MinSquared and > 0) ? most : 1;
        if (unit != 1) TensorPrimitives.Divide(values, unit, values);
        // The second term removes what rounding left of the mean (Chan, Golub and LeVeque, The American Statistician 37, 1983).
        double drift = FixedSum.Of(values) / values.Length;
        return (mean, unit * Math.Sqrt(Math.Max(0, FixedSum.Dot(values, values) / values.Length - drift * drift)));
    }

    private static double Mean(double[] values)
    {
        double mean = FixedSum.Of(values) / values.Length;
        return double.IsFinite(mean) ? mean : values.Average(v => v / values.Length) * values.Length;
    }

    private static double Mode(double[] sorted)
    {
        double mode = sorted[0];
        int best = 0, run = 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            run = i > 0 && sorted[i] == sorted[i - 1] ? run + 1 : 1;
            if (run > best) (best, mode) = (run, sorted[i]);
        }
        return mode;
    }

    internal static double[] SortedPresent(ReadOnlySpan<double> values)
    {
        double[] present = Present(values);
        Array.Sort(present);
        return present;
    }

    internal static double[] Present(ReadOnlySpan<double> values)
    {
        int count = 0;
        foreach (double value in values) if (!double.IsNaN(value)) count++;
        if (count == 0) throw new TrainingException("Need at least one value that is not missing, got none; drop the column or impute a constant.");
        var present = new double[count];
        int at = 0;
        foreach (double value in values) if (!double.IsNaN(value)) present[at++] = value;
        return present;
    }
}
