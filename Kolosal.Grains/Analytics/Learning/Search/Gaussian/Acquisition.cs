using MathNet.Numerics.Distributions;

namespace Kolosal.Learning.Search;

/// <summary>What a point promises of which a mean and a standard deviation are believed, for a loss that is to be small.</summary>
public static class Acquisition
{
    private static readonly double HalfLogTwoPi = Math.Log(2 * Math.PI) / 2;

    /// <summary>E[max(0, best − margin − f)] = (best − margin − μ) Φ(z) + σ φ(z), z = (best − margin − μ) / σ
    /// (Jones, Schonlau and Welch, J. Global Optimization 13, 1998, equation 15).</summary>
    /// <param name="mean">μ.</param>
    /// <param name="deviation">σ, 0 or more.</param>
    /// <param name="best">The least loss so far.</param>
    /// <param name="margin">What an improvement must exceed.</param>
    public static double ExpectedImprovement(double mean, double deviation, double best, double margin = 0)
    {
        double gain = best - margin - mean;
        if (!(deviation > 0)) return Math.Max(0, gain);
        double z = gain / deviation;
        return Math.Max(0, gain * Normal.CDF(0, 1, z) + deviation * Normal.PDF(0, 1, z));
    }

    /// <summary>The logarithm of <see cref="ExpectedImprovement"/>, which still tells points apart where that is 0 to working precision
    /// (Ament et al., arXiv:2310.20708, equation 9).</summary>
    /// <param name="mean">μ.</param>
    /// <param name="deviation">σ, above 0.</param>
    /// <param name="best">The least loss so far.</param>
    public static double LogExpectedImprovement(double mean, double deviation, double best)
    {
        double z = (best - mean) / deviation;
        // Beyond, φ(z) + z Φ(z) cancels; φ(z) / z² (1 − 3 / z² + 15 / z⁴) is its expansion.
        const double Far = -10;
        if (z > Far) return Math.Log(deviation) + Math.Log(Normal.PDF(0, 1, z) + z * Normal.CDF(0, 1, z));
        double square = z * z;
        return Math.Log(deviation) - square / 2 - HalfLogTwoPi - Math.Log(square) + Math.Log(1 - 3 / square + 15 / (square * square));
    }

    /// <summary>P(f &lt; best − margin) (Kushner, 1964).</summary>
    /// <param name="mean">μ.</param>
    /// <param name="deviation">σ, above 0.</param>
    /// <param name="best">The least loss so far.</param>
    /// <param name="margin">What an improvement must exceed.</param>
    public static double ProbabilityOfImprovement(double mean, double deviation, double best, double margin = 0) =>
        Normal.CDF(0, 1, (best - margin - mean) / deviation);

    /// <summary>μ − κ σ, which is to be small (Srinivas et al., ICML 2010).</summary>
    public static double LowerConfidenceBound(double mean, double deviation, double kappa) => mean - kappa * deviation;
}
