using System.Text;
using System.Text.Json.Serialization;
using Kolosal.Learning.Preprocessing.Outliers;

namespace Kolosal.Learning.Preprocessing.Resampling;

/// <summary>Leaves out training rows that an anomaly detector, learnt from them, finds
/// unusual. Rows that are judged or served are never left out.</summary>
public sealed class AnomalyFilter(string detector) : IResampler
{
    /// <summary>The entry in <see cref="Resamplers.All"/>.</summary>
    public static ResamplerDescriptor Descriptor { get; } =
        new("anomaly_filter", new SearchSpace(AnomalyFlags.DetectorParameter), given =>
            new AnomalyFilter(given.Choice("detector")));

    /// <inheritdoc/>
    public string Name => Descriptor.Name;

    /// <inheritdoc/>
    public TrainingSet Resample(TrainingSet rows, ulong seed, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        if (!rows.Weights.IsEmpty) rows = rows.Take([.. Enumerable.Range(0, rows.Rows).Where(row => rows.Weight(row) > 0)]);
        var fitted = AnomalyFlags.Detector(detector, rows, seed, cancel);
        int[] kept = [.. Enumerable.Range(0, rows.Rows).Where(row => !(fitted.Score(rows.Row(row)) > fitted.Threshold))];
        return kept.Length > 0 ? rows.Take(kept) : throw new TrainingException($"'{Name}' finds every row unusual.");
    }
}
