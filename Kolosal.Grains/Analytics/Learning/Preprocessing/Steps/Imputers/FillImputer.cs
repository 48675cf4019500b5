namespace Kolosal.Learning.Preprocessing.Imputers;

/// <summary>Which neighbour in row order fills a hole.</summary>
public enum FillDirection
{
    /// <summary>The last value before it.</summary>
    Forward,

    /// <summary>The first value after it.</summary>
    Backward,
}

/// <summary>Carries values along the training rows, which must be in order of time: the value before a
/// hole (forward) or after it (backward); where that side has none, the nearest of the other.</summary>
/// <remarks>A row that is served has no neighbours: it gets the training rows' last value
/// (forward) or first value (backward). Columns of codes are filled likewise.</remarks>
public sealed class FillImputer(FillDirection direction) : TransformFitter(Descriptor)
{
    /// <summary>The entry in <see cref="Transforms.All"/>.</summary>
    public static TransformDescriptor Descriptor { get; } =
        new("fill_imputer", TransformNeeds.Nothing, new SearchSpace(OptionChoices.Choices("direction", FillDirection.Forward)),
        given => new FillImputer(OptionChoices.Choice<FillDirection>(given, "direction")), Completes: true);

    /// <inheritdoc/>
    public override (Transform Transform, FeatureRows Rows) FitTransform(FeatureRows rows, ulong seed, CancellationToken cancel)
    {
        var transform = Fit(rows, seed, cancel);
        double[] filled = rows.Features.ToArray();
        int width = rows.Columns.Length;
        for (int c = 0; c < width; c++)
        {
            cancel.ThrowIfCancellationRequested();
            Carry(filled, c, width, forward: direction == FillDirection.Forward, cancel);
            Carry(filled, c, width, forward: direction != FillDirection.Forward, cancel);
        }
        return (transform, rows.WithFeatures(filled, transform.Outputs));
    }

    private protected override Transform Learn(FeatureRows rows, ulong seed, CancellationToken cancel) =>
        new ColumnStepsTransform(rows.Columns, [.. rows.Columns.Select((column, c) =>
    {
        cancel.ThrowIfCancellationRequested();
        double[] values = ColumnStepsFitter.Column(rows, c);
        int at = direction == FillDirection.Forward ? Array.FindLastIndex(values, v => !double.IsNaN(v))
            : Array.FindIndex(values, v => !double.IsNaN(v));
        return at >= 0 ? ImmutableArray.Create<NumericStep>(new ImputeStep(values[at]))
            : throw new TrainingException($"'{Name}' needs at least one value in '{column.Name}', got none; drop the column first.");
    })]);

    private static void Carry(double[] values, int column, int width, bool forward, CancellationToken cancel)
    {
        double last = double.NaN;
        int rows = values.Length / width;
        for (int i = 0; i < rows; i++)
        {
            cancel.PollAt(i);
            ref double value = ref values[(forward ? i : rows - 1 - i) * width + column];
            if (double.IsNaN(value)) value = last;
            else last = value;
        }
    }
}
