namespace Kolosal.Learning.Preprocessing;

/// <summary>A step that learns each numeric column by itself; columns of codes pass through.</summary>
public abstract class ColumnStepsFitter : TransformFitter
{
    private protected ColumnStepsFitter(TransformDescriptor descriptor) : base(descriptor) { }

    private protected override Transform Learn(FeatureRows rows, ulong seed, CancellationToken cancel)
    {
        var steps = new ImmutableArray<NumericStep>[rows.Columns.Length];
        for (int c = 0; c < steps.Length; c++)
        {
            cancel.ThrowIfCancellationRequested();
            steps[c] = rows.Columns[c].IsCategorical ? [] : LearnNamed(rows, c, cancel);
        }
        return new ColumnStepsTransform(rows.Columns, [.. steps]);
    }

    /// <summary>Learns the steps of one column.</summary>
    /// <param name="values">The column, NaN where missing.</param>
    /// <param name="rows">All rows, for steps that look at the target.</param>
    /// <param name="cancel">Polled in long loops.</param>
    private protected abstract ImmutableArray<NumericStep> LearnColumn(double[] values, FeatureRows rows, CancellationToken cancel);

    /// <summary>The values of one column in row order.</summary>
    internal static double[] Column(FeatureRows rows, int column)
    {
        var values = new double[rows.Rows];
        var features = rows.Features.Span;
        for (int row = 0, at = column; row < values.Length; row++, at += rows.Columns.Length) values[row] = features[at];
        return values;
    }

    private ImmutableArray<NumericStep> LearnNamed(FeatureRows rows, int column, CancellationToken cancel)
    {
        double[] values = Column(rows, column);
        if (!values.AsSpan().ContainsAnyInRange(double.NegativeInfinity, double.PositiveInfinity))
            throw new TrainingException($"'{Name}' needs at least one value in '{rows.Columns[column].Name}', got none; drop the column first.");
        return LearnColumn(values, rows, cancel);
    }
}
