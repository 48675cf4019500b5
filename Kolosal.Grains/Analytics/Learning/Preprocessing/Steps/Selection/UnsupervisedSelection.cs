using Kolosal.Learning.Preprocessing.Scalers;

namespace Kolosal.Learning.Preprocessing.Selection;

/// <summary>Leaves out columns of numbers whose variance (division by n) is not above a
/// threshold; of none above it the one of most variance stays. Columns of codes stay.</summary>
public sealed class VarianceSelection(double threshold) : TransformFitter(Descriptor)
{
    private readonly double threshold = Require.NotNegative(threshold);

    /// <summary>The entry in <see cref="Transforms.All"/>.</summary>
    public static TransformDescriptor Descriptor { get; } = new("variance_selection", TransformNeeds.Nothing,
        new SearchSpace(new FloatParameter("threshold", 0, 1, 0)), given => new VarianceSelection(given.Float("threshold")));

    private protected override Transform Learn(FeatureRows rows, ulong seed, CancellationToken cancel)
    {
        var moments = ColumnMoments.Of(rows, cancel);
        double[] variances = [.. rows.Columns.Select((_, c) => moments.Count[c] > 0 ? moments.Deviation(c) * moments.Deviation(c) : 0)];
        // What rounding leaves of a constant column is no variance.
        for (int c = 0; c < variances.Length; c++) if (Math.Sqrt(variances[c]) <= 1e-14 * Math.Abs(moments.Mean[c])) variances[c] = 0;
        int[] kept = [.. Enumerable.Range(0, variances.Length).Where(c => rows.Columns[c].IsCategorical || variances[c] > threshold)];
        return new SelectTransform(rows.Columns, kept.Length > 0 ? [.. kept] : [Array.IndexOf(variances, variances.Max())], [.. variances]);
    }
}

/// <summary>Leaves out columns of numbers that nearly repeat an earlier one: |Pearson's
/// r| with a column that stays is above a threshold. Columns of codes stay.</summary>
/// <remarks>Over the rows where both have a value. The earlier of two stays; p² n steps.</remarks>
public sealed class CorrelationSelection(double threshold) : TransformFitter(Descriptor)
{
    private readonly double threshold = Require.AboveUpTo(threshold, 0, 1);

    /// <summary>The entry in <see cref="Transforms.All"/>.</summary>
    public static TransformDescriptor Descriptor { get; } = new("correlation_selection", TransformNeeds.Nothing,
        new SearchSpace(new FloatParameter("threshold", 0.5, 1, 0.95)), given => new CorrelationSelection(given.Float("threshold")));

    private protected override Transform Learn(FeatureRows rows, ulong seed, CancellationToken cancel)
    {
        var kept = new List<int>();
        var columns = new List<double[]>();
        for (int c = 0; c < rows.Columns.Length; c++)
        {
            cancel.ThrowIfCancellationRequested();
            if (!rows.Columns[c].IsCategorical)
            {
                double[] values = ColumnStepsFitter.Column(rows, c);
                if (columns.Any(other => Math.Abs(FeatureScores.Correlation(other, values)) > threshold)) continue;
                columns.Add(values);
            }
            kept.Add(c);
        }
        return new SelectTransform(rows.Columns, [.. kept], []);
    }
}
