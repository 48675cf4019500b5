namespace Kolosal.Statistics;

/// <summary>Keeps many simultaneous tests honest.</summary>
public static class MultipleTesting
{
    /// <summary>
    /// The step-up procedure of Benjamini and Hochberg (1995, J. R. Stat. Soc. B 57):
    /// with k the largest rank with p₍ₖ₎ ≤ k q / n, the k smallest are discoveries.
    /// </summary>
    /// <remarks>Where no test has anything to find, the chance of any discovery is at
    /// most q: so q is also the false-alarm rate of a window.</remarks>
    /// <param name="pValues">One per test, 0 to 1.</param>
    /// <param name="rate">q, the share of false ones tolerated among the discoveries.</param>
    /// <returns>Per test whether it is a discovery.</returns>
    public static bool[] Discoveries(ReadOnlySpan<double> pValues, double rate)
    {
        double[] sorted = pValues.ToArray();
        Array.Sort(sorted);
        double cut = -1;
        for (int rank = sorted.Length; rank >= 1 && cut < 0; rank--)
            if (sorted[rank - 1] <= rank * rate / sorted.Length) cut = sorted[rank - 1];

        var discoveries = new bool[pValues.Length];
        for (int i = 0; i < discoveries.Length; i++) discoveries[i] = pValues[i] <= cut;
        return discoveries;
    }

    /// <summary>Benjamini and Hochberg's adjusted p-values: the least q at which each is a discovery.</summary>
    public static double[] BenjaminiHochberg(ReadOnlySpan<double> pValues)
    {
        var (order, adjusted) = Ascending(pValues);
        double least = 1;
        for (int i = order.Length - 1; i >= 0; i--) adjusted[order[i]] = least = Math.Min(least, pValues[order[i]] * order.Length / (i + 1));
        return adjusted;
    }

    /// <summary>Holm's adjusted p-values (Scandinavian Journal of Statistics 6, 1979): below
    /// α, the chance of any false one is at most α, whatever the dependence.</summary>
    public static double[] Holm(ReadOnlySpan<double> pValues)
    {
        var (order, adjusted) = Ascending(pValues);
        double most = 0;
        for (int i = 0; i < order.Length; i++) adjusted[order[i]] = most = Math.Max(most, Math.Min(1, pValues[order[i]] * (order.Length - i)));
        return adjusted;
    }

    /// <summary>Each p-value times their number, at most 1.</summary>
    public static double[] Bonferroni(ReadOnlySpan<double> pValues)
    {
        var adjusted = new double[pValues.Length];
        for (int i = 0; i < adjusted.Length; i++) adjusted[i] = Math.Min(1, pValues[i] * adjusted.Length);
        return adjusted;
    }

    private static (int[] Order, double[] Adjusted) Ascending(ReadOnlySpan<double> pValues)
    {
        double[] sorted = pValues.ToArray();
        int[] order = new int[sorted.Length];
        for (int i = 0; i < order.Length; i++) order[i] = i;
        Array.Sort(sorted, order);
        return (order, new double[order.Length]);
    }
}
