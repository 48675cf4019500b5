using Kolosal.Statistics;
using MathNet.Numerics;

namespace Kolosal.Drift;

/// <summary>How rarely a statistic of two samples is as large when their values are dealt to them at random.</summary>
/// <remarks>
/// The share of random deals that reach it, itself counted as one (Phipson and Smyth 2010, arXiv:1603.05766); a statistic that 20 deals have
/// reached needs no more of them (Besag and Clifford, Biometrika 78, 1991). Where fewer than ten of all reach it, a gamma law with the deals'
/// mean, variance and skewness says how far out it lies, as Gretton et al. use for MMD (JMLR 13, 2012, section 3.3); never above the share.
/// </remarks>
internal static class PermutationTest
{
    private const int Deals = 499, Enough = 20, Few = 10;

    /// <param name="seed">Of the deals.</param>
    /// <param name="statistic">Of a deal: true for the first sample's places. The first call is for the samples as they are.</param>
    /// <param name="asTheyAre">The samples as they are.</param>
    public static TestResult Of(ulong seed, Func<bool[], double> statistic, bool[] asTheyAre)
    {
        double seen = statistic(asTheyAre);
        var random = new SeededRandom(seed);
        var labels = (bool[])asTheyAre.Clone();
        int reached = 0, deals = 0;
        double sum = 0, squares = 0, cubes = 0;
        while (deals < Deals && reached < Enough)
        {
            random.Shuffle<bool>(labels);
            double dealt = statistic(labels);
            deals++;
            (sum, squares, cubes) = (sum + dealt, squares + dealt * dealt, cubes + dealt * dealt * dealt);
            if (dealt >= seen * (1 - 1e-12)) reached++;
        }

        if (reached >= Enough) return new(seen, reached / (double)deals);
        double share = (reached + 1.0) / (deals + 1);
        return new(seen, reached >= Few ? share : Math.Min(share, Tail(seen, sum / deals, squares / deals, cubes / deals)));
    }

    /// <summary>P(X ≥ x) of the shifted gamma law with these moments about 0; 1 where they allow none.</summary>
    private static double Tail(double x, double mean, double squares, double cubes)
    {
        double variance = squares - mean * mean, deviation = Math.Sqrt(Math.Max(0, variance));
        if (!(deviation > 1e-12 * Math.Abs(mean)) || deviation == 0) return 1;
        double skew = (cubes - 3 * mean * variance - mean * mean * mean) / (variance * deviation), z = (x - mean) / deviation;

        // A law of least skewness 0.5 stays on the careful side: its tail is the heavier one.
        double shape = 4 / Math.Pow(Math.Max(skew, 0.5), 2), at = shape + z * Math.Sqrt(shape);
        return at <= 0 ? 1 : Math.Max(double.Epsilon, SpecialFunctions.GammaUpperRegularized(shape, at));
    }
}
