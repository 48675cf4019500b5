using Kolosal.Statistics;

namespace Kolosal.Learning.Metrics;

/// <summary>How good intervals are: coverage says whether they keep their promise, width
/// what they cost; the interval score weighs one against the other.</summary>
public static class IntervalMetrics
{
    /// <summary>The share of values inside their interval.</summary>
    public static double Coverage(ReadOnlySpan<double> truth, ReadOnlySpan<Interval> intervals)
    {
        Check(truth, intervals);
        int inside = 0;
        for (int row = 0; row < truth.Length; row++) if (intervals[row].Contains(truth[row])) inside++;
        return (double)inside / truth.Length;
    }

    /// <summary>The mean width, in the unit of the target.</summary>
    public static double MeanWidth(ReadOnlySpan<Interval> intervals)
    {
        if (intervals.IsEmpty) throw new ArgumentException("Need at least one interval, got none.", nameof(intervals));
        double sum = 0;
        foreach (var interval in intervals) sum += interval.Width;
        return sum / intervals.Length;
    }

    /// <summary>Mean of width + 2/α · the distance of a value outside: proper for the pair of
    /// quantiles α/2, 1 − α/2 (Gneiting and Raftery, JASA 102, 2007, equation 43).</summary>
    /// <param name="truth">The value of each row.</param>
    /// <param name="intervals">Its interval.</param>
    /// <param name="alpha">The promised share of misses, above 0, below 1.</param>
    public static double Score(ReadOnlySpan<double> truth, ReadOnlySpan<Interval> intervals, double alpha)
    {
        Check(truth, intervals);
        Require.Inside(alpha, 0, 1);
        double sum = 0;
        for (int row = 0; row < truth.Length; row++)
            sum += intervals[row].High - intervals[row].Low + 2 / alpha
                * (Math.Max(0, intervals[row].Low - truth[row]) + Math.Max(0, truth[row] - intervals[row].High));
        return sum / truth.Length;
    }

    private static void Check(ReadOnlySpan<double> truth, ReadOnlySpan<Interval> intervals)
    {
        if (truth.IsEmpty || truth.Length != intervals.Length)
            throw new ArgumentException($"Need at least one row and an interval for each, got {truth.Length} and {intervals.Length}.");
    }
}
