namespace Kolosal.Statistics;

/// <summary>The range of k standard normal values, the studentised range with infinitely
/// many degrees of freedom: P(Q ≤ q) = k ∫ φ(z) (Φ(z) − Φ(z − q))ᵏ⁻¹ dz.</summary>
public static class StudentizedRange
{
    // Deviations, beyond which the normal density is below 1e-18; 2,000 steps leave ten digits right.
    private const double IntegrationBound = 9;
    private const int Steps = 2000;

    /// <summary>P(Q ≥ q) of k values, by Simpson's rule over −9 … 9 + q.</summary>
    /// <param name="q">0 or more.</param>
    /// <param name="k">At least 2.</param>
    public static double Tail(double q, int k)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 2);
        if (!(q > 0)) return 1;
        double from = -IntegrationBound, width = (2 * IntegrationBound + q) / Steps, sum = 0;
        for (int i = 0; i <= Steps; i++)
        {
            double z = from + i * width, inside = Tails.Normal(z - q) - Tails.Normal(z);
            sum += (i == 0 || i == Steps ? 1 : i % 2 == 1 ? 4 : 2) * Math.Exp(-z * z / 2) * Math.Pow(inside, k - 1);
        }
        return Math.Clamp(1 - k / Math.Sqrt(2 * Math.PI) * sum * width / 3, 0, 1);
    }
}
