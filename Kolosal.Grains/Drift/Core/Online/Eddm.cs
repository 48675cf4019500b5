namespace Kolosal.Drift;

/// <summary>The early drift detection method: the distance between errors, mean plus two deviations, against its largest value so far.</summary>
/// <remarks>
/// Baena-García et al., Early Drift Detection Method (4th International Workshop on Knowledge Discovery from Data Streams, 2006). Warning
/// below 0.95 of the largest, change below 0.9, after more than 30 errors; the largest is kept from the 31st value on, deviations divide by
/// n − 1. The verdict changes at errors only: a warning lasts until the next one. It promises no rate of false alarms.
/// </remarks>
public sealed class Eddm : IResumableDetector
{
    private const int WarmUp = 30;
    private const double WarningShare = 0.95, ChangeShare = 0.9;
    private long count, lastError, errors;
    private double mean, squares, largest;
    private ChangeSignal verdict;

    /// <summary>The entry in <see cref="ChangeDetectors.All"/>.</summary>
    public static ChangeDetectorDescriptor Descriptor { get; } = new("eddm", StreamValues.Bits, WarmUp + 1, null, _ => new Eddm());

    /// <inheritdoc/>
    public ChangeSignal Observe(double value)
    {
        count++;
        if (ChangeDetectors.Bit(value) == 0) return verdict;
        errors++;
        double distance = count - lastError, gap = distance - mean;
        lastError = count;
        mean += gap / errors;
        squares += gap * (distance - mean);
        verdict = Judge(mean + 2 * (errors > 1 ? Math.Sqrt(squares / (errors - 1)) : 0));
        if (verdict != ChangeSignal.Change) return verdict;
        (count, lastError, errors, mean, squares, largest, verdict) = (0, 0, 0, 0, 0, 0, ChangeSignal.Stable);
        return ChangeSignal.Change;
    }

    /// <inheritdoc/>
    public double[] Keep() => [count, lastError, errors, mean, squares, largest, (double)verdict];

    /// <inheritdoc/>
    public void Resume(ReadOnlySpan<double> kept)
    {
        OptionRange.Of(kept.Length, kept.Length == 7, "7 numbers");
        (count, lastError, errors, mean, squares, largest, verdict) =
            ((long)kept[0], (long)kept[1], (long)kept[2], kept[3], kept[4], kept[5], (ChangeSignal)kept[6]);
    }

    private ChangeSignal Judge(double spread)
    {
        if (count <= WarmUp) return ChangeSignal.Stable;
        if (spread > largest)
        {
            largest = spread;
            return ChangeSignal.Stable;
        }
        if (errors <= WarmUp) return ChangeSignal.Stable;
        double share = spread / largest;
        return share < ChangeShare ? ChangeSignal.Change : share < WarningShare ? ChangeSignal.Warning : ChangeSignal.Stable;
    }
}
