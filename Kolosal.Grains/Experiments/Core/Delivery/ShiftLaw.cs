using Kolosal.Statistics;
using Kolosal.Tabular;
using MathNet.Numerics;

namespace Kolosal.Experiments;

/// <summary>How likely two parts of one distribution differ as much, where one of them set the bins.</summary>
/// <remarks>
/// Two tests, the smaller p-value doubled (Bonferroni).
/// <para>
/// Within what was learnt: Pearson's χ² of two samples. The outer bins of numbers, which are empty in the reference by definition, count with their
/// neighbours, and what the reference never saw counts with the rare. Sparse bins are put together, and with the smallest bin that is not sparse
/// where together they still are (Cochran 1954). χ² keeps its law down to five expected rows, where that of the population stability index, whose
/// logarithms make much of a bin that is nearly empty, has too heavy a tail.
/// </para>
/// <para>
/// Beyond what was learnt: the rows that fell outside. Of n reference rows and m others of one continuous distribution every order is equally likely,
/// and the n rows leave n + 1 gaps, two of them outside: the count is beta-binomial with parameters 2 and n − 1, whatever the distribution; ties
/// make it smaller. Of categories the share p that was never seen is that of the f₁ seen once (Good 1953, Biometrika 40), with a variance of
/// (p (1 − p) + 2 f₂ / n) / n (Esty 1983, Annals of Statistics 11, f₂ those seen twice), which gives the parameters; one row is added to f₁ and n.
/// </para>
/// </remarks>
internal static class ShiftLaw
{
    private const double SparseBin = 5, Negligible = 1e-17, Most = 0.999;

    /// <param name="input">Says which bins there are.</param>
    /// <param name="reference">Rows by every bin; none in the unseen one.</param>
    /// <param name="current">Rows of the other part by the same bins.</param>
    /// <returns>0 to 1; 1 when either is empty.</returns>
    public static double PValue(ColumnDistribution input, ReadOnlySpan<long> reference, ReadOnlySpan<long> current)
    {
        long n = Total(reference), m = Total(current);
        if (n == 0 || m == 0) return 1;
        return Math.Min(1, 2 * Math.Min(Within(input, reference, current, n, m), Beyond(input, reference, current, n, m)));
    }

    /// <summary>P(K ≥ k) for K beta-binomial: m draws whose chance is Beta(a, b).</summary>
    internal static double BetaBinomialTail(long k, long m, double a, double b)
    {
        double term = Math.Exp(LogChoose(m, k) + SpecialFunctions.BetaLn(k + a, m - k + b) - SpecialFunctions.BetaLn(a, b)), tail = term;
        double mean = m * a / (a + b);

        // Each term from the one before; behind the mean they fall, and what no longer changes the sum is left out.
        for (long x = k; x < m && (x < mean || term > tail * Negligible); x++)
        {
            term *= (m - x) * (x + a) / ((x + 1) * (m - x - 1 + b));
            tail += term;
        }

        return Math.Min(1, tail);
    }

    private static double Beyond(ColumnDistribution input, ReadOnlySpan<long> reference, ReadOnlySpan<long> current, long n, long m)
    {
        long outside = 0, present = n - reference[input.MissingBin], others = m - current[input.MissingBin];
        foreach (int bin in Outside(input)) outside += current[bin];
        if (present == 0 || outside == 0) return 1; // without a value before, the bin of missing values says it
        if (!input.Categorical) return BetaBinomialTail(outside, others, 2, Math.Max(1, present - 1));
        long once = 0, twice = 0;
        for (int bin = 0; bin < input.MissingBin; bin++)
        {
            once += reference[bin] == 1 ? 1 : 0;
            twice += reference[bin] == 2 ? 1 : 0;
        }

        double share = Math.Min((once + 1.0) / (present + 1), Most), spread = share * (1 - share);
        double rows = present * spread / (spread + 2.0 * twice / present);
        return BetaBinomialTail(outside, others, share * rows, (1 - share) * rows);
    }

    private static double Within(ColumnDistribution input, ReadOnlySpan<long> reference, ReadOnlySpan<long> current, long n, long m)
    {
        long[] before = reference.ToArray(), after = current.ToArray();
        if (!input.Categorical && input.MissingBin >= 3)
        {
            Join(before, after, 0, 1);
            Join(before, after, input.MissingBin - 1, input.MissingBin - 2);
        }

        // Which bins are sparse must not hang on what is tested: of categories the rows of both parts together do not, given which the law holds; of
        // numbers the reference alone, whose deciles are the bins.
        double scale = Math.Min(n, m);
        double Expected((long Before, long After) bin) =>
            input.Categorical ? scale * (bin.Before + bin.After) / (n + m) : scale * bin.Before / n;
        var kept = new List<(long Before, long After)>();
        (long Before, long After) rest = default;
        for (int bin = 0; bin < before.Length; bin++)
        {
            var one = (Before: before[bin], After: after[bin]);
            if (Expected(one) >= SparseBin && bin != input.UnseenBin) kept.Add(one);
            else rest = (rest.Before + one.Before, rest.After + one.After);
        }

        kept.Sort((a, b) => Expected(a).CompareTo(Expected(b)));
        if (Expected(rest) >= SparseBin || kept.Count == 0) kept.Add(rest);
        else kept[0] = (kept[0].Before + rest.Before, kept[0].After + rest.After);
        if (kept.Count < 2) return 1;
        long[] table = [.. kept.Select(bin => bin.Before), .. kept.Select(bin => bin.After)];
        return ContingencyTests.ChiSquared(table, kept.Count, yates: kept.Count == 2).P;
    }

    private static int[] Outside(ColumnDistribution input) => input.Categorical ? [input.UnseenBin]
        : input.MissingBin >= 2 ? [0, input.MissingBin - 1] : [];

    private static void Join(long[] before, long[] after, int from, int to)
    {
        (before[to], before[from]) = (before[to] + before[from], 0);
        (after[to], after[from]) = (after[to] + after[from], 0);
    }

    private static long Total(ReadOnlySpan<long> counts)
    {
        long total = 0;
        foreach (long count in counts) total += count;
        return total;
    }

    private static double LogChoose(long m, long k) =>
        SpecialFunctions.GammaLn(m + 1) - SpecialFunctions.GammaLn(k + 1) - SpecialFunctions.GammaLn(m - k + 1);
}
