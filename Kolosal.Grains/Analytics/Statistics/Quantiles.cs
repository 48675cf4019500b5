namespace Kolosal.Statistics;

/// <summary>Sample quantiles by linear interpolation: type 7 of Hyndman and Fan (The
/// American Statistician 50, 1996), as numpy and R by default.</summary>
public static class Quantiles
{
    /// <summary>The quantile of values in ascending order.</summary>
    /// <param name="sorted">n ≥ 1 values, ascending.</param>
    /// <param name="p">0 … 1.</param>
    public static double OfSorted(ReadOnlySpan<double> sorted, double p)
    {
        if (sorted.IsEmpty) throw new ArgumentException("A quantile needs at least one value, got none.", nameof(sorted));
        if (!(p >= 0 && p <= 1)) throw new ArgumentOutOfRangeException(nameof(p), p, "A quantile's level goes from 0 to 1.");
        double at = (sorted.Length - 1) * p;
        int below = (int)at;
        double part = at - below;
        return part == 0 ? sorted[below] : sorted[below] + part * (sorted[below + 1] - sorted[below]);
    }

    /// <summary>The quantile of values in any order; they are left as they are.</summary>
    public static double Of(ReadOnlySpan<double> values, double p)
    {
        double[] sorted = values.ToArray();
        Array.Sort(sorted);
        return OfSorted(sorted, p);
    }
}
