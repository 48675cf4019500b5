namespace Kolosal.Statistics.TimeSeries;

/// <summary>How far a series goes together with its own past.</summary>
public static class Autocorrelation
{
    /// <summary>
    /// rₖ = Σ (yₜ − ȳ)(yₜ₊ₖ − ȳ) / Σ (yₜ − ȳ)² for k = 0 … lags (Box and Jenkins 1970, section
    /// 2.1): divided by n at every lag, so |rₖ| ≤ 1. NaN beyond lag 0 of a constant series.
    /// </summary>
    /// <param name="y">At least two values, in order of time.</param>
    /// <param name="lags">0 … n − 1.</param>
    public static double[] Acf(ReadOnlySpan<double> y, int lags)
    {
        Sample.Need(2, y.Length);
        if (lags < 0 || lags >= y.Length) throw new ArgumentOutOfRangeException(nameof(lags), lags, $"Lags go from 0 to {y.Length - 1}.");
        double mean = Sample.Mean(y), variance = Sample.Squares(y);
        var r = new double[lags + 1];
        r[0] = 1;
        for (int k = 1; k <= lags; k++)
        {
            for (int t = 0; t + k < y.Length; t++) r[k] += (y[t] - mean) * (y[t + k] - mean);
            r[k] = variance > 0 ? r[k] / variance : double.NaN;
        }
        return r;
    }

    /// <summary>
    /// Partial autocorrelations by the Durbin-Levinson recursion on <see cref="Acf"/>, the
    /// Yule-Walker form with divisor n (Brockwell and Davis, Time Series, 1991, proposition 5.2.1).
    /// </summary>
    /// <param name="y">At least two values, in order of time.</param>
    /// <param name="lags">0 … n − 1.</param>
    public static double[] Pacf(ReadOnlySpan<double> y, int lags)
    {
        double[] r = Acf(y, lags), partial = new double[lags + 1], phi = new double[lags + 1], next = new double[lags + 1];
        partial[0] = 1;
        double error = 1;
        for (int k = 1; k <= lags; k++)
        {
            double off = r[k];
            for (int j = 1; j < k; j++) off -= phi[j] * r[k - j];
            partial[k] = next[k] = off / error;
            for (int j = 1; j < k; j++) next[j] = phi[j] - next[k] * phi[k - j];
            next.CopyTo(phi, 0);
            error *= 1 - partial[k] * partial[k];
        }
        return partial;
    }

    /// <summary>Ljung and Box's Q = n (n + 2) Σ rₖ² / (n − k) of the first lags
    /// (Biometrika 65, 1978), p by χ²: whether a series is white noise.</summary>
    /// <param name="y">The series, or the residuals of a model.</param>
    /// <param name="lags">1 … n − 1.</param>
    /// <param name="parameters">Parameters that the model spent, which cost degrees; below <paramref name="lags"/>.</param>
    public static TestResult LjungBox(ReadOnlySpan<double> y, int lags, int parameters = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lags, 1);
        if (parameters < 0 || parameters >= lags)
            throw new ArgumentOutOfRangeException(nameof(parameters), parameters, $"Parameters go from 0 to {lags - 1}.");
        double[] r = Acf(y, lags);
        double n = y.Length, sum = 0;
        for (int k = 1; k <= lags; k++) sum += r[k] * r[k] / (n - k);
        return new(n * (n + 2) * sum, Tails.ChiSquared(n * (n + 2) * sum, lags - parameters));
    }
}
