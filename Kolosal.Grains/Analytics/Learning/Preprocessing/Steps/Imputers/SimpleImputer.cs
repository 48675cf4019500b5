namespace Kolosal.Learning.Preprocessing.Imputers;

/// <param name="Strategy">What stands in. Default: the median.</param>
/// <param name="Constant">The value of <see cref="ImputeStrategy.Constant"/>, finite. Default: 0.</param>
/// <param name="Indicator">Whether columns with missing values in training get a feature that marks them, behind all others. Default: no.</param>
public sealed record SimpleImputerOptions(ImputeStrategy Strategy = ImputeStrategy.Median, double Constant = 0, bool Indicator = false)
{
    /// <summary>Finite.</summary>
    public double Constant { get; } = Require.Finite(Constant);
}

/// <summary>Puts one number a column where values are missing; columns of codes get their most frequent code, whatever the strategy.</summary>
/// <remarks>A column without any value is refused, save under a constant.</remarks>
public sealed class SimpleImputer(SimpleImputerOptions options) : TransformFitter(Descriptor)
{
    /// <summary>The entry in <see cref="Transforms.All"/>.</summary>
    public static TransformDescriptor Descriptor { get; } = new("simple_imputer", TransformNeeds.Nothing,
        new SearchSpace(OptionChoices.Choices("strategy", ImputeStrategy.Median),
            new FloatParameter("constant", -1e6, 1e6, 0, When: new("strategy", "constant")), OptionChoices.Switch("indicator", false)),
        given => new SimpleImputer(new SimpleImputerOptions(
            OptionChoices.Choice<ImputeStrategy>(given, "strategy"), given.Float("constant"),
                OptionChoices.IsOn(given, "indicator"))),
        Completes: true);

    private protected override Transform Learn(FeatureRows rows, ulong seed, CancellationToken cancel)
    {
        var flagged = options.Indicator ? MissingIndicator.Holed(rows) : [];
        var steps = new ImmutableArray<NumericStep>[rows.Columns.Length + flagged.Length];
        for (int c = 0; c < steps.Length; c++)
        {
            cancel.ThrowIfCancellationRequested();
            steps[c] = c < rows.Columns.Length ? [LearnColumn(rows, c)] : [];
        }
        if (flagged.IsEmpty) return new ColumnStepsTransform(rows.Columns, [.. steps]);
        var indicator = new MissingIndicatorTransform(rows.Columns, flagged);
        return new ChainTransform([indicator, new ColumnStepsTransform(indicator.Outputs, [.. steps])]);
    }

    private ImputeStep LearnColumn(FeatureRows rows, int c)
    {
        double[] values = ColumnStepsFitter.Column(rows, c);
        var strategy = rows.Columns[c].IsCategorical ? ImputeStrategy.Mode : options.Strategy;
        if (strategy != ImputeStrategy.Constant && Array.TrueForAll(values, double.IsNaN))
            throw new TrainingException(
                $"'{Name}' needs at least one value in '{rows.Columns[c].Name}', got none; drop the column or impute a constant.");
        return NumericSteps.FitImputer(strategy, values, options.Constant);
    }
}
