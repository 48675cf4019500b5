namespace Kolosal.Statistics;

/// <summary>Shannon entropy.</summary>
public static class Entropy
{
    /// <summary>H = −Σ p log₂ p over counts; 0 for none or one value.</summary>
    public static double Bits(IEnumerable<long> counts)
    {
        // H = log₂ n − (Σ c log₂ c) / n needs one pass and no shares.
        double total = 0, weighted = 0;
        foreach (long count in counts)
        {
            if (count == 0) continue;
            total += count;
            weighted += count * Math.Log2(count);
        }

        return total == 0 ? 0 : Math.Max(0, Math.Log2(total) - weighted / total);
    }
}
