namespace Kolosal.Learning.Preprocessing.Scalers;

/// <param name="Low">What the training minimum becomes. Default: 0.</param>
/// <param name="High">What the training maximum becomes, above <paramref name="Low"/>. Default: 1.</param>
/// <param name="Clip">Whether later values outside the training range are kept in it. Default: no.</param>
public sealed record MinMaxScalerOptions(double Low = 0, double High = 1, bool Clip = false)
{
    /// <summary>Finite, above <see cref="Low"/>.</summary>
    public double High { get; } = Require.That(High, High > Low && double.IsFinite(High - Low), $"finite and above the start of the range {Low}");
}

/// <summary>low + (x − min) / (max − min) · (high − low), column by column, as scikit-learn's.</summary>
/// <remarks>Missing values are left out and stay missing; a constant column becomes <see cref="MinMaxScalerOptions.Low"/>.</remarks>
public sealed class MinMaxScaler(MinMaxScalerOptions options) : ColumnStepsFitter(Descriptor)
{
    /// <summary>The entry in <see cref="Transforms.All"/>.</summary>
    public static TransformDescriptor Descriptor { get; } = new("min_max_scaler", TransformNeeds.Nothing,
        new SearchSpace(new FloatParameter("low", -1, 0, 0), new FloatParameter("high", 0.5, 1, 1), OptionChoices.Switch("clip", false)),
        given => new MinMaxScaler(new MinMaxScalerOptions(given.Float("low"), given.Float("high"), OptionChoices.IsOn(given, "clip"))));

    private protected override ImmutableArray<NumericStep> LearnColumn(double[] values, FeatureRows rows, CancellationToken cancel)
    {
        var unit = NumericSteps.FitScaler(ScaleStrategy.MinMax, values)!;
        double scale = unit.Scale / (options.High - options.Low);
        var step = new ScaleStep(unit.Center - options.Low * scale, scale);
        return options.Clip ? [step, new ClipStep(options.Low, options.High)] : [step];
    }
}
