using MathNet.Numerics;

namespace Kolosal.Fairness;

/// <summary>Demographic parity between groups: who is selected how often.</summary>
public static class Disparity
{
    private const double Normal95 = 1.959963984540054;

    /// <summary>Compares the selection rates of groups.</summary>
    /// <remarks>
    /// Disparate impact is the smallest rate over the largest (29 CFR 1607.4 D, the four-fifths rule). The same rule asks for statistical
    /// significance where numbers are small, so a verdict needs both.
    /// </remarks>
    /// <param name="rows">Rows per group.</param>
    /// <param name="selected">Selected rows per group.</param>
    /// <param name="minimumRows">Groups below are left out.</param>
    /// <returns>Null with fewer than two groups of that size, or when none of them has a selected row: then there is no ratio.</returns>
    /// <exception cref="ArgumentException">The spans differ in length, or more are selected than there are rows.</exception>
    public static DisparityFinding? Measure(ReadOnlySpan<long> rows, ReadOnlySpan<long> selected, long minimumRows)
    {
        if (rows.Length != selected.Length) throw new ArgumentException($"Need the same groups, got {rows.Length} and {selected.Length}.");
        int low = -1, high = -1, groups = 0;
        for (int g = 0; g < rows.Length; g++)
        {
            if (selected[g] > rows[g]) throw new ArgumentException($"Group {g} has {selected[g]} selected of {rows[g]} rows.");
            if (rows[g] < minimumRows || rows[g] == 0) continue;
            groups++;
            if (low < 0 || Rate(rows, selected, g) < Rate(rows, selected, low)) low = g;
            if (high < 0 || Rate(rows, selected, g) > Rate(rows, selected, high)) high = g;
        }
        if (groups < 2 || selected[high] == 0) return null;

        double lowest = Rate(rows, selected, low), highest = Rate(rows, selected, high);
        var (from, to) = RatioInterval(rows[low], selected[low], rows[high], selected[high]);
        int pairs = groups * (groups - 1) / 2;
        double p = low == high ? 1 : Math.Min(1, pairs * TwoProportions(rows[low], selected[low], rows[high], selected[high]));
        return new(lowest / highest, from, to, highest - lowest, p);
    }

    /// <summary>Two-sided p-value of equal proportions by the pooled z statistic.</summary>
    public static double TwoProportions(long n, long x, long m, long y)
    {
        double pooled = (x + y) / (double)(n + m), variance = pooled * (1 - pooled) * (1.0 / n + 1.0 / m);
        if (variance == 0) return 1;
        double z = (x / (double)n - y / (double)m) / Math.Sqrt(variance);
        return SpecialFunctions.Erfc(Math.Abs(z) / Math.Sqrt(2));
    }

    /// <summary>95 % interval of (x/n) / (y/m) on the log scale (Katz, Baptista, Azen,
    /// Pike 1978, Biometrics 34); half a row is added where x is 0.</summary>
    private static (double Low, double High) RatioInterval(long n, long x, long m, long y)
    {
        double a = x == 0 ? 0.5 : x, ratio = a / n / (y / (double)m);
        double spread = Normal95 * Math.Sqrt(Math.Max(0, 1 / a - 1.0 / n + 1.0 / y - 1.0 / m));
        return (x == 0 ? 0 : ratio * Math.Exp(-spread), ratio * Math.Exp(spread));
    }

    private static double Rate(ReadOnlySpan<long> rows, ReadOnlySpan<long> selected, int group) => selected[group] / (double)rows[group];
}

/// <summary>How far apart the groups are.</summary>
/// <param name="Impact">Disparate impact, 0 to 1.</param>
/// <param name="ImpactLow">Lower end of its 95 % interval.</param>
/// <param name="ImpactHigh">Upper end.</param>
/// <param name="Difference">Largest rate − smallest.</param>
/// <param name="PValue">Of the extreme pair, times the number of pairs (Bonferroni).</param>
public sealed record DisparityFinding(double Impact, double ImpactLow, double ImpactHigh, double Difference, double PValue);
