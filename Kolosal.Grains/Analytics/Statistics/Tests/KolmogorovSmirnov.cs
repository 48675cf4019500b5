namespace Kolosal.Statistics;

/// <summary>The two-sample Kolmogorov-Smirnov test: D = sup |F(x) − G(x)|.</summary>
public static class KolmogorovSmirnov
{
    /// <summary>D over counts in ordered bins: looked at only at the edges, so never above the exact distance.</summary>
    /// <param name="reference">Rows per bin, in order of the values.</param>
    /// <param name="current">The same bins.</param>
    /// <returns>0 to 1; 0 when a sample is empty.</returns>
    public static double Distance(ReadOnlySpan<long> reference, ReadOnlySpan<long> current)
    {
        if (reference.Length != current.Length) throw new ArgumentException($"Need the same bins, got {reference.Length} and {current.Length}.");
        double n = 0, m = 0, below = 0, belowNow = 0, distance = 0;
        for (int bin = 0; bin < reference.Length; bin++) (n, m) = (n + reference[bin], m + current[bin]);
        if (n == 0 || m == 0) return 0;
        for (int bin = 0; bin < reference.Length; bin++)
        {
            (below, belowNow) = (below + reference[bin], belowNow + current[bin]);
            distance = Math.Max(distance, Math.Abs(below / n - belowNow / m));
        }
        return distance;
    }

    /// <summary>D of two samples of values, ties handled exactly.</summary>
    /// <param name="reference">Any order; no NaN.</param>
    /// <param name="current">Any order; no NaN.</param>
    /// <exception cref="ArgumentException">A sample is empty.</exception>
    public static double Distance(ReadOnlySpan<double> reference, ReadOnlySpan<double> current)
    {
        if (reference.IsEmpty || current.IsEmpty)
            throw new ArgumentException($"Need two samples, got {reference.Length} and {current.Length} values.");
        double[] x = reference.ToArray(), y = current.ToArray();
        Array.Sort(x);
        Array.Sort(y);
        int i = 0, j = 0;
        double distance = 0;
        while (i < x.Length && j < y.Length)
        {
            double value = Math.Min(x[i], y[j]);
            while (i < x.Length && x[i] == value) i++;
            while (j < y.Length && y[j] == value) j++;
            distance = Math.Max(distance, Math.Abs((double)i / x.Length - (double)j / y.Length));
        }
        return distance;
    }

    /// <summary>Probability of a distance at least as large without drift, by the limit law
    /// with the small-sample correction of Stephens (1970, J. R. Stat. Soc. B 32).</summary>
    /// <param name="distance">D, 0 to 1.</param>
    /// <param name="n">Rows of one sample.</param>
    /// <param name="m">Rows of the other.</param>
    /// <returns>0 to 1. Conservative (too large) for tied or binned values.</returns>
    public static double PValue(double distance, long n, long m)
    {
        if (n <= 0 || m <= 0 || distance <= 0) return 1;
        double effective = n * (double)m / (n + m);
        double root = Math.Sqrt(effective);
        return Tail((root + 0.12 + 0.11 / root) * distance);
    }

    /// <summary>Probability of a distance at least as large when both samples come from one continuous law: the share of orders of the values
    /// that reach it, counted along the lattice of (i, j) drawn so far (Hodges, Arkiv för Matematik 3, 1958). n m operations.</summary>
    /// <param name="distance">D, 0 to 1.</param>
    /// <param name="n">Values of one sample.</param>
    /// <param name="m">Values of the other.</param>
    public static double ExactPValue(double distance, int n, int m)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(m, 1);
        // Distances are multiples of 1 / nm: half a step below the one seen separates those that reach it.
        const double Rounding = 1e-7;
        double reach = (Math.Ceiling(distance * n * m - Rounding) - 0.5) / ((double)n * m);
        var inside = new double[m + 1];
        for (int i = 0; i <= n; i++)
            for (int j = 0; j <= m; j++)
            {
                // The last value drawn was of the first sample with chance i / (i + j).
                double share = i == 0 && j == 0 ? 1 : (i > 0 ? i / (double)(i + j) * inside[j] : 0)
                    + (j > 0 ? j / (double)(i + j) * inside[j - 1] : 0);
                inside[j] = Math.Abs((double)i / n - (double)j / m) > reach ? 0 : share;
            }
        return Math.Clamp(1 - inside[m], 0, 1);
    }

    /// <summary>Q(λ) = 2 Σ (−1)^(k−1) e^(−2k²λ²), the limit law of √(nm/(n+m)) · D (Kolmogorov 1933, Smirnov 1948).</summary>
    public static double Tail(double lambda)
    {
        // The alternating series needs many terms near zero, where the theta-function form converges at once.
        if (lambda < 1)
        {
            if (lambda < 0.1) return 1;
            double sum = 0;
            for (int k = 1; k <= 7; k += 2) sum += Math.Exp(-k * k * Math.PI * Math.PI / (8 * lambda * lambda));
            return Math.Clamp(1 - Math.Sqrt(2 * Math.PI) / lambda * sum, 0, 1);
        }
        double tail = 0;
        for (int k = 1; k <= 20; k++) tail += (k % 2 == 1 ? 2 : -2) * Math.Exp(-2.0 * k * k * lambda * lambda);
        return Math.Clamp(tail, 0, 1);
    }
}
