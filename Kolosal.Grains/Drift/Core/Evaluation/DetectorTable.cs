namespace Kolosal.Drift;

/// <summary>What is measured of one detector.</summary>
/// <param name="Detector">Its name.</param>
/// <param name="Promise">What it promises of stable streams; null for a rule of thumb.</param>
/// <param name="Stable">On streams that do not change.</param>
/// <param name="Shifted">On streams that change, by the size of the change.</param>
public sealed record DetectorRow(
    string Detector, FalseAlarmPromise? Promise, DetectorScore Stable, ImmutableArray<(double Size, DetectorScore Score)> Shifted);

/// <summary>Every detector, and the baselines, on the same generated streams.</summary>
public static class DetectorTable
{
    private const int Reference = 1000;

    /// <summary>Measures one detector.</summary>
    /// <param name="detector">One of <see cref="ChangeDetectors.All"/> or of the baselines.</param>
    /// <param name="streams">Streams of each kind.</param>
    /// <param name="values">Values of a stream.</param>
    /// <param name="seed">Streams are the same for the same seed, for every detector of one kind of values.</param>
    public static DetectorRow Measure(ChangeDetectorDescriptor detector, int streams, int values, ulong seed)
    {
        DetectorScore On(double size) => DetectorEvaluation.Of(detector, Enumerable.Range(0, streams).Select(i =>
            GeneratedStreams.Abrupt(detector.Takes, size, Reference, values, Statistics.SeededRandom.Derive(seed, (ulong)i))));
        return new(detector.Name, detector.Promise, On(0), [.. GeneratedStreams.Sizes.Select(size => (size, On(size)))]);
    }
}
