using Kolosal.Numerics;

namespace Kolosal.Statistics;

/// <summary>How a p-value of ranks is found.</summary>
public enum RankLaw
{
    /// <summary>Exact for small samples without ties, else normal.</summary>
    Automatic,

    /// <summary>By counting every order; ties are taken as if there were none.</summary>
    Exact,

    /// <summary>The normal limit with the tie correction.</summary>
    Normal,
}

/// <summary>Whether samples lie higher or lower, by ranks alone; two-sided.</summary>
public static class RankTests
{
    // scipy's: exact laws up to 8 rows in a sample without ties, and up to 50 pairs.
    private const int FewInOne = 8, FewPairs = 50;

    /// <summary>
    /// Mann and Whitney's U of the first sample (Annals of Mathematical Statistics 18, 1947). Automatic: exact when one sample has
    /// at most 8 values and none are tied; the normal law has the continuity correction. The exact law is that of untied values;
    /// where ties leave a half in U it counts from the whole number nearer the middle, so that p is rather too large (as SciPy).
    /// </summary>
    public static TestResult MannWhitney(ReadOnlySpan<double> x, ReadOnlySpan<double> y, RankLaw law = RankLaw.Automatic)
    {
        Sample.Need(1, x.Length, y.Length);
        double n = x.Length, m = y.Length, total = n + m;
        double[] ranks = Ranks.Of([.. x, .. y], out double ties);
        double u = FixedSum.Of(ranks.AsSpan(0, x.Length)) - n * (n + 1) / 2, greater = Math.Max(u, n * m - u);
        if (law == RankLaw.Exact || (law == RankLaw.Automatic && ties == 0 && Math.Min(n, m) <= FewInOne))
            return new(u, Math.Min(1, 2 * MannWhitneyTail((int)Math.Floor(greater), x.Length, y.Length)));
        double spread = Math.Sqrt(n * m / 12 * (total + 1 - ties / (total * (total - 1))));
        return new(u, spread > 0 ? Math.Min(1, 2 * Tails.Normal((greater - n * m / 2 - 0.5) / spread)) : 1);
    }

    /// <summary>
    /// Wilcoxon's signed ranks of pairs (Biometrics Bulletin 1, 1945): the smaller of the rank sums of rises and falls; equal pairs
    /// are left out. Automatic: exact up to 50 pairs without ties or equal pairs; the normal law has no continuity correction.
    /// </summary>
    public static TestResult Wilcoxon(ReadOnlySpan<double> x, ReadOnlySpan<double> y, RankLaw law = RankLaw.Automatic)
    {
        Sample.Paired(x.Length, y.Length);
        var differences = new List<double>();
        for (int i = 0; i < x.Length; i++) if (x[i] != y[i]) differences.Add(x[i] - y[i]);
        int n = differences.Count;
        if (n == 0) return new(0, 1);
        double[] ranks = Ranks.Of([.. differences.Select(Math.Abs)], out double ties);
        double rises = 0;
        for (int i = 0; i < n; i++) if (differences[i] > 0) rises += ranks[i];
        double all = n * (n + 1.0) / 2, least = Math.Min(rises, all - rises);
        if (law == RankLaw.Exact || (law == RankLaw.Automatic && n <= FewPairs && ties == 0 && n == x.Length))
            return new(least, Math.Min(1, 2 * SignedRankTail((int)Math.Floor(least), n)));
        double spread = Math.Sqrt((n * (n + 1.0) * (2 * n + 1) - ties / 2) / 24);
        return new(least, Tails.NormalTwoSided((least - all / 2) / spread));
    }

    /// <summary>Kruskal and Wallis's H of two or more samples with the tie correction, p by χ² (JASA 47, 1952).</summary>
    public static TestResult Kruskal(params ReadOnlySpan<double[]> samples)
    {
        if (samples.Length < 2) throw new ArgumentException($"Need at least two samples, got {samples.Length}.");
        double[] ranks = Ranks.Of([.. samples.ToArray().SelectMany(s => s)], out double ties);
        double n = ranks.Length, sum = 0;
        int from = 0;
        foreach (double[] sample in samples)
        {
            Sample.Need(1, sample.Length);
            double own = FixedSum.Of(ranks.AsSpan(from, sample.Length));
            sum += own * own / sample.Length;
            from += sample.Length;
        }
        double h = (12 / (n * (n + 1)) * sum - 3 * (n + 1)) / (1 - ties / (n * n * n - n));
        return new(h, Tails.ChiSquared(h, samples.Length - 1));
    }

    /// <summary>Friedman's χ² of k methods on n blocks, ranks within each block, with the tie correction (JASA 32, 1937).</summary>
    /// <param name="scores">blocks × methods, row-major.</param>
    /// <param name="methods">At least 3.</param>
    public static TestResult Friedman(ReadOnlySpan<double> scores, int methods)
    {
        double[] means = MeanRanks(scores, methods, out double ties);
        double n = (double)scores.Length / methods, k = methods, sum = 0;
        foreach (double mean in means) sum += n * mean * (n * mean);
        double statistic = (12 / (k * n * (k + 1)) * sum - 3 * n * (k + 1)) / (1 - ties / (k * (k * k - 1) * n));
        return new(statistic, Tails.ChiSquared(statistic, k - 1));
    }

    /// <summary>
    /// Nemenyi's comparison of every two methods after Friedman: |Rᵢ − Rⱼ| / √(k (k + 1)
    /// / 6n) · √2 against the studentised range (Demšar, JMLR 7, 2006, section 3.2.2).
    /// </summary>
    /// <param name="scores">blocks × methods, row-major.</param>
    /// <param name="methods">At least 3.</param>
    /// <returns>methods × methods p-values, row-major, 1 on the diagonal; already corrected for the number of pairs.</returns>
    public static double[] Nemenyi(ReadOnlySpan<double> scores, int methods)
    {
        double[] means = MeanRanks(scores, methods, out _), p = new double[methods * methods];
        double error = Math.Sqrt(methods * (methods + 1.0) / (6.0 * scores.Length / methods));
        for (int i = 0; i < methods; i++)
            for (int j = 0; j < methods; j++)
                p[i * methods + j] = i == j ? 1 : StudentizedRange.Tail(Math.Sqrt(2) * Math.Abs(means[i] - means[j]) / error, methods);
        return p;
    }

    private static double[] MeanRanks(ReadOnlySpan<double> scores, int methods, out double ties)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(methods, 3);
        if (scores.IsEmpty || scores.Length % methods != 0)
            throw new ArgumentException($"{scores.Length} scores do not make blocks of {methods}.", nameof(scores));
        var means = new double[methods];
        ties = 0;
        for (int at = 0; at < scores.Length; at += methods)
        {
            double[] ranks = Ranks.Of(scores.Slice(at, methods), out double own);
            ties += own;
            for (int k = 0; k < methods; k++) means[k] += ranks[k] * methods / scores.Length;
        }
        return means;
    }

    /// <summary>
    /// P(U ≥ u): the shares of orders by U, built up one value at a time; the last value
    /// is of the first sample with chance i / (i + j), and then it beats all j.
    /// </summary>
    private static double MannWhitneyTail(int u, int n, int m)
    {
        var table = new double[m + 1][];
        for (int j = 0; j <= m; j++) table[j] = [1];
        for (int i = 1; i <= n; i++)
        {
            var next = new double[m + 1][];
            next[0] = [1];
            for (int j = 1; j <= m; j++)
            {
                var shares = new double[i * j + 1];
                double won = (double)i / (i + j);
                for (int s = 0; s < shares.Length; s++)
                    shares[s] = (s >= j && s - j < table[j].Length ? won * table[j][s - j] : 0)
                        + (s < next[j - 1].Length ? (1 - won) * next[j - 1][s] : 0);
                next[j] = shares;
            }
            table = next;
        }
        double tail = 0;
        for (int s = table[m].Length - 1; s >= Math.Max(0, u); s--) tail += table[m][s];
        return tail;
    }

    /// <summary>P(W ≤ w) of the sum of a random subset of 1 … n.</summary>
    private static double SignedRankTail(int w, int n)
    {
        double[] shares = new double[n * (n + 1) / 2 + 1];
        shares[0] = 1;
        for (int rank = 1; rank <= n; rank++)
            for (int s = rank * (rank + 1) / 2; s >= 0; s--) shares[s] = (shares[s] + (s >= rank ? shares[s - rank] : 0)) / 2;
        double tail = 0;
        for (int s = 0; s <= w; s++) tail += shares[s];
        return tail;
    }
}
