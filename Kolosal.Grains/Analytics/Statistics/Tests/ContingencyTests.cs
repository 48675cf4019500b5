using MathNet.Numerics;

namespace Kolosal.Statistics;

/// <summary>Tests of counts.</summary>
public static class ContingencyTests
{
    /// <summary>Tables this much more likely than the one seen, relatively, still count as equally likely: rounding.</summary>
    private const double Rounding = 1e-7;

    /// <summary>Fisher's exact test of a 2 × 2 table, two-sided: the sum over tables no likelier
    /// than the one seen. The statistic is the sample's odds ratio a d / (b c).</summary>
    public static TestResult Fisher(long a, long b, long c, long d)
    {
        NotNegative(a, b, c, d);
        double odds = (double)a * d / ((double)b * c);
        long row = a + b, column = a + c, total = row + c + d;
        if (row == 0 || column == 0 || row == total || column == total) return new(double.NaN, 1);
        double all = LogChoose(total, column), seen = LogChoose(row, a) + LogChoose(total - row, column - a) - all, p = 0;
        for (long k = Math.Max(0, column + row - total); k <= Math.Min(row, column); k++)
        {
            double likely = LogChoose(row, k) + LogChoose(total - row, column - k) - all;
            if (likely <= seen + Rounding) p += Math.Exp(likely);
        }
        return new(odds, Math.Min(1, p));
    }

    /// <summary>Pearson's χ² of independence; with one degree of freedom optionally with
    /// Yates's correction (which never overshoots the expectation).</summary>
    /// <param name="counts">rows × columns, row-major.</param>
    /// <param name="columns">At least 2.</param>
    /// <param name="yates">Whether to correct a 2 × 2 table for continuity.</param>
    /// <returns>NaN when a row or column is empty.</returns>
    public static TestResult ChiSquared(ReadOnlySpan<long> counts, int columns, bool yates = true)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 2);
        if (counts.Length < 2 * columns || counts.Length % columns != 0)
            throw new ArgumentException($"{counts.Length} counts do not make at least two rows of {columns}.", nameof(counts));
        NotNegative(counts);
        int rows = counts.Length / columns;
        double[] across = new double[rows], down = new double[columns];
        for (int i = 0; i < counts.Length; i++)
        {
            across[i / columns] += counts[i];
            down[i % columns] += counts[i];
        }
        double total = across.Sum(), sum = 0, degrees = (rows - 1.0) * (columns - 1);
        for (int i = 0; i < counts.Length; i++)
        {
            double expected = across[i / columns] * down[i % columns] / total, off = Math.Abs(counts[i] - expected);
            if (expected == 0 || double.IsNaN(expected)) return new(double.NaN, double.NaN);
            if (yates && degrees == 1) off -= Math.Min(0.5, off);
            sum += off * off / expected;
        }
        return new(sum, Tails.ChiSquared(sum, degrees));
    }

    /// <summary>McNemar's exact test of paired yes and no (Psychometrika 12, 1947): a fair coin over the pairs that differ.</summary>
    /// <param name="firstOnly">Pairs where only the first was right.</param>
    /// <param name="secondOnly">Pairs where only the second was.</param>
    /// <returns>The statistic is the smaller count.</returns>
    public static TestResult McNemarExact(long firstOnly, long secondOnly)
    {
        NotNegative(firstOnly, secondOnly);
        long n = firstOnly + secondOnly, least = Math.Min(firstOnly, secondOnly);
        double p = 0;
        for (long k = 0; k <= least; k++) p += Math.Exp(LogChoose(n, k) - n * Math.Log(2));
        return new(least, Math.Min(1, 2 * p));
    }

    /// <summary>McNemar's χ² with Edwards's continuity correction, max(0, |b − c| − 1)² / (b + c);
    /// 0 when no pair differs. R follows this for b = c, statsmodels answers 1 / (b + c).</summary>
    public static TestResult McNemar(long firstOnly, long secondOnly)
    {
        NotNegative(firstOnly, secondOnly);
        double off = Math.Max(0, Math.Abs(firstOnly - secondOnly) - 1),
            statistic = firstOnly + secondOnly == 0 ? 0 : off * off / (firstOnly + secondOnly);
        return new(statistic, Tails.ChiSquared(statistic, 1));
    }

    private static double LogChoose(long n, long k) =>
        SpecialFunctions.GammaLn(n + 1) - SpecialFunctions.GammaLn(k + 1) - SpecialFunctions.GammaLn(n - k + 1);

    private static void NotNegative(params ReadOnlySpan<long> counts)
    {
        foreach (long count in counts) if (count < 0) throw new ArgumentException($"Counts are not negative, got {count}.");
    }
}
