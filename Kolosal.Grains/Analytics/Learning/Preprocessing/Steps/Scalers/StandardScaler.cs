namespace Kolosal.Learning.Preprocessing.Scalers;

/// <param name="Center">Whether the mean is taken off. Default: yes.</param>
/// <param name="Scale">Whether to divide by the standard deviation. Default: yes.</param>
public sealed record StandardScalerOptions(bool Center = true, bool Scale = true);

/// <summary>(x − mean) / standard deviation, column by column; the population deviation (division by n), as scikit-learn's.</summary>
/// <remarks>Weights count. Missing values are left out and stay missing; a column without spread is only centred.</remarks>
public sealed class StandardScaler(StandardScalerOptions options) : TransformFitter(Descriptor)
{
    /// <summary>The entry in <see cref="Transforms.All"/>.</summary>
    public static TransformDescriptor Descriptor { get; } = new("standard_scaler", TransformNeeds.Nothing,
        new SearchSpace(OptionChoices.Switch("center", true), OptionChoices.Switch("scale", true)),
        given => new StandardScaler(new StandardScalerOptions(OptionChoices.IsOn(given, "center"), OptionChoices.IsOn(given, "scale"))));

    private protected override Transform Learn(FeatureRows rows, ulong seed, CancellationToken cancel)
    {
        var moments = ColumnMoments.Of(rows, cancel);
        var steps = new ImmutableArray<NumericStep>[rows.Columns.Length];
        for (int c = 0; c < steps.Length; c++)
        {
            if (rows.Columns[c].IsCategorical) steps[c] = [];
            else if (moments.Count[c] == 0)
                throw new TrainingException($"'{Name}' needs at least one value in '{rows.Columns[c].Name}', got none; drop the column first.");
            else steps[c] = [new ScaleStep(options.Center ? moments.Mean[c] : 0,
                options.Scale ? NumericSteps.SpreadOrOne(moments.Mean[c], moments.Deviation(c)) : 1)];
        }
        return new ColumnStepsTransform(rows.Columns, [.. steps]);
    }
}
