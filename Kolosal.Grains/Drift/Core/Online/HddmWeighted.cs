namespace Kolosal.Drift;

/// <summary>HDDM_W: an exponentially weighted error rate after a cut against that before it, by McDiarmid's bound.</summary>
/// <remarks>
/// Frías-Blanco et al. (IEEE TKDE 27, 2015), algorithm 2, for rises, with the weight 0.05 of a new value. The cut is where the weighted rate was
/// surely lowest; the bound holds for one cut fixed beforehand, so no rate is promised for a stream.
/// </remarks>
public sealed class HddmWeighted(HddmOptions options) : IResumableDetector
{
    private const double NewWeight = 0.05;
    private Average all, before, after;
    private double cut = double.PositiveInfinity;

    /// <summary>The entry in <see cref="ChangeDetectors.All"/>.</summary>
    public static ChangeDetectorDescriptor Descriptor { get; } = new("hddm_w", StreamValues.Bits, 2, null, _ => new HddmWeighted(new HddmOptions()));

    /// <inheritdoc/>
    public ChangeSignal Observe(double value)
    {
        all.Add(ChangeDetectors.Bit(value));
        double reach = all.Mean + Bound(all.Squares, options.ChangeConfidence);
        if (reach < cut) (cut, before, after) = (reach, all, default);
        else after.Add(value);
        if (Rose(options.ChangeConfidence))
        {
            (all, before, after, cut) = (default, default, default, double.PositiveInfinity);
            return ChangeSignal.Change;
        }
        return Rose(options.WarningConfidence) ? ChangeSignal.Warning : ChangeSignal.Stable;
    }

    /// <inheritdoc/>
    public double[] Keep() => [Math.Min(cut, double.MaxValue), .. all.Keep(), .. before.Keep(), .. after.Keep()];

    /// <inheritdoc/>
    public void Resume(ReadOnlySpan<double> kept)
    {
        OptionRange.Of(kept.Length, kept.Length == 10, "10 numbers");
        (cut, all, before, after) = (kept[0], Average.Of(kept[1..4]), Average.Of(kept[4..7]), Average.Of(kept[7..10]));
    }

    private static double Bound(double squares, double confidence) => Math.Sqrt(squares * Math.Log(1 / confidence) / 2);

    private bool Rose(double confidence) =>
        before.Any && after.Any && after.Mean - before.Mean > Bound(before.Squares + after.Squares, confidence);

    /// <summary>A weighted mean and the sum of the squares of its weights.</summary>
    private struct Average
    {
        public bool Any { get; private set; }

        public double Mean { get; private set; }

        public double Squares { get; private set; }

        public static Average Of(ReadOnlySpan<double> kept) => new() { Any = kept[0] > 0, Mean = kept[1], Squares = kept[2] };

        public readonly double[] Keep() => [Any ? 1 : 0, Mean, Squares];

        public void Add(double value)
        {
            // Until the first value the whole weight is on it.
            Mean = Any ? Mean + NewWeight * (value - Mean) : value;
            Squares = NewWeight * NewWeight + (1 - NewWeight) * (1 - NewWeight) * (Any ? Squares : 1);
            Any = true;
        }
    }
}
