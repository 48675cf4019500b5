using Kolosal.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace Kolosal.Statistics.TimeSeries;

/// <summary>Whether a series wanders (ADF's hypothesis) or stays about its mean (KPSS's).</summary>
public static class Stationarity
{
    private static readonly double[] KpssCritical = [0.347, 0.463, 0.574, 0.739], KpssLevels = [0.1, 0.05, 0.025, 0.01];

    /// <summary>
    /// The augmented Dickey-Fuller test with a constant: t of γ in Δyₜ = c + γ yₜ₋₁ + Σ δᵢ Δyₜ₋ᵢ + ε (Said and Dickey, Biometrika
    /// 71, 1984); p by MacKinnon's response surface (Journal of Business and Economic Statistics 12, 1994, tables 3 and 4).
    /// </summary>
    /// <param name="y">In order of time; at least 2 lags + 4 values, not constant.</param>
    /// <param name="lags">How many past differences stand beside, 0 or more.</param>
    public static TestResult DickeyFuller(ReadOnlySpan<double> y, int lags)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lags);
        int rows = y.Length - 1 - lags, columns = lags + 2;
        if (rows <= columns) throw new ArgumentException($"{lags} lags need at least {2 * lags + 4} values, got {y.Length}.", nameof(y));
        var x = Matrix<double>.Build.Dense(rows, columns);
        var d = Vector<double>.Build.Dense(rows);
        for (int i = 0; i < rows; i++)
        {
            int t = i + lags + 1;
            d[i] = y[t] - y[t - 1];
            x[i, 0] = y[t - 1];
            for (int lag = 1; lag <= lags; lag++) x[i, lag] = y[t - lag] - y[t - lag - 1];
            x[i, columns - 1] = 1;
        }
        var qr = x.QR();
        var beta = qr.Solve(d);
        var residuals = d - x * beta;
        var inverse = qr.R.Inverse();
        double deviation = Math.Sqrt(residuals.DotProduct(residuals) / (rows - columns) * inverse.Row(0).DotProduct(inverse.Row(0)));
        double tau = beta[0] / deviation;
        return double.IsFinite(tau) ? new(tau, MacKinnon(tau)) : new(double.NaN, double.NaN);
    }

    /// <summary>
    /// The KPSS test of a level: Σ Sₜ² / (n² s²), S the partial sums about the mean, s² the long-run variance with
    /// Bartlett weights 1 − k/(l + 1) (Kwiatkowski, Phillips, Schmidt and Shin, Journal of Econometrics 54, 1992).
    /// </summary>
    /// <param name="y">In order of time; at least two values, not constant.</param>
    /// <param name="lags">l, 0 … n − 1.</param>
    /// <returns>p is interpolated in the paper's table 1 and cut at its ends, 0.01 and 0.1.</returns>
    public static TestResult Kpss(ReadOnlySpan<double> y, int lags)
    {
        Sample.Need(2, y.Length);
        if (lags < 0 || lags >= y.Length) throw new ArgumentOutOfRangeException(nameof(lags), lags, $"Lags go from 0 to {y.Length - 1}.");
        double mean = Sample.Mean(y), partial = 0, sums = 0, variance = 0, n = y.Length;
        double[] off = new double[y.Length];
        for (int t = 0; t < off.Length; t++)
        {
            off[t] = y[t] - mean;
            partial += off[t];
            sums += partial * partial;
        }
        for (int k = 0; k <= lags; k++)
            variance += (k == 0 ? 1 : 2 * (1 - k / (lags + 1.0))) * FixedSum.Dot(off.AsSpan(k), off.AsSpan(0, off.Length - k)) / n;
        double statistic = sums / (n * n * variance);
        if (!double.IsFinite(statistic)) return new(double.NaN, double.NaN);
        if (statistic <= KpssCritical[0]) return new(statistic, KpssLevels[0]);
        for (int i = 1; i < KpssCritical.Length; i++)
        {
            if (statistic > KpssCritical[i]) continue;
            double part = (statistic - KpssCritical[i - 1]) / (KpssCritical[i] - KpssCritical[i - 1]);
            return new(statistic, KpssLevels[i - 1] + part * (KpssLevels[i] - KpssLevels[i - 1]));
        }
        return new(statistic, KpssLevels[^1]);
    }

    /// <summary>Φ of a polynomial in τ for one series with a constant; beyond the ends of the surface 0 and 1.</summary>
    private static double MacKinnon(double tau)
    {
        const double MinTau = -18.83, Turn = -1.61, MaxTau = 2.74;
        if (tau <= MinTau) return 0;
        if (tau >= MaxTau) return 1;
        double z = tau <= Turn ? 2.1659 + tau * (1.4412 + tau * 0.038269) : 1.7339 + tau * (0.93202 + tau * (-0.12745 + tau * -0.010368));
        return Tails.Normal(-z);
    }
}
