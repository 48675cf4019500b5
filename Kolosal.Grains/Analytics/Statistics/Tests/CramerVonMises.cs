using MathNet.Numerics;

namespace Kolosal.Statistics;

/// <summary>The two-sample Cramér-von Mises test: distributions compared over their whole
/// range (Anderson, Annals of Mathematical Statistics 33, 1962).</summary>
public static class CramerVonMises
{
    // Terms are below exp(−(4j + 1)² / 16x): the twentieth of x = 10 is 1e-16, where the tail has been 0 for long.
    private const int Terms = 20;

    /// <summary>
    /// T = U / nm(n + m) − (4nm − 1) / 6(n + m), U = n Σ (rᵢ − i)² + m Σ (sⱼ − j)² over the ranks
    /// of each sample in both together; p by the limit law after matching mean and variance.
    /// </summary>
    public static TestResult Test(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        Sample.Need(2, x.Length, y.Length);
        double n = x.Length, m = y.Length, total = n + m, product = n * m;
        double[] first = x.ToArray(), second = y.ToArray();
        Array.Sort(first);
        Array.Sort(second);
        double[] ranks = Ranks.Of([.. first, .. second]);
        double u = 0;
        for (int i = 0; i < first.Length; i++) u += n * (ranks[i] - i - 1) * (ranks[i] - i - 1);
        for (int j = 0; j < second.Length; j++) u += m * (ranks[first.Length + j] - j - 1) * (ranks[first.Length + j] - j - 1);
        double t = u / (product * total) - (4 * product - 1) / (6 * total);
        double mean = (1 + 1 / total) / 6, variance = (total + 1) * (4 * product * total - 3 * (n * n + m * m) - 2 * product)
            / (45 * total * total * 4 * product);
        return new(t, Tail(1.0 / 6 + (t - mean) / Math.Sqrt(45 * variance)));
    }

    /// <summary>
    /// 1 − F of the limit law, F(x) = Σ Γ(j + ½) / (π^{3/2} √x j!) √(4j + 1) e^{−u} K_¼(u), u = (4j + 1)²
    /// / 16x, as Anderson and Darling give it (Annals of Mathematical Statistics 23, 1952, equation 4.35).
    /// </summary>
    public static double Tail(double x)
    {
        const double MinStatistic = 0.003; // below it the law is 0 to working precision and the terms overflow
        if (double.IsNaN(x)) return double.NaN;
        if (x < MinStatistic) return 1;
        double sum = 0;
        for (int j = 0; j < Terms; j++)
        {
            double k = 4 * j + 1, argument = k * k / (16 * x);
            sum += Math.Exp(SpecialFunctions.GammaLn(j + 0.5) - SpecialFunctions.GammaLn(j + 1)) / Math.Pow(Math.PI, 1.5) / Math.Sqrt(x)
                * Math.Sqrt(k)
                * Math.Exp(-argument) * SpecialFunctions.BesselK(0.25, argument);
        }
        return Math.Clamp(1 - sum, 0, 1);
    }
}
