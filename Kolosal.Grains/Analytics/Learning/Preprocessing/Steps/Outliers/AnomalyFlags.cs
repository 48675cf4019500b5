using System.Text;
using System.Text.Json.Serialization;
using Kolosal.Learning.Anomaly;

namespace Kolosal.Learning.Preprocessing.Outliers;

/// <summary>Adds a feature that says 1 where a row as a whole is unusual, by an anomaly
/// detector learnt from the training rows at its defaults.</summary>
/// <param name="detector">The name in <see cref="AnomalyTrainers.All"/>.</param>
public sealed class AnomalyFlags(string detector) : TransformFitter(Descriptor)
{
    /// <summary>The entry in <see cref="Transforms.All"/>.</summary>
    public static TransformDescriptor Descriptor { get; } = new("anomaly_flags", TransformNeeds.Numbers | TransformNeeds.Complete,
        new SearchSpace(DetectorParameter), given => new AnomalyFlags(given.Choice("detector")));

    internal const string DefaultDetector = "isolation_forest";

    internal static CategoricalParameter DetectorParameter => new("detector", ["isolation_forest", "local_outlier_factor"], DefaultDetector);

    private protected override Transform Learn(FeatureRows rows, ulong seed, CancellationToken cancel)
    {
        var fitted = Detector(detector, rows, seed, cancel);
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true)) fitted.Write(writer);
        return new AnomalyFlagTransform(rows.Columns, detector, stream.ToArray());
    }

    internal static IAnomalyDetector Detector(string name, FeatureRows rows, ulong seed, CancellationToken cancel)
    {
        var descriptor = AnomalyTrainers.All.FirstOrDefault(d => d.Name == name)
            ?? throw new KeyNotFoundException($"There is no anomaly detector '{name}'.");
        var unweighted = new FeatureRows(rows.Features, rows.Columns, rows.Rows); // most detectors define no weights: a row counts once
        return descriptor.Create(descriptor.Space.Defaults).Fit(unweighted, seed, cancel);
    }
}

/// <summary>The columns as they come in, and behind them 1 where the detector's score is above its threshold.</summary>
public sealed class AnomalyFlagTransform : Transform
{
    private readonly IAnomalyDetector fitted;

    /// <summary>Reads the detector back.</summary>
    /// <param name="inputs">The features that come in.</param>
    /// <param name="detector">The name in <see cref="AnomalyTrainers.All"/>.</param>
    /// <param name="payload">What the detector wrote.</param>
    /// <exception cref="ArgumentException">The bytes are none of such a detector.</exception>
    [JsonConstructor]
    public AnomalyFlagTransform(ImmutableArray<FeatureInfo> inputs, string detector, byte[] payload) : base(inputs)
    {
        (Detector, Payload) = (detector, payload);
        var descriptor = AnomalyTrainers.All.FirstOrDefault(d => d.Name == detector)
            ?? throw new ArgumentException($"There is no anomaly detector '{detector}'.", nameof(detector));
        try
        {
            using var reader = new BinaryReader(new MemoryStream(payload, writable: false));
            fitted = descriptor.Read(reader);
        }
        catch (Exception fault) when (fault is InvalidDataException or EndOfStreamException)
        {
            throw new ArgumentException($"The bytes are none of '{detector}': {fault.Message}", nameof(payload), fault);
        }
        if (fitted.Inputs != inputs.Length)
            throw new ArgumentException($"The detector takes {fitted.Inputs} values, not {inputs.Length}.", nameof(payload));
        Outputs = [.. inputs, new FeatureInfo("anomaly:" + detector)];
    }

    /// <summary>The name in <see cref="AnomalyTrainers.All"/>.</summary>
    public string Detector { get; }

    /// <summary>What the detector wrote.</summary>
    public byte[] Payload { get; }

    /// <inheritdoc/>
    public override ImmutableArray<FeatureInfo> Outputs { get; }

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<double> row, Span<double> output)
    {
        row.CopyTo(output);
        output[row.Length] = fitted.Score(row) > fitted.Threshold ? 1 : 0;
    }
}
