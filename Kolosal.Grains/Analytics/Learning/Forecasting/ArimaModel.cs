namespace Kolosal.Learning.Forecasting;

/// <summary>A fitted ARIMA model.</summary>
/// <remarks>Deviations: σ √Σ ψⱼ², ψ the weights of past errors in the undifferenced series (Box and
/// Jenkins, chapter 5); that the parameters are estimates is left out, as everywhere.</remarks>
public sealed class ArimaModel : IForecastModel
{
    private readonly ArimaOptions options;
    private readonly ReadOnlyMemory<double> y;
    private readonly ArmaProcess process;
    private readonly double[] phi, theta, state;

    internal ArimaModel(ArimaOptions options, ReadOnlyMemory<double> y, ArmaProcess process, double[] phi, double[] theta, double level,
        ArmaProcess.Pass pass, int count)
    {
        (this.options, this.y, this.process, this.phi, this.theta, Level, state) = (options, y, process, phi, theta, level, pass.State);
        double variance = pass.SumOfSquares / count;
        Deviation = Math.Sqrt(variance);
        LogLikelihood = -(count * (Math.Log(2 * Math.PI * Math.Max(variance, double.Epsilon)) + 1) + pass.SumOfLogs) / 2;
        int k = options.Terms + 1 + (options.HasMean ? 1 : 0);
        Aicc = -2 * LogLikelihood + 2 * k + 2.0 * k * (k + 1) / Math.Max(1, count - k - 1);
    }

    /// <summary>φ, all factors multiplied out.</summary>
    public ImmutableArray<double> Phi => [.. phi];

    /// <summary>θ, all factors multiplied out.</summary>
    public ImmutableArray<double> Theta => [.. theta];

    /// <summary>The mean of a series that is not differenced, else 0.</summary>
    public double Level { get; }

    /// <summary>σ of the errors.</summary>
    public double Deviation { get; }

    /// <summary>Gaussian ln p of the differenced series.</summary>
    public double LogLikelihood { get; }

    /// <summary>Akaike's criterion, corrected for short series; compares models of the same differences.</summary>
    public double Aicc { get; }

    /// <inheritdoc/>
    public Forecast Predict(int horizon)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(horizon, 1);
        double[] full = Full();
        double[] differenced = process.Continue(state, horizon), path = [.. y.Span[Math.Max(0, y.Length - full.Length)..], .. new double[horizon]];
        int start = path.Length - horizon;
        double[] lags = Differencing();
        for (int h = 0; h < horizon; h++)
        {
            double value = differenced[h] + Level;
            for (int i = 0; i < lags.Length; i++) value += lags[i] * path[start + h - 1 - i];
            path[start + h] = value;
        }
        return new([.. path[start..]], [.. Spreads(full, horizon)]);
    }

    private IEnumerable<double> Spreads(double[] full, int horizon)
    {
        double[] psi = new double[horizon];
        double sum = 0;
        for (int j = 0; j < horizon; j++)
        {
            psi[j] = j == 0 ? 1 : j <= theta.Length ? theta[j - 1] : 0;
            for (int i = 0; i < Math.Min(j, full.Length); i++) psi[j] += full[i] * psi[j - 1 - i];
            sum += psi[j] * psi[j];
            yield return Deviation * Math.Sqrt(sum);
        }
    }

    /// <summary>c of 1 − Σ cᵢ Bⁱ = (1 − B)ᵈ (1 − Bᵐ)ᴰ.</summary>
    private double[] Differencing()
    {
        double[] polynomial = [1];
        for (int d = 0; d < options.D; d++) polynomial = Times(polynomial, 1);
        for (int d = 0; d < options.SeasonalD; d++) polynomial = Times(polynomial, options.Period);
        return [.. polynomial[1..].Select(c => -c)];

        static double[] Times(double[] p, int lag)
        {
            double[] product = [.. p, .. new double[lag]];
            for (int i = 0; i < p.Length; i++) product[i + lag] -= p[i];
            return product;
        }
    }

    /// <summary>c of 1 − Σ cᵢ Bⁱ = (1 − Σ φᵢ Bⁱ) (1 − B)ᵈ (1 − Bᵐ)ᴰ.</summary>
    private double[] Full()
    {
        double[] lags = Differencing(), full = new double[lags.Length + phi.Length];
        for (int i = 0; i < lags.Length; i++) full[i] += lags[i];
        for (int j = 0; j < phi.Length; j++)
        {
            full[j] += phi[j];
            for (int i = 0; i < lags.Length; i++) full[i + j + 1] -= phi[j] * lags[i];
        }
        return full;
    }
}
