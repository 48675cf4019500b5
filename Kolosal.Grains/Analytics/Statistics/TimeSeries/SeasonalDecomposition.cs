namespace Kolosal.Statistics.TimeSeries;

/// <summary>
/// y = trend + season + rest, the trend a centred moving average over one period (Macaulay 1931; the
/// classical form of Kendall and Stuart, The Advanced Theory of Statistics, 1983, sections 46.4 to 46.9).
/// </summary>
/// <param name="Trend">NaN for the first and last half period.</param>
/// <param name="Season">Of sum 0 over a period.</param>
/// <param name="Rest">NaN where the trend is.</param>
public sealed record SeasonalDecomposition(ImmutableArray<double> Trend, ImmutableArray<double> Season, ImmutableArray<double> Rest)
{
    /// <summary>Decomposes a series; of an even period the average runs over one step more, its ends counting half.</summary>
    /// <param name="y">At least two periods, in order of time.</param>
    /// <param name="period">At least 2.</param>
    public static SeasonalDecomposition Additive(ReadOnlySpan<double> y, int period)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(period, 2);
        Sample.Need(2 * period, y.Length);
        int n = y.Length, half = period / 2;
        double[] trend = new double[n], season = new double[period], means = new double[n], rest = new double[n];
        Array.Fill(trend, double.NaN);
        for (int t = half; t + half < n; t++)
        {
            double sum = 0;
            for (int k = -half; k <= half; k++) sum += (period % 2 == 0 && Math.Abs(k) == half ? 0.5 : 1) * y[t + k];
            trend[t] = sum / period;
        }
        int[] counts = new int[period];
        for (int t = half; t + half < n; t++)
        {
            season[t % period] += y[t] - trend[t];
            counts[t % period]++;
        }
        for (int k = 0; k < period; k++) season[k] /= counts[k];
        double mean = season.Average();
        for (int t = 0; t < n; t++)
        {
            means[t] = season[t % period] - mean;
            rest[t] = y[t] - trend[t] - means[t];
        }
        return new([.. trend], [.. means], [.. rest]);
    }
}
