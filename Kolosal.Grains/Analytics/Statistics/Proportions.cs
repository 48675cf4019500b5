using MathNet.Numerics.Distributions;

namespace Kolosal.Statistics;

/// <summary>Shares of successes and how far they can be trusted.</summary>
public static class Proportions
{
    /// <summary>Wilson's score interval (JASA 22, 1927): near its level for any share, never outside 0 … 1.</summary>
    /// <param name="successes">0 … trials.</param>
    /// <param name="trials">At least 1.</param>
    /// <param name="level">Above 0, below 1.</param>
    public static Interval Wilson(long successes, long trials, double level = 0.95)
    {
        Check(successes, trials, level);
        double n = trials, p = successes / n, z = Tails.NormalQuantile((1 + level) / 2), z2 = z * z;
        double center = (p + z2 / (2 * n)) / (1 + z2 / n), half = z / (1 + z2 / n) * Math.Sqrt(p * (1 - p) / n + z2 / (4 * n * n));
        return new(successes == 0 ? 0 : center - half, successes == trials ? 1 : center + half);
    }

    /// <summary>Clopper and Pearson's interval (Biometrika 26, 1934): never below its level, hence often above.</summary>
    /// <param name="successes">0 … trials.</param>
    /// <param name="trials">At least 1.</param>
    /// <param name="level">Above 0, below 1.</param>
    public static Interval ClopperPearson(long successes, long trials, double level = 0.95)
    {
        Check(successes, trials, level);
        double tail = (1 - level) / 2;
        return new(
            successes == 0 ? 0 : Beta.InvCDF(successes, trials - successes + 1, tail),
            successes == trials ? 1 : Beta.InvCDF(successes + 1, trials - successes, 1 - tail));
    }

    /// <summary>Whether two shares are equal: z with the pooled share, two-sided. NaN when all or none succeeded.</summary>
    public static TestResult Compare(long successes1, long trials1, long successes2, long trials2)
    {
        Check(successes1, trials1, 0.5);
        Check(successes2, trials2, 0.5);
        double pooled = (double)(successes1 + successes2) / (trials1 + trials2);
        double z = ((double)successes1 / trials1 - (double)successes2 / trials2) / Math.Sqrt(pooled * (1 - pooled) * (1.0 / trials1 + 1.0 / trials2));
        return new(z, Tails.NormalTwoSided(z));
    }

    private static void Check(long successes, long trials, double level)
    {
        if (trials < 1 || successes < 0 || successes > trials)
            throw new ArgumentException($"Need 0 to n successes in n ≥ 1 trials, got {successes} in {trials}.");
        if (!(level > 0 && level < 1)) throw new ArgumentOutOfRangeException(nameof(level), level, "A level is above 0 and below 1.");
    }
}
