namespace Kolosal.Statistics;

/// <summary>How far two samples of numbers lie apart, from their empirical distribution functions F and G. No bins.</summary>
public static class SampleDistances
{
    /// <summary>∫ |F − G|: the least work that moves one sample onto the other, in the values' unit (Vaserstein 1969).</summary>
    /// <exception cref="ArgumentException">A sample is empty.</exception>
    public static double Wasserstein(ReadOnlySpan<double> x, ReadOnlySpan<double> y) => Integrate(x, y, Math.Abs);

    /// <summary>√(2 ∫ (F − G)²) (Székely and Rizzo, Journal of Statistical Planning and Inference 143, 2013).</summary>
    /// <exception cref="ArgumentException">A sample is empty.</exception>
    public static double Energy(ReadOnlySpan<double> x, ReadOnlySpan<double> y) => Math.Sqrt(2 * Integrate(x, y, gap => gap * gap));

    /// <summary>Rows of both samples by equal bins over their joint range, the last one closed. One bin holds all where every value is the same.
    /// </summary>
    /// <param name="x">No NaN.</param>
    /// <param name="y">No NaN.</param>
    /// <param name="bins">At least 1.</param>
    /// <exception cref="ArgumentException">A sample is empty.</exception>
    public static (long[] X, long[] Y) JointBins(ReadOnlySpan<double> x, ReadOnlySpan<double> y, int bins)
    {
        Need(x, y);
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        foreach (double value in x) (low, high) = (Math.Min(low, value), Math.Max(high, value));
        foreach (double value in y) (low, high) = (Math.Min(low, value), Math.Max(high, value));
        return (Count(x, low, high, bins), Count(y, low, high, bins));
    }

    private static long[] Count(ReadOnlySpan<double> values, double low, double high, int bins)
    {
        var counts = new long[bins];
        // Halved, so that the range of the largest numbers is one, too.
        double half = high / 2 - low / 2;
        foreach (double value in values)
            counts[half > 0 ? Math.Clamp((int)((value / 2 - low / 2) / half * bins), 0, bins - 1) : 0]++;
        return counts;
    }

    private static double Integrate(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Func<double, double> of)
    {
        Need(x, y);
        double[] first = x.ToArray(), second = y.ToArray();
        Array.Sort(first);
        Array.Sort(second);
        double sum = 0, last = Math.Min(first[0], second[0]);
        int i = 0, j = 0;
        while (i < first.Length || j < second.Length)
        {
            double next = Math.Min(i < first.Length ? first[i] : double.PositiveInfinity, j < second.Length ? second[j] : double.PositiveInfinity);
            sum += of((double)i / first.Length - (double)j / second.Length) * (next - last);
            while (i < first.Length && first[i] == next) i++;
            while (j < second.Length && second[j] == next) j++;
            last = next;
        }
        return sum;
    }

    private static void Need(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        if (x.IsEmpty || y.IsEmpty) throw new ArgumentException($"Need two samples, got {x.Length} and {y.Length} values.");
    }
}
