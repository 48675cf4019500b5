using Kolosal.Learning.Preprocessing.Outliers;

namespace Kolosal.Learning.Preprocessing.Resampling;

/// <summary>Leaves out training rows with a value that is far out. Rows that are judged or served are never left out.</summary>
public sealed class OutlierFilter(OutlierOptions options) : IResampler
{
    /// <summary>The entry in <see cref="Resamplers.All"/>.</summary>
    public static ResamplerDescriptor Descriptor { get; } =
        new("outlier_filter", new SearchSpace(OutlierOptions.Space), given => new OutlierFilter(OutlierOptions.From(given)));

    /// <inheritdoc/>
    public string Name => Descriptor.Name;

    /// <inheritdoc/>
    public TrainingSet Resample(TrainingSet rows, ulong seed, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var flags = OutlierFlagTransform.Learn(Name, rows, options, cancel);
        double[] output = new double[flags.Outputs.Length];
        var kept = new List<int>(rows.Rows);
        for (int row = 0; row < rows.Rows; row++)
        {
            flags.Apply(rows.Row(row), output);
            if (!output.AsSpan(rows.Columns.Length).Contains(1)) kept.Add(row);
        }
        return kept.Count > 0 ? rows.Take([.. kept]) : throw new TrainingException(
            $"'{Name}' finds something far out in every row; raise its limit.");
    }
}
