using System.Globalization;

namespace Kolosal.Drift;

/// <summary>Says what may have happened to a column of numbers whose values lie elsewhere than in training: another sign, another unit.</summary>
/// <remarks>Two sketches of magnitudes are laid over each other, shifted by quarter octaves; a name is given only where the shifted one fits
/// well and the unshifted one does not. A guess for people: no verdict rests on it.</remarks>
public static class UnitChange
{
    // Chosen: a shift explains a change where it leaves at most this share of the rows elsewhere, and none before that fitted half of them.
    private const double Explained = 0.35, Unexplained = 0.6, NearlyAll = 0.9, LeastFactor = 2;

    // Of logarithms by slots of a quarter octave, and of medians by them.
    private const double Resolution = 0.05, Near = 0.2;
    private const int LeastValues = 20, Quarters = 4;

    // Factors that people know, with names; anything else is told as a number.
    private static readonly (double Factor, string Name)[] Known =
    [
        (10, "10"), (100, "100 (such as a share as a percentage)"), (1000, "1,000 (such as grams for kilograms)"), (1e6, "1,000,000"),
        (60, "60 (such as seconds for minutes)"), (24, "24 (such as hours for days)"), (3600, "3,600 (seconds for hours)"),
        (2.54, "2.54 (centimetres for inches)"), (2.2046, "2.2 (pounds for kilograms)"),
        (3.2808, "3.28 (feet for metres)"), (12, "12 (such as months for years)"),
    ];

    /// <summary>A sentence, or null when nothing fits.</summary>
    /// <param name="training">Slots of a <see cref="MagnitudeSketch"/>.</param>
    /// <param name="now">The same of the window.</param>
    public static string? Name(ReadOnlySpan<int> training, ReadOnlySpan<int> now)
    {
        double[] q = Shares(training, mirrored: false, out long n), p = Shares(now, mirrored: false, out long m);
        if (n < LeastValues || m < LeastValues) return null;
        double apart = Distance(q, p, 0);
        double negativeBefore = Negative(q), negativeNow = Negative(p);
        if (Math.Abs(negativeNow - negativeBefore) > NearlyAll - 0.1
            && Distance(Shares(training, mirrored: true, out _), p, 0) is var flipped && flipped <= Explained && apart > Unexplained)
            return "the sign is turned";
        if (apart <= Unexplained) return null;
        int best = 0;
        double least = apart;
        for (int shift = -22 * Quarters; shift <= 22 * Quarters; shift++)
        {
            double distance = Distance(q, p, shift);
            if (distance < least - 1e-12) (least, best) = (distance, shift);
        }

        if (best == 0 || least > Explained) return null;

        // Another unit stretches, and leaves the spread of the logarithms; a shift does not.
        double spread = LogSpread(q);
        if (Math.Abs(LogSpread(p) - spread) > Resolution + 0.3 * spread) return null;
        double factor = Magnitude(p, 0.5) / Magnitude(q, 0.5);
        return double.IsFinite(factor) && factor > 0 ? Say(factor) : null;
    }

    private static string? Say(double factor)
    {
        double size = Math.Max(factor, 1 / factor);
        string verb = factor > 1 ? "multiplied" : "divided";
        var known = Known.Where(k => Math.Abs(Math.Log(size / k.Factor)) < Near).OrderBy(k => Math.Abs(Math.Log(size / k.Factor))).FirstOrDefault();
        return known.Name is { } name ? $"as if {verb} by {name}"
            : size > LeastFactor ? string.Create(CultureInfo.InvariantCulture, $"as if {verb} by about {size:0.##}") : null;
    }

    private static double[] Shares(ReadOnlySpan<int> counts, bool mirrored, out long total)
    {
        total = 0;
        foreach (int count in counts) total += count;
        var shares = new double[counts.Length];
        for (int slot = 0; slot < counts.Length; slot++)
        {
            int to = !mirrored || slot == 0 ? slot : slot > MagnitudeSketch.Side ? slot - MagnitudeSketch.Side : slot + MagnitudeSketch.Side;
            shares[to] = total > 0 ? counts[slot] / (double)total : 0;
        }

        return shares;
    }

    private static double Negative(double[] shares) => shares.AsSpan(1 + MagnitudeSketch.Side).ToArray().Sum();

    /// <summary>The share of rows that lie in other octaves: half the sum of differences over windows of an octave, since a factor between two
    /// quarters spreads over both.</summary>
    private static double Distance(double[] q, double[] p, int shift)
    {
        double off = Math.Abs(q[0] - p[0]);
        for (int side = 0; side < 2; side++)
        {
            int from = 1 + side * MagnitudeSketch.Side;
            for (int octave = 0; octave < MagnitudeSketch.Side / Quarters; octave++)
            {
                double before = 0, now = 0;
                for (int i = 0; i < Quarters; i++)
                {
                    int at = octave * Quarters + i, source = at - shift;
                    now += p[from + at];
                    before += source >= 0 && source < MagnitudeSketch.Side ? q[from + source] : 0;
                }

                off += Math.Abs(before - now);
            }
        }

        return off / 2;
    }

    /// <summary>ln of the upper quartile over the lower one.</summary>
    private static double LogSpread(double[] shares) => Math.Log(Magnitude(shares, 0.75) / Magnitude(shares, 0.25));

    /// <summary>The magnitude that so much of the values other than 0 lies below.</summary>
    private static double Magnitude(double[] shares, double part)
    {
        double below = 0, wanted = (1 - shares[0]) * part;
        for (int at = 0; at < MagnitudeSketch.Side; at++)
        {
            double here = shares[1 + at] + shares[1 + MagnitudeSketch.Side + at];
            if (here > 0 && below + here >= wanted) return Math.Pow(2, (at + (wanted - below) / here) / Quarters);
            below += here;
        }

        return double.NaN;
    }
}
