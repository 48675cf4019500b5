namespace Kolosal.Learning.Preprocessing.Power;

/// <summary>ln(x + shift), column by column. The shift is 0 where every training value is above 0, and else what lifts the smallest to 1.</summary>
/// <remarks>Later values below the training minimum count as the minimum. Missing values stay missing.</remarks>
public sealed class LogTransformer() : ColumnStepsFitter(Descriptor)
{
    /// <summary>The entry in <see cref="Transforms.All"/>.</summary>
    public static TransformDescriptor Descriptor { get; } = new("log", TransformNeeds.Nothing, new SearchSpace(), _ => new LogTransformer());

    private protected override ImmutableArray<NumericStep> LearnColumn(double[] values, FeatureRows rows, CancellationToken cancel) => [Step(values)];

    /// <summary>The step of a column; NaN is left out.</summary>
    internal static LogStep Step(double[] values)
    {
        double least = values.Where(v => !double.IsNaN(v)).Min();
        // Beside a minimum of −1e16 and beyond, a lift of 1 is lost to rounding; the next number above still has a logarithm.
        return new(least > 0 ? 0 : Math.Max(1 - least, Math.BitIncrement(-least)), least);
    }
}

/// <summary>√(x + shift), column by column. The shift is 0 where no training value is negative, and else what lifts the smallest to 0.</summary>
/// <remarks>Later values below the training minimum count as the minimum. Missing values stay missing.</remarks>
public sealed class SquareRootTransformer() : ColumnStepsFitter(Descriptor)
{
    /// <summary>The entry in <see cref="Transforms.All"/>.</summary>
    public static TransformDescriptor Descriptor { get; } =
        new("square_root", TransformNeeds.Nothing, new SearchSpace(), _ => new SquareRootTransformer());

    private protected override ImmutableArray<NumericStep> LearnColumn(double[] values, FeatureRows rows, CancellationToken cancel) =>
        [new SquareRootStep(Math.Max(0, -values.Where(v => !double.IsNaN(v)).Min()))];
}

/// <summary>sign(x) |x|ᵏ, column by column; nothing is learnt. Missing values stay missing.</summary>
public sealed class PowerFunction(double exponent) : ColumnStepsFitter(Descriptor)
{
    private readonly PowerStep step = new(exponent);

    /// <summary>The entry in <see cref="Transforms.All"/>.</summary>
    public static TransformDescriptor Descriptor { get; } = new("power", TransformNeeds.Nothing,
        new SearchSpace(new FloatParameter("exponent", 0.1, 5, 2, Log: true)), given => new PowerFunction(given.Float("exponent")));

    private protected override ImmutableArray<NumericStep> LearnColumn(double[] values, FeatureRows rows, CancellationToken cancel) => [step];
}

/// <summary>1 / x, column by column, with 0 left as 0; nothing is learnt. Missing values stay missing.</summary>
public sealed class ReciprocalTransformer() : ColumnStepsFitter(Descriptor)
{
    /// <summary>The entry in <see cref="Transforms.All"/>.</summary>
    public static TransformDescriptor Descriptor { get; } =
        new("reciprocal", TransformNeeds.Nothing, new SearchSpace(), _ => new ReciprocalTransformer());

    private protected override ImmutableArray<NumericStep> LearnColumn(double[] values, FeatureRows rows, CancellationToken cancel) =>
        [new ReciprocalStep()];
}
