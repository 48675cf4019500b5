using Kolosal.Numerics;

namespace Kolosal.Statistics;

/// <summary>Whether a sample is normal.</summary>
public static class NormalityTests
{
    // Royston's approximation is fitted up to 5,000 rows (Applied Statistics 44, 1995).
    private const int MaxRows = 5000;

    /// <summary>
    /// Shapiro and Wilk's W (Biometrika 52, 1965) with the weights and p-values of Royston's
    /// approximation (Statistics and Computing 2, 1992; Applied Statistics 44, 1995, algorithm R94).
    /// </summary>
    /// <param name="x">3 … 5000 values, not all equal.</param>
    public static TestResult ShapiroWilk(ReadOnlySpan<double> x)
    {
        int n = x.Length;
        if (n is < 3 or > MaxRows) throw new ArgumentException($"The approximation holds for 3 to {MaxRows} values, got {n}.", nameof(x));
        double[] sorted = x.ToArray(), weights = RoystonWeights(n);
        Array.Sort(sorted);
        double squares = Sample.Squares(sorted);
        if (squares == 0) return new(double.NaN, double.NaN);
        double best = FixedSum.Dot(weights, sorted), w = Math.Min(1, best * best / squares);
        return new(w, PValue(w, n));
    }

    /// <summary>Jarque and Bera's n/6 (g₁² + g₂²/4), p by χ² with two degrees: right for
    /// large samples only (International Statistical Review 55, 1987).</summary>
    public static TestResult JarqueBera(ReadOnlySpan<double> x)
    {
        Sample.Need(2, x.Length);
        var moments = new Moments();
        moments.Add(x);
        if (moments is not { Skewness: { } skewness, Kurtosis: { } kurtosis }) return new(double.NaN, double.NaN);
        double statistic = x.Length / 6.0 * (skewness * skewness + kurtosis * kurtosis / 4);
        return new(statistic, Tails.ChiSquared(statistic, 2));
    }

    private static double[] RoystonWeights(int n)
    {
        double[] m = new double[n], a = new double[n];
        for (int i = 0; i < n; i++) m[i] = Tails.NormalQuantile((i + 1 - 0.375) / (n + 0.25));
        double squares = FixedSum.Dot(m, m), u = 1 / Math.Sqrt(n);
        if (n == 3)
        {
            (a[0], a[2]) = (-Math.Sqrt(0.5), Math.Sqrt(0.5));
            return a;
        }
        double last = m[^1] / Math.Sqrt(squares) + Polynomial(u, 0, 0.221157, -0.147981, -2.071190, 4.434685, -2.706056);
        double previous = m[^2] / Math.Sqrt(squares) + Polynomial(u, 0, 0.042981, -0.293762, -1.752461, 5.682633, -3.582633);
        bool two = n > 5;
        double phi = two
            ? (squares - 2 * m[^1] * m[^1] - 2 * m[^2] * m[^2]) / (1 - 2 * last * last - 2 * previous * previous)
            : (squares - 2 * m[^1] * m[^1]) / (1 - 2 * last * last);
        for (int i = 0; i < n; i++) a[i] = m[i] / Math.Sqrt(phi);
        (a[0], a[^1]) = (-last, last);
        if (two) (a[1], a[^2]) = (-previous, previous);
        return a;
    }

    private static double PValue(double w, int n)
    {
        if (n == 3) return Math.Clamp(6 / Math.PI * (Math.Asin(Math.Sqrt(w)) - Math.Asin(Math.Sqrt(0.75))), 0, 1);
        if (w >= 1) return 1;
        double y = Math.Log(1 - w), mean, spread;
        if (n <= 11)
        {
            double gamma = Polynomial(n, -2.273, 0.459);
            if (y >= gamma) return 0;
            y = -Math.Log(gamma - y);
            mean = Polynomial(n, 0.5440, -0.39978, 0.025054, -0.0006714);
            spread = Math.Exp(Polynomial(n, 1.3822, -0.77857, 0.062767, -0.0020322));
        }
        else
        {
            double log = Math.Log(n);
            mean = Polynomial(log, -1.5861, -0.31082, -0.083751, 0.0038915);
            spread = Math.Exp(Polynomial(log, -0.4803, -0.082676, 0.0030302));
        }
        return Tails.Normal((y - mean) / spread);
    }

    private static double Polynomial(double x, params ReadOnlySpan<double> coefficients)
    {
        double sum = 0;
        for (int i = coefficients.Length - 1; i >= 0; i--) sum = sum * x + coefficients[i];
        return sum;
    }
}
