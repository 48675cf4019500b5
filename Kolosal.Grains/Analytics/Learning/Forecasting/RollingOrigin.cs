using Kolosal.Statistics.TimeSeries;

namespace Kolosal.Learning.Forecasting;

/// <summary>What forecasts from many origins were worth.</summary>
/// <param name="Origins">How many there were.</param>
/// <param name="MeanAbsoluteErrors">One a step of the horizon.</param>
/// <param name="RootMeanSquareErrors">One a step of the horizon.</param>
/// <param name="Mase">The mean over origins of the mean absolute scaled error; below 1 is better than repeating the last season.</param>
public sealed record RollingOriginResult(int Origins, ImmutableArray<double> MeanAbsoluteErrors, ImmutableArray<double> RootMeanSquareErrors,
    double Mase);

/// <summary>Rolling-origin evaluation (Tashman, International Journal of Forecasting 16, 2000): the method
/// learns from the values before an origin, forecasts the horizon, and the origin moves on.</summary>
public static class RollingOrigin
{
    /// <summary>Evaluates a method.</summary>
    /// <param name="forecaster">Learns anew at every origin.</param>
    /// <param name="y">The whole series.</param>
    /// <param name="firstOrigin">Values that the first training part has; more than a period.</param>
    /// <param name="horizon">Steps forecast, 1 or more.</param>
    /// <param name="step">Steps between origins, 1 or more.</param>
    /// <param name="period">Of the season that errors are scaled by, 1 or more.</param>
    /// <param name="seed">Of every fit.</param>
    /// <param name="cancel">Polled by the method.</param>
    /// <exception cref="ArgumentOutOfRangeException">No origin has a whole horizon behind it.</exception>
    public static RollingOriginResult Evaluate(IForecaster forecaster, ReadOnlyMemory<double> y, int firstOrigin, int horizon, int step, int period,
        ulong seed, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(horizon, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(step, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(period, 1);
        if (firstOrigin <= period || firstOrigin + horizon > y.Length)
            throw new ArgumentOutOfRangeException(nameof(firstOrigin), firstOrigin,
                $"The first origin goes from {period + 1} to {y.Length - horizon} for {y.Length} values.");
        double[] absolute = new double[horizon], squares = new double[horizon];
        double mase = 0;
        int origins = 0;
        for (int origin = firstOrigin; origin + horizon <= y.Length; origin += step, origins++)
        {
            double[] means = [.. forecaster.Fit(y[..origin], seed, cancel).Predict(horizon).Means];
            var truth = y.Span.Slice(origin, horizon);
            for (int h = 0; h < horizon; h++)
            {
                absolute[h] += Math.Abs(truth[h] - means[h]);
                squares[h] += (truth[h] - means[h]) * (truth[h] - means[h]);
            }
            mase += ForecastErrors.Mase(truth, means, y.Span[..origin], period);
        }
        return new(origins, [.. absolute.Select(sum => sum / origins)], [.. squares.Select(sum => Math.Sqrt(sum / origins))], mase / origins);
    }
}
