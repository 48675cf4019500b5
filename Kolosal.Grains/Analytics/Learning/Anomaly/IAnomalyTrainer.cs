namespace Kolosal.Learning.Anomaly;

/// <summary>An algorithm that learns what is usual, with its options fixed.</summary>
/// <remarks>Same rows, same seed and same options give a detector that writes the same bytes.</remarks>
public interface IAnomalyTrainer
{
    /// <summary>The name in <see cref="AnomalyTrainers.All"/>.</summary>
    string Name { get; }

    /// <summary>Learns a detector.</summary>
    /// <param name="rows">Dense: no NaN, no codes. Weights count where the method defines them; where it does not, weighted rows are refused.</param>
    /// <param name="seed">The only source of randomness.</param>
    /// <param name="cancel">Polled inside the loops, at least every 100 ms.</param>
    /// <exception cref="TrainingException">The rows cannot teach it.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    IAnomalyDetector Fit(FeatureRows rows, ulong seed, CancellationToken cancel);
}

/// <summary>Says how unusual a row is; immutable, thread-safe, no allocation per row.</summary>
public interface IAnomalyDetector
{
    /// <summary>The number of values in a row.</summary>
    int Inputs { get; }

    /// <summary>Scores above this are anomalies.</summary>
    double Threshold { get; }

    /// <summary>How unusual a row is, in the method's own unit; greater is more unusual.</summary>
    double Score(ReadOnlySpan<double> row);

    /// <summary>Writes the payload that the descriptor's reader turns back into an equal detector.</summary>
    void Write(BinaryWriter writer);
}

/// <summary>One entry of <see cref="AnomalyTrainers.All"/>.</summary>
/// <param name="Name">Stable, snake_case.</param>
/// <param name="Space">Its options with ranges and defaults.</param>
/// <param name="Create">A trainer from options.</param>
/// <param name="Read">The inverse of <see cref="IAnomalyDetector.Write"/>; throws
/// <see cref="InvalidDataException"/> on bytes that are none of its.</param>
public sealed record AnomalyDescriptor(string Name, SearchSpace Space,
    Func<HyperParameters, IAnomalyTrainer> Create, Func<BinaryReader, IAnomalyDetector> Read)
{
    /// <summary>A trainer from options; those left out take the defaults of <see cref="Space"/>.</summary>
    public Func<HyperParameters, IAnomalyTrainer> Create { get; } = given => Create(Space.Filled(given));
}

/// <summary>Every anomaly detector there is.</summary>
public static class AnomalyTrainers
{
    /// <summary>The algorithms; conformance finds them here.</summary>
    public static ImmutableArray<AnomalyDescriptor> All { get; } =
    [
        OneClassTrainer.Descriptor,
        IsolationForestTrainer.Descriptor,
        LocalOutlierFactorTrainer.Descriptor,
        EllipticEnvelopeTrainer.Descriptor,
        EcodTrainer.Descriptor,
    ];

    /// <summary>The algorithm with a name.</summary>
    /// <exception cref="KeyNotFoundException">There is none; the message lists those there are.</exception>
    public static AnomalyDescriptor Get(string name) => All.FirstOrDefault(t => t.Name == name)
        ?? throw new KeyNotFoundException($"There is no anomaly detector '{name}'; there are {string.Join(", ", All.Select(t => t.Name))}.");
}
