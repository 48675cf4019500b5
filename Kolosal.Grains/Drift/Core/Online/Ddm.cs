namespace Kolosal.Drift;

/// <summary>The drift detection method: the error rate p and its deviation s = √(p (1 − p) / n) against their smallest sum so far.</summary>
/// <remarks>
/// Gama, Medas, Castillo and Rodrigues, Learning with Drift Detection (SBIA 2004). Warning above p_min + 2 s_min, change above
/// p_min + 3 s_min, after more than 30 values. A rule of three deviations applied at every value: it promises no rate of false alarms.
/// </remarks>
public sealed class Ddm : IResumableDetector
{
    private const int WarmUp = 30;
    private const double WarningDeviations = 2, ChangeDeviations = 3;
    private long count;
    private double rate, leastRate, leastDeviation;
    private double least = double.PositiveInfinity;

    /// <summary>The entry in <see cref="ChangeDetectors.All"/>.</summary>
    public static ChangeDetectorDescriptor Descriptor { get; } = new("ddm", StreamValues.Bits, WarmUp + 1, null, _ => new Ddm());

    /// <inheritdoc/>
    public ChangeSignal Observe(double value)
    {
        count++;
        rate += (ChangeDetectors.Bit(value) - rate) / count;
        if (count <= WarmUp) return ChangeSignal.Stable;
        double deviation = Math.Sqrt(rate * (1 - rate) / count), sum = rate + deviation;
        if (sum <= least) (least, leastRate, leastDeviation) = (sum, rate, deviation);
        if (sum > leastRate + ChangeDeviations * leastDeviation)
        {
            (count, rate, least) = (0, 0, double.PositiveInfinity);
            return ChangeSignal.Change;
        }
        return sum > leastRate + WarningDeviations * leastDeviation ? ChangeSignal.Warning : ChangeSignal.Stable;
    }

    /// <inheritdoc/>
    public double[] Keep() => [count, rate, leastRate, leastDeviation, Math.Min(least, double.MaxValue)];

    /// <inheritdoc/>
    public void Resume(ReadOnlySpan<double> kept)
    {
        OptionRange.Of(kept.Length, kept.Length == 5, "5 numbers");
        (count, rate, leastRate, leastDeviation, least) = ((long)kept[0], kept[1], kept[2], kept[3], kept[4]);
    }
}
