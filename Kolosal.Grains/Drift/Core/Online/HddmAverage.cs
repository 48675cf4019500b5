namespace Kolosal.Drift;

/// <param name="ChangeConfidence">The chance that one cut at one value speaks of a change that is none. Default: 0.001.</param>
/// <param name="WarningConfidence">The same for a warning; larger. Default: 0.005.</param>
public sealed record HddmOptions(double ChangeConfidence = 0.001, double WarningConfidence = 0.005)
{
    public double ChangeConfidence { get; } = OptionRange.Rate(ChangeConfidence);

    public double WarningConfidence { get; } = OptionRange.Of(WarningConfidence, WarningConfidence >= ChangeConfidence && WarningConfidence < 1,
        "at least the confidence of a change and below 1");
}

/// <summary>HDDM_A: the mean error rate since the start against that up to the point where it was surely lowest.</summary>
/// <remarks>
/// Frías-Blanco et al., Online and Non-Parametric Drift Detection Methods Based on Hoeffding's Bounds (IEEE TKDE 27, 2015), algorithm 1, for
/// rises. The bound holds for one cut fixed beforehand; the cut follows the data, so no rate is promised for a stream.
/// </remarks>
public sealed class HddmAverage(HddmOptions options) : IResumableDetector
{
    private long count, lowCount;
    private double mean, lowMean;

    /// <summary>The entry in <see cref="ChangeDetectors.All"/>.</summary>
    public static ChangeDetectorDescriptor Descriptor { get; } = new("hddm_a", StreamValues.Bits, 2, null, _ => new HddmAverage(new HddmOptions()));

    /// <inheritdoc/>
    public ChangeSignal Observe(double value)
    {
        count++;
        mean += (ChangeDetectors.Bit(value) - mean) / count;
        if (lowCount == 0 || lowMean + Bound(lowCount) >= mean + Bound(count)) (lowCount, lowMean) = (count, mean);
        if (Rose(options.ChangeConfidence))
        {
            (count, lowCount, mean, lowMean) = (0, 0, 0, 0);
            return ChangeSignal.Change;
        }
        return Rose(options.WarningConfidence) ? ChangeSignal.Warning : ChangeSignal.Stable;
    }

    /// <inheritdoc/>
    public double[] Keep() => [count, lowCount, mean, lowMean];

    /// <inheritdoc/>
    public void Resume(ReadOnlySpan<double> kept)
    {
        OptionRange.Of(kept.Length, kept.Length == 4, "4 numbers");
        (count, lowCount, mean, lowMean) = ((long)kept[0], (long)kept[1], kept[2], kept[3]);
    }

    private double Bound(long n) => Math.Sqrt(Math.Log(1 / options.ChangeConfidence) / (2.0 * n));

    private bool Rose(double confidence) => count > lowCount
        && mean - lowMean >= Math.Sqrt((count - lowCount) / ((double)lowCount * count) / 2 * Math.Log(2 / confidence));
}
