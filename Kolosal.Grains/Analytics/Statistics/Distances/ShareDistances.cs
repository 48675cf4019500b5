namespace Kolosal.Statistics;

/// <summary>How far two distributions over the same bins or categories lie apart.</summary>
public static class ShareDistances
{
    /// <summary>½ Σ |pᵢ − qᵢ|: the largest difference in probability of any set of bins. 0 to 1.</summary>
    public static double TotalVariation(ReadOnlySpan<double> p, ReadOnlySpan<double> q)
    {
        Check(p, q);
        double sum = 0;
        for (int i = 0; i < p.Length; i++) sum += Math.Abs(p[i] - q[i]);
        return sum / 2;
    }

    /// <summary>The largest |pᵢ − qᵢ|. 0 to 1.</summary>
    public static double Largest(ReadOnlySpan<double> p, ReadOnlySpan<double> q)
    {
        Check(p, q);
        double largest = 0;
        for (int i = 0; i < p.Length; i++) largest = Math.Max(largest, Math.Abs(p[i] - q[i]));
        return largest;
    }

    /// <summary>√(½ Σ (√pᵢ − √qᵢ)²) (Hellinger 1909). 0 to 1.</summary>
    public static double Hellinger(ReadOnlySpan<double> p, ReadOnlySpan<double> q)
    {
        Check(p, q);
        double sum = 0;
        for (int i = 0; i < p.Length; i++) sum += (Math.Sqrt(p[i]) - Math.Sqrt(q[i])) * (Math.Sqrt(p[i]) - Math.Sqrt(q[i]));
        return Math.Sqrt(sum / 2);
    }

    /// <summary>½ KL(p ‖ m) + ½ KL(q ‖ m), m = (p + q) / 2, in bits (Lin, IEEE Transactions on Information Theory 37, 1991). 0 to 1; its root
    /// is a metric.</summary>
    public static double JensenShannon(ReadOnlySpan<double> p, ReadOnlySpan<double> q)
    {
        Check(p, q);
        double sum = 0;
        for (int i = 0; i < p.Length; i++)
        {
            double middle = (p[i] + q[i]) / 2;
            if (p[i] > 0) sum += p[i] * Math.Log2(p[i] / middle);
            if (q[i] > 0) sum += q[i] * Math.Log2(q[i] / middle);
        }
        return Math.Max(0, sum / 2);
    }

    /// <summary>Σ pᵢ ln(pᵢ / qᵢ) in nats, shares floored and brought back to a sum of 1 so that an empty bin leaves it finite (Kullback and
    /// Leibler 1951).</summary>
    /// <param name="p">Shares now.</param>
    /// <param name="q">Shares to compare with.</param>
    /// <param name="floor">Smallest share counted, above 0.</param>
    public static double KullbackLeibler(ReadOnlySpan<double> p, ReadOnlySpan<double> q, double floor)
    {
        Check(p, q);
        double totalP = 0, totalQ = 0, sum = 0;
        for (int i = 0; i < p.Length; i++) (totalP, totalQ) = (totalP + Math.Max(p[i], floor), totalQ + Math.Max(q[i], floor));
        for (int i = 0; i < p.Length; i++)
        {
            double a = Math.Max(p[i], floor) / totalP, b = Math.Max(q[i], floor) / totalQ;
            sum += a * Math.Log(a / b);
        }
        return Math.Max(0, sum);
    }

    /// <summary>The share of each bin; nothing but zeros for no rows.</summary>
    public static double[] Shares(ReadOnlySpan<long> counts)
    {
        double total = 0;
        foreach (long count in counts) total += count;
        var shares = new double[counts.Length];
        for (int i = 0; i < shares.Length; i++) shares[i] = total > 0 ? counts[i] / total : 0;
        return shares;
    }

    private static void Check(ReadOnlySpan<double> p, ReadOnlySpan<double> q)
    {
        if (p.Length != q.Length) throw new ArgumentException($"Need the same bins, got {p.Length} and {q.Length}.");
    }
}
