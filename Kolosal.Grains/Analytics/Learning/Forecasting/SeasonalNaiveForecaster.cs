using Kolosal.Statistics.TimeSeries;

namespace Kolosal.Learning.Forecasting;

/// <summary>The last period again and again (Hyndman and Athanasopoulos, Forecasting, 2021, 5.2): what every other method must beat.</summary>
/// <remarks>Deviation of step h: σ √(k + 1), k = ⌊(h − 1) / period⌋, σ² the mean square of the differences over a period (5.5 there).</remarks>
public sealed class SeasonalNaiveForecaster : IForecaster
{
    private readonly int period;

    /// <param name="period">Steps in a season, 1 or more; 1 repeats the last value.</param>
    public SeasonalNaiveForecaster(int period)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(period, 1);
        this.period = period;
    }

    /// <inheritdoc/>
    public string Name => "seasonal_naive";

    /// <inheritdoc/>
    public IForecastModel Fit(ReadOnlyMemory<double> y, ulong seed, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        Series.Check(Name, y.Span, period + 1);
        double squares = 0;
        for (int t = period; t < y.Length; t++) squares += Math.Pow(y.Span[t] - y.Span[t - period], 2);
        return new Model(y, period, Math.Sqrt(squares / (y.Length - period)));
    }

    private sealed class Model(ReadOnlyMemory<double> y, int period, double deviation) : IForecastModel
    {
        public Forecast Predict(int horizon) => new([.. ExponentialSmoothing.SeasonalNaive(y.Span, period, horizon)],
            [.. Enumerable.Range(0, horizon).Select(h => deviation * Math.Sqrt(h / period + 1))]);
    }
}
