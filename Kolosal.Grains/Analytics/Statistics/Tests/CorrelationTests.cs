namespace Kolosal.Statistics;

/// <summary>Whether pairs go together; the statistic is the coefficient, −1 … 1, p is two-sided. NaN when one side is constant.</summary>
public static class CorrelationTests
{
    // scipy's: exact up to 33 rows, or where few pairs disagree.
    private const int FewForKendall = 33;

    /// <summary>Pearson's r, p by Student's law with n − 2 degrees: exact for normal pairs.</summary>
    public static TestResult Pearson(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        Sample.Paired(x.Length, y.Length);
        Sample.Need(3, x.Length);
        return Judge(Association.Pearson(x, y) ?? double.NaN, x.Length);
    }

    /// <summary>Spearman's ρ: Pearson's r of the ranks, p by Student's law.</summary>
    public static TestResult Spearman(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        Sample.Paired(x.Length, y.Length);
        Sample.Need(3, x.Length);
        return Judge(Association.Spearman(x, y) ?? double.NaN, x.Length);
    }

    /// <summary>
    /// Kendall's τ_b (Biometrika 33, 1945): concordant less discordant pairs over the geometric mean of the pairs
    /// untied on either side. p exact up to 33 pairs without ties, else by the normal limit with the tie correction.
    /// </summary>
    public static TestResult Kendall(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        Sample.Paired(x.Length, y.Length);
        Sample.Need(2, x.Length);
        long n = x.Length, balance = 0, discordant = 0, tiedX = 0, tiedY = 0, pairs = n * (n - 1) / 2;
        for (int i = 0; i < n; i++)
            for (int j = 0; j < i; j++)
            {
                int a = x[i].CompareTo(x[j]), b = y[i].CompareTo(y[j]);
                if (a == 0) tiedX++;
                if (b == 0) tiedY++;
                balance += Math.Sign(a) * Math.Sign(b);
                if (a * b < 0) discordant++;
            }
        if (tiedX == pairs || tiedY == pairs) return new(double.NaN, double.NaN);
        double tau = balance / Math.Sqrt(pairs - tiedX) / Math.Sqrt(pairs - tiedY);
        if (tiedX == 0 && tiedY == 0 && (n <= FewForKendall || Math.Min(discordant, pairs - discordant) <= 1))
            return new(tau, Math.Min(1, 2 * InversionTail(Math.Min(discordant, pairs - discordant), (int)n)));
        var (x1, x2, x3) = TieSums(x);
        var (y1, y2, y3) = TieSums(y);
        double m = n * (n - 1.0), variance = (m * (2 * n + 5) - x3 - y3) / 18 + 2.0 * x1 * y1 / m + x2 * y2 / (9 * m * (n - 2));
        return new(tau, Tails.NormalTwoSided(balance / Math.Sqrt(variance)));
    }

    private static TestResult Judge(double r, int n)
    {
        double degrees = n - 2, t = r * Math.Sqrt(degrees / ((1 - r) * (1 + r)));
        return new(r, double.IsNaN(r) ? double.NaN : Math.Abs(r) == 1 ? 0 : Tails.StudentTwoSided(t, degrees));
    }

    /// <summary>Over groups of t equal values: Σ t (t − 1) / 2, Σ t (t − 1)(t − 2), Σ t (t − 1)(2t + 5).</summary>
    private static (double Pairs, double Triples, double Weighted) TieSums(ReadOnlySpan<double> values)
    {
        var sizes = values.ToArray().CountBy(v => v).Select(g => (double)g.Value).ToArray();
        return (sizes.Sum(t => t * (t - 1) / 2), sizes.Sum(t => t * (t - 1) * (t - 2)), sizes.Sum(t => t * (t - 1) * (2 * t + 5)));
    }

    /// <summary>The share of permutations of n with at most so many inversions: the i-th value adds 0 … i − 1, each as likely.</summary>
    private static double InversionTail(long most, int n)
    {
        double[] shares = new double[most + 1];
        shares[0] = 1;
        for (int i = 2; i <= n; i++)
        {
            var next = new double[shares.Length];
            double window = 0;
            for (int s = 0; s < next.Length; s++)
            {
                window += shares[s] - (s >= i ? shares[s - i] : 0);
                next[s] = window / i;
            }
            shares = next;
        }
        return shares.Sum();
    }
}
