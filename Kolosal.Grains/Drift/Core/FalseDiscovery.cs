namespace Kolosal.Drift;

/// <summary>Keeps many simultaneous tests honest.</summary>
public static class FalseDiscovery
{
    /// <summary>The step-up procedure of Benjamini and Hochberg (1995, J. R. Stat. Soc. B 57): with k the largest rank with p₍ₖ₎ ≤ k q / n, the k smallest are discoveries.</summary>
    /// <remarks>Where no test has anything to find, the chance of any discovery is at most q: so q is also the false-alarm rate of a window.</remarks>
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
}
