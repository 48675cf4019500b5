namespace Kolosal.Learning.Preprocessing.Power;

/// <param name="Standardize">Whether the outcome is brought to mean 0 and standard deviation 1. Default: yes.</param>
public sealed record PowerTransformerOptions(bool Standardize = true);

/// <summary>Box-Cox, column by column, with λ by maximum likelihood; for values above 0.</summary>
/// <remarks>Later values below the training minimum count as the minimum. Missing values
/// are left out and stay missing; a constant column has λ = 1.</remarks>
public sealed class BoxCoxTransformer(PowerTransformerOptions options) : ColumnStepsFitter(Descriptor)
{
    /// <summary>The entry in <see cref="Transforms.All"/>.</summary>
    public static TransformDescriptor Descriptor { get; } =
        new("box_cox", TransformNeeds.Positive, new SearchSpace(OptionChoices.Switch("standardize", true)),
        given => new BoxCoxTransformer(new PowerTransformerOptions(OptionChoices.IsOn(given, "standardize"))));

    private protected override ImmutableArray<NumericStep> LearnColumn(double[] values, FeatureRows rows, CancellationToken cancel)
    {
        double[] present = NumericSteps.Present(values);
        return Standardized(new BoxCoxStep(MaximumLikelihood.BoxCox(present, cancel), present.Min()), present, options.Standardize);
    }

    /// <summary>The step, with a standard scaler of what it gives behind it when asked for.</summary>
    internal static ImmutableArray<NumericStep> Standardized(NumericStep step, double[] present, bool standardize) =>
        standardize ? [step, NumericSteps.FitScaler(ScaleStrategy.Standard, [.. present.Select(step.Apply)])!] : [step];
}

/// <summary>Yeo-Johnson, column by column, with λ by maximum likelihood; for values of any sign.</summary>
/// <remarks>Missing values are left out and stay missing; a constant column has λ = 1.</remarks>
public sealed class YeoJohnsonTransformer(PowerTransformerOptions options) : ColumnStepsFitter(Descriptor)
{
    /// <summary>The entry in <see cref="Transforms.All"/>.</summary>
    public static TransformDescriptor Descriptor { get; } =
        new("yeo_johnson", TransformNeeds.Nothing, new SearchSpace(OptionChoices.Switch("standardize", true)),
        given => new YeoJohnsonTransformer(new PowerTransformerOptions(OptionChoices.IsOn(given, "standardize"))));

    private protected override ImmutableArray<NumericStep> LearnColumn(double[] values, FeatureRows rows, CancellationToken cancel)
    {
        double[] present = NumericSteps.Present(values);
        return BoxCoxTransformer.Standardized(new YeoJohnsonStep(MaximumLikelihood.YeoJohnson(present, cancel)), present, options.Standardize);
    }
}
