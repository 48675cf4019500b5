namespace Kolosal.Statistics.TimeSeries;

/// <summary>A smoothed series and what it says comes next.</summary>
/// <param name="Fitted">The forecast of each value from those before it.</param>
/// <param name="Forecast">Of the steps after the last value.</param>
public sealed record SmoothedSeries(ImmutableArray<double> Fitted, ImmutableArray<double> Forecast);

/// <summary>
/// Exponential smoothing with given weights (Hyndman and Athanasopoulos, Forecasting,
/// 2021, sections 8.1 to 8.3). A weight is 0 … 1; near 1 only the latest values count.
/// </summary>
public static class ExponentialSmoothing
{
    /// <summary>Level alone: l ← α y + (1 − α) l, begun at the first value.</summary>
    /// <param name="y">At least one value, in order of time.</param>
    /// <param name="alpha">Weight of the level.</param>
    /// <param name="horizon">Steps to forecast, 0 or more.</param>
    public static SmoothedSeries Simple(ReadOnlySpan<double> y, double alpha, int horizon)
    {
        Check(y, 1, horizon, alpha);
        return Run(y, horizon, y[0], 0, [], alpha, 0, 0);
    }

    /// <summary>Level and linear trend: l ← α y + (1 − α)(l + b), b ← β (l − l₋) + (1 − β) b; begun at y₀ and y₁ − y₀ (Holt 1957).</summary>
    /// <param name="y">At least two values, in order of time.</param>
    /// <param name="alpha">Weight of the level.</param>
    /// <param name="beta">Weight of the trend.</param>
    /// <param name="horizon">Steps to forecast, 0 or more.</param>
    public static SmoothedSeries Holt(ReadOnlySpan<double> y, double alpha, double beta, int horizon)
    {
        Check(y, 2, horizon, alpha, beta);
        return Run(y, horizon, y[0], y[1] - y[0], [], alpha, beta, 0);
    }

    /// <summary>
    /// Level, trend and additive season s ← γ (y − l₋ − b₋) + (1 − γ) s (Winters 1960); begun at the mean of
    /// the first period, the mean step from the first period to the second, and the first period less its mean.
    /// </summary>
    /// <param name="y">At least two periods, in order of time.</param>
    /// <param name="period">Steps in a season, at least 2.</param>
    /// <param name="alpha">Weight of the level.</param>
    /// <param name="beta">Weight of the trend.</param>
    /// <param name="gamma">Weight of the season.</param>
    /// <param name="horizon">Steps to forecast, 0 or more.</param>
    /// <param name="lastSeason">Whether the last value still moves the season of its phase.
    /// Default: true, the definition; statsmodels 0.13 leaves that last step out.</param>
    public static SmoothedSeries HoltWinters(ReadOnlySpan<double> y, int period, double alpha, double beta, double gamma, int horizon,
        bool lastSeason = true)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(period, 2);
        Check(y, 2 * period, horizon, alpha, beta, gamma);
        double level = Sample.Mean(y[..period]), trend = (Sample.Mean(y.Slice(period, period)) - level) / period;
        double[] season = [.. y[..period]];
        for (int i = 0; i < period; i++) season[i] -= level;
        return Run(y, horizon, level, trend, season, alpha, beta, gamma, lastSeason);
    }

    /// <summary>The last period again and again.</summary>
    /// <param name="y">At least one period, in order of time.</param>
    /// <param name="period">At least 1; 1 repeats the last value.</param>
    /// <param name="horizon">Steps to forecast, 0 or more.</param>
    public static double[] SeasonalNaive(ReadOnlySpan<double> y, int period, int horizon)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(period, 1);
        Check(y, period, horizon);
        var forecast = new double[horizon];
        for (int h = 0; h < horizon; h++) forecast[h] = y[y.Length - period + h % period];
        return forecast;
    }

    private static SmoothedSeries Run(ReadOnlySpan<double> y, int horizon, double level, double trend, double[] season, double alpha, double beta,
        double gamma,
        bool lastSeason = true)
    {
        var fitted = ImmutableArray.CreateBuilder<double>(y.Length);
        int period = Math.Max(1, season.Length);
        double Season(int step) => season.Length == 0 ? 0 : season[step % period];
        for (int t = 0; t < y.Length; t++)
        {
            double expected = level + trend, own = Season(t);
            fitted.Add(expected + own);
            level = alpha * (y[t] - own) + (1 - alpha) * expected;
            if (season.Length > 0 && (lastSeason || t < y.Length - 1)) season[t % period] = gamma * (y[t] - expected) + (1 - gamma) * own;
            trend = beta * (level - (expected - trend)) + (1 - beta) * trend;
        }
        int n = y.Length;
        return new(fitted.MoveToImmutable(), [.. Enumerable.Range(1, horizon).Select(h => level + h * trend + Season(n + h - 1))]);
    }

    private static void Check(ReadOnlySpan<double> y, int least, int horizon, params ReadOnlySpan<double> weights)
    {
        Sample.Need(least, y.Length);
        ArgumentOutOfRangeException.ThrowIfNegative(horizon);
        foreach (double weight in weights)
            if (!(weight >= 0 && weight <= 1)) throw new ArgumentOutOfRangeException(nameof(weights), weight, "A weight goes from 0 to 1.");
    }
}
