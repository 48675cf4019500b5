namespace Kolosal.Statistics.TimeSeries;

/// <summary>How good forecasts are beside what costs nothing.</summary>
public static class ForecastErrors
{
    /// <summary>
    /// MASE: the mean absolute error over that of repeating the last season within the training series (Hyndman and Koehler,
    /// International Journal of Forecasting 22, 2006); below 1 is better than that. NaN when the training series repeats itself.
    /// </summary>
    /// <param name="truth">What came.</param>
    /// <param name="forecast">What was said.</param>
    /// <param name="training">The series before it, longer than a period.</param>
    /// <param name="period">At least 1.</param>
    public static double Mase(ReadOnlySpan<double> truth, ReadOnlySpan<double> forecast, ReadOnlySpan<double> training, int period)
    {
        Sample.Paired(truth.Length, forecast.Length);
        Sample.Need(1, truth.Length);
        ArgumentOutOfRangeException.ThrowIfLessThan(period, 1);
        Sample.Need(period + 1, training.Length);
        double error = 0, naive = 0;
        for (int t = 0; t < truth.Length; t++) error += Math.Abs(truth[t] - forecast[t]) / truth.Length;
        for (int t = period; t < training.Length; t++) naive += Math.Abs(training[t] - training[t - period]) / (training.Length - period);
        return naive > 0 ? error / naive : double.NaN;
    }
}
