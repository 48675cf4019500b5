using Kolosal.Statistics;

namespace Kolosal.Drift;

/// <summary>Streams with planted changes, the same for the same seed.</summary>
public static class GeneratedStreams
{
    private const double ErrorRate = 0.1;

    /// <summary>How much the mean moves: in standard deviations for numbers, a third of it in error rate for bits.</summary>
    public static ImmutableArray<double> Sizes { get; } = [0.25, 0.5, 1];

    /// <summary>A stream that changes abruptly, once, in its middle; size 0 for one that does not.</summary>
    /// <param name="takes">Bits: errors at a rate of 0.1, after it of 0.1 + 0.3 size. Numbers: normal of deviation 1, the mean moves by the size.
    /// </param>
    /// <param name="size">0 or more.</param>
    /// <param name="reference">Values before the stream.</param>
    /// <param name="values">Values of the stream.</param>
    /// <param name="seed">The only source of randomness.</param>
    public static DriftStream Abrupt(StreamValues takes, double size, int reference, int values, ulong seed)
    {
        var random = new SeededRandom(seed);
        double Next(double by) => takes == StreamValues.Bits ? random.NextDouble() < ErrorRate + by * Math.Sqrt(ErrorRate * (1 - ErrorRate)) ? 1 : 0
            : random.NextNormal() + by;
        var before = new double[reference];
        for (int i = 0; i < reference; i++) before[i] = Next(0);
        var stream = new double[values];
        for (int i = 0; i < values; i++) stream[i] = Next(i < values / 2 ? 0 : size);
        return new(size > 0 ? "abrupt" : "stable", takes, before, stream, size > 0 ? [values / 2] : []);
    }
}
