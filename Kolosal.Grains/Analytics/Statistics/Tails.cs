using MathNet.Numerics;

namespace Kolosal.Statistics;

/// <summary>Tail probabilities of the usual laws, computed as tails so that small ones keep their digits.</summary>
public static class Tails
{
    /// <summary>P(|Z| ≥ |z|) of the standard normal.</summary>
    public static double NormalTwoSided(double z) => SpecialFunctions.Erfc(Math.Abs(z) / Math.Sqrt(2));

    /// <summary>P(Z ≥ z) of the standard normal.</summary>
    public static double Normal(double z) => SpecialFunctions.Erfc(z / Math.Sqrt(2)) / 2;

    /// <summary>The z that a standard normal stays below with probability p.</summary>
    public static double NormalQuantile(double p) => -Math.Sqrt(2) * SpecialFunctions.ErfcInv(2 * p);

    /// <summary>P(|T| ≥ |t|) of Student's law.</summary>
    /// <param name="t">The statistic.</param>
    /// <param name="degrees">Above 0, not necessarily whole.</param>
    public static double StudentTwoSided(double t, double degrees) => double.IsNaN(t) ? double.NaN : double.IsInfinity(t) ? 0
        : SpecialFunctions.BetaRegularized(degrees / 2, 0.5, degrees / (degrees + t * t));

    /// <summary>P(X ≥ x) of the χ² law.</summary>
    public static double ChiSquared(double x, double degrees) => double.IsNaN(x) ? double.NaN : x <= 0 ? 1 : double.IsInfinity(x) ? 0
        : SpecialFunctions.GammaUpperRegularized(degrees / 2, x / 2);

    /// <summary>P(X ≥ x) of Fisher's F law.</summary>
    public static double Fisher(double x, double upper, double lower) => double.IsNaN(x) ? double.NaN : x <= 0 ? 1 : double.IsInfinity(x) ? 0
        : SpecialFunctions.BetaRegularized(lower / 2, upper / 2, lower / (lower + upper * x));
}
