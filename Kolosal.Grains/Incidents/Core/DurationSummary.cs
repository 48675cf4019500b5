namespace Kolosal.Incidents;

/// <summary>Mean, median and 90th percentile of durations in seconds.</summary>
/// <param name="Count">Incidents that have the duration.</param>
/// <param name="MeanSeconds">Their mean; null without any.</param>
/// <param name="MedianSeconds">Their median.</param>
/// <param name="P90Seconds">Their 90th percentile, interpolated between order statistics (Hyndman and Fan 1996, type 7).</param>
public readonly record struct DurationSummary(int Count, double? MeanSeconds, double? MedianSeconds, double? P90Seconds)
{
    public static DurationSummary Of(IEnumerable<double> seconds)
    {
        double[] sorted = [.. seconds.Order()];
        return sorted.Length == 0 ? new(0, null, null, null)
            : new(sorted.Length, sorted.Average(), Quantile(sorted, 0.5), Quantile(sorted, 0.9));
    }

    private static double Quantile(double[] sorted, double p)
    {
        double place = p * (sorted.Length - 1);
        int below = (int)place;
        return below + 1 == sorted.Length ? sorted[below] : sorted[below] + (place - below) * (sorted[below + 1] - sorted[below]);
    }
}
