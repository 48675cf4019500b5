namespace Kolosal.Learning.Forecasting;

/// <summary>What comes next in a series.</summary>
/// <param name="Means">The expected value of each step.</param>
/// <param name="StandardDeviations">Of each step's value, given the model; empty where the method has none.</param>
public sealed record Forecast(ImmutableArray<double> Means, ImmutableArray<double> StandardDeviations);

/// <summary>A forecasting method with its options fixed: one series of equally spaced values in, a model out.</summary>
/// <remarks>Same values, same seed and same options give the same forecasts.</remarks>
public interface IForecaster
{
    /// <summary>Stable, snake_case.</summary>
    string Name { get; }

    /// <summary>Learns from a series.</summary>
    /// <param name="y">Finite values in order of time, without gaps.</param>
    /// <param name="seed">The only source of randomness.</param>
    /// <param name="cancel">Polled inside the loops.</param>
    /// <exception cref="TrainingException">The series is too short or has values that the method is not defined for.</exception>
    IForecastModel Fit(ReadOnlyMemory<double> y, ulong seed, CancellationToken cancel);
}

/// <summary>A fitted series; immutable.</summary>
public interface IForecastModel
{
    /// <summary>The steps after the last value.</summary>
    /// <param name="horizon">How many, 1 or more.</param>
    Forecast Predict(int horizon);
}

/// <summary>What every method asks of a series.</summary>
internal static class Series
{
    /// <exception cref="TrainingException">Too few values, or one that is not finite.</exception>
    public static void Check(string name, ReadOnlySpan<double> y, int least)
    {
        if (y.Length < least) throw new TrainingException($"'{name}' needs at least {least} values, got {y.Length}.");
        for (int t = 0; t < y.Length; t++)
            if (!double.IsFinite(y[t]))
                throw new TrainingException($"'{name}' needs every value to be finite, but value {t} is {y[t]}; fill the gap first.");
    }
}
