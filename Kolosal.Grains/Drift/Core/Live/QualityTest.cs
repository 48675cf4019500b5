using Kolosal.Statistics;
using Kolosal.Tabular;
using MathNet.Numerics;

namespace Kolosal.Drift;

/// <summary>Whether more values of an input are missing, unseen, or outside of the training range than in training.</summary>
/// <remarks>
/// Fisher's exact test, one-sided, for each of the four, Bonferroni over them. For values beyond the smallest or largest of N training rows it is
/// exact although training has none: that the k largest of N + n rows all are among the n has that very probability.
/// </remarks>
internal static class QualityTest
{
    // A hundredth of the rows: chosen, as what somebody would want to hear of.
    private const double LeastShare = 0.01;

    public static WindowFinding Of(ColumnDistribution column, long[] current)
    {
        long n = column.Rows, m = current.Sum();
        double p = 1, effect = 0, statistic = 0;
        string what = "missing";
        foreach (var (name, bin) in Aspects(column))
        {
            long before = bin == column.MissingBin ? column.Missing : bin == column.UnseenBin ? 0 : column.Counts[bin];
            double rise = m > 0 && n > 0 ? current[bin] / (double)m - before / (double)n : 0;
            double own = Math.Min(1, 4 * MoreOften(before, n, current[bin], m));
            if (own < p || (own == p && rise > effect)) (p, effect, statistic, what) = (own, rise, m > 0 ? current[bin] / (double)m : 0, name);
        }

        return new(DriftSubject.Quality, column.Name, "fisher_exact", statistic, p, Math.Max(0, effect), "rise of the share of rows", LeastShare,
            WindowJudge.LeastRows, false, $"{what} values");
    }

    private static IEnumerable<(string Name, int Bin)> Aspects(ColumnDistribution column)
    {
        yield return ("missing", column.MissingBin);
        if (column.Categorical)
        {
            yield return ("unseen", column.UnseenBin);
            yield break;
        }

        if (column.Counts.Length < 3) yield break;
        yield return ("too small", 0);
        yield return ("too large", column.Counts.Length - 1);
    }

    /// <summary>P(as many or more of the window), given how many there are in both together.</summary>
    internal static double MoreOften(long before, long n, long now, long m)
    {
        const long Many = 2_000;
        if (now == 0 || n == 0 || m == 0) return 1;
        long all = before + now;
        if (Math.Min(all, m) - now > Many)
        {
            // So many that the normal law is exact enough.
            double share = all / (double)(n + m), error = Math.Sqrt(share * (1 - share) * (1.0 / n + 1.0 / m));
            return error > 0 ? Tails.Normal((now / (double)m - before / (double)n - 0.5 / m) / error) : 1;
        }

        double whole = LogChoose(n + m, all), p = 0;
        for (long k = now; k <= Math.Min(all, m); k++) p += Math.Exp(LogChoose(m, k) + LogChoose(n, all - k) - whole);
        return Math.Min(1, p);
    }

    private static double LogChoose(long n, long k) =>
        k < 0 || k > n ? double.NegativeInfinity
        : SpecialFunctions.GammaLn(n + 1) - SpecialFunctions.GammaLn(k + 1) - SpecialFunctions.GammaLn(n - k + 1);
}
