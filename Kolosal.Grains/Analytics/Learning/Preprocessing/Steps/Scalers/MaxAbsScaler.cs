namespace Kolosal.Learning.Preprocessing.Scalers;

/// <summary>x / max |x|, column by column: into [−1, 1] without moving 0. Missing values stay missing; a column of zeros stays as it is.</summary>
public sealed class MaxAbsScaler() : ColumnStepsFitter(Descriptor)
{
    /// <summary>The entry in <see cref="Transforms.All"/>.</summary>
    public static TransformDescriptor Descriptor { get; } = new("max_abs_scaler", TransformNeeds.Nothing, new SearchSpace(), _ => new MaxAbsScaler());

    private protected override ImmutableArray<NumericStep> LearnColumn(double[] values, FeatureRows rows, CancellationToken cancel)
    {
        double most = 0;
        foreach (double value in values) if (Math.Abs(value) > most) most = Math.Abs(value);
        return [new ScaleStep(0, most > 0 ? most : 1)];
    }
}
