using Kolosal.Numerics;

namespace Kolosal.Learning.Forecasting;

/// <summary>ARIMA: the differenced series as a multiplicative seasonal ARMA process, by exact maximum likelihood
/// (Gaussian, by the Kalman filter; Harvey, Time Series Models, 1993, 4.4), the variance concentrated out.</summary>
/// <remarks>
/// Free parameters become partial autocorrelations by tanh and these coefficients by Durbin and Levinson, so every
/// factor is stationary or invertible (Jones, Technometrics 22, 1980). A series that is not differenced has a mean,
/// learnt with the rest; R's arima does the same. Likelihoods of models with other differences do not compare.
/// </remarks>
public sealed class ArimaForecaster(ArimaOptions options) : IForecaster
{
    /// <inheritdoc/>
    public string Name => "arima";

    /// <inheritdoc/>
    public IForecastModel Fit(ReadOnlyMemory<double> y, ulong seed, CancellationToken cancel) => Learn(y, cancel);

    /// <summary>As <see cref="Fit"/>, with what was learnt. Nothing is random.</summary>
    public ArimaModel Learn(ReadOnlyMemory<double> y, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        int most = Math.Max(options.P + options.SeasonalP * options.Period, options.Q + options.SeasonalQ * options.Period);
        Series.Check(Name, y.Span, options.Lost + most + options.Terms + 3);
        double[] w = Difference(y.Span);
        double mean = w.Average(), scale = Math.Sqrt(w.Sum(v => (v - mean) * (v - mean)) / w.Length);
        if (!(scale > 0)) scale = 1;

        double[] free = new double[options.Terms + (options.HasMean ? 1 : 0)];
        if (options.HasMean) free[^1] = mean / scale;
        NumericalMinimum.Find(x => Deviance(w, x, scale, cancel) / w.Length, free, cancel);
        var (phi, theta, level) = Coefficients(free, scale);
        var process = new ArmaProcess(phi, theta);
        var pass = process.Filter([.. w.Select(v => v - level)], cancel)
            ?? throw new TrainingException("The series is at the edge of stationarity; take one more difference.");
        return new(options, y, process, phi, theta, level, pass, w.Length);
    }

    private double Deviance(double[] w, double[] free, double scale, CancellationToken cancel)
    {
        var (phi, theta, level) = Coefficients(free, scale);
        double[] centered = [.. w.Select(v => v - level)];
        return new ArmaProcess(phi, theta).Filter(centered, cancel) is { } pass
            ? w.Length * Math.Log(Math.Max(pass.SumOfSquares, double.Epsilon) / w.Length) + pass.SumOfLogs
            : double.PositiveInfinity;
    }

    /// <summary>φ and θ of all factors multiplied out: 1 − Σ φᵢ Bⁱ = (1 − Σ own)(1 − Σ seasonal), 1 + Σ θⱼ Bʲ likewise.</summary>
    private (double[] Phi, double[] Theta, double Level) Coefficients(ReadOnlySpan<double> free, double scale)
    {
        double[] own = Stable(free[..options.P]), ownMoving = Stable(free.Slice(options.P, options.Q));
        double[] seasonal = Stable(free.Slice(options.P + options.Q, options.SeasonalP)),
            seasonalMoving = Stable(free.Slice(options.P + options.Q + options.SeasonalP, options.SeasonalQ));
        double[] phi = Product(own, seasonal, options.Period), theta = Product(ownMoving, seasonalMoving, options.Period);
        for (int j = 0; j < theta.Length; j++) theta[j] = -theta[j];
        return (phi, theta, options.HasMean ? free[^1] * scale : 0);
    }

    /// <summary>Coefficients c of 1 − Σ cᵢ Bⁱ with all roots outside the unit circle.</summary>
    internal static double[] Stable(ReadOnlySpan<double> free)
    {
        double[] c = new double[free.Length], before = new double[free.Length];
        for (int k = 0; k < free.Length; k++)
        {
            double partial = Math.Tanh(free[k]);
            c[k] = partial;
            for (int i = 0; i < k; i++) c[i] = before[i] - partial * before[k - 1 - i];
            c.AsSpan(0, k + 1).CopyTo(before);
        }
        return c;
    }

    private static double[] Product(double[] own, double[] seasonal, int period)
    {
        var product = new double[own.Length + seasonal.Length * period];
        for (int i = 0; i < own.Length; i++) product[i] += own[i];
        for (int s = 0; s < seasonal.Length; s++)
        {
            product[(s + 1) * period - 1] += seasonal[s];
            for (int i = 0; i < own.Length; i++) product[(s + 1) * period + i] -= seasonal[s] * own[i];
        }
        return product;
    }

    private double[] Difference(ReadOnlySpan<double> y)
    {
        double[] w = [.. y];
        for (int d = 0; d < options.SeasonalD; d++) w = [.. w[options.Period..].Zip(w, (now, then) => now - then)];
        for (int d = 0; d < options.D; d++) w = [.. w[1..].Zip(w, (now, then) => now - then)];
        return w;
    }
}
