namespace Kolosal.Drift;

/// <param name="FalseAlarm">α: the chance that a stream which goes on like its reference ever raises an alarm, however often it is looked at.
/// Above 0, below 1. Default: 0.01.</param>
public sealed record BettingOptions(double FalseAlarm = 0.01)
{
    public double FalseAlarm { get; } = OptionRange.Rate(FalseAlarm);
}

/// <summary>An anytime-valid test that values still lie where the reference did: capital that grows by betting against it.</summary>
/// <remarks>
/// A value's place u among the reference (the share below it and half of the share equal to it) lies in [0, 1] and has the mean ½ within
/// ε = √(L / 6n) + L / 3n, L = ln(4/α), but for a chance of α/2 (Bernstein, the variance of u being at most 1/12). Each bet multiplies its stake by
/// 1 + λ (u − ½ − ε) or 1 − λ (u − ½ + ε): on average by at most 1 while nothing changes, so by Ville's inequality the capital ever reaches
/// 2/α with a chance of at most α/2 (Waudby-Smith and Ramdas, arXiv:2010.09686, section 4). Stakes go in over time, 1/(1 + ln(1 + t)) being still
/// held back after t values, so that a late change finds stakes that have lost nothing before it (Shin, Ramdas and Rinaldo,
/// arXiv:2203.03532). Constant memory. Values must not depend on those before them.
/// </remarks>
public sealed class BettingDetector : IChangeDetector
{
    private const int MinReference = 100; // with fewer, ε leaves little to be seen; chosen

    /// <summary>Shares of the largest bet that cannot ruin: small ones find small shifts, large ones large shifts soon.</summary>
    private static readonly double[] Boldness = [0.05, 0.1, 0.2, 0.4, 0.8];

    private readonly double[] reference, rises = new double[Boldness.Length], falls = new double[Boldness.Length];
    private readonly double highest, lowest, needed;
    private long seen;

    /// <param name="options">Its options.</param>
    /// <param name="reference">Values of a stable time, at least 100; not changed.</param>
    /// <exception cref="ArgumentException">There are fewer, or one is not finite.</exception>
    public BettingDetector(BettingOptions options, double[] reference)
    {
        if (reference.Length < MinReference)
            throw new ArgumentException($"Need at least {MinReference} reference values, got {reference.Length}.", nameof(reference));
        foreach (double value in reference) ChangeDetectors.Finite(value);
        this.reference = [.. reference.Order()];
        double n = reference.Length, l = Math.Log(4 / options.FalseAlarm), error = Math.Sqrt(l / (6 * n)) + l / (3 * n);
        (highest, lowest) = (Math.Min(0.5 + error, 1), Math.Max(0.5 - error, 0));
        needed = 2 / options.FalseAlarm;
    }

    /// <summary>The entry in <see cref="ChangeDetectors.All"/>.</summary>
    public static ChangeDetectorDescriptor Descriptor { get; } = new("betting", StreamValues.Numbers, 1,
        new FalseAlarmPromise(new BettingOptions().FalseAlarm, FalseAlarmOf.Stream), sample => new BettingDetector(new BettingOptions(), sample),
        MinReference);

    /// <summary>What a capital of 1 has become; evidence against "nothing has changed".</summary>
    public double Capital => HeldBack(seen) + (rises.Sum() + falls.Sum()) / (2 * Boldness.Length);

    /// <inheritdoc/>
    public ChangeSignal Observe(double value)
    {
        double u = Place(ChangeDetectors.Finite(value)), stake = HeldBack(seen) - HeldBack(seen + 1);
        seen++;
        for (int i = 0; i < Boldness.Length; i++)
        {
            rises[i] = (rises[i] + stake) * (1 + Boldness[i] / highest * (u - highest));
            falls[i] = (falls[i] + stake) * (1 - Boldness[i] / (1 - lowest) * (u - lowest));
        }
        if (Capital < needed) return ChangeSignal.Stable;
        seen = 0;
        Array.Clear(rises);
        Array.Clear(falls);
        return ChangeSignal.Change;
    }

    private static double HeldBack(long values) => 1 / (1 + Math.Log(1 + values));

    private double Place(double value)
    {
        int below = LowerBound(value, orEqual: false), upTo = LowerBound(value, orEqual: true);
        return (below + upTo) / (2.0 * reference.Length);
    }

    /// <summary>How many reference values are below, or not above, a value.</summary>
    private int LowerBound(double value, bool orEqual)
    {
        int low = 0, high = reference.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (reference[middle] < value || (orEqual && reference[middle] == value)) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
