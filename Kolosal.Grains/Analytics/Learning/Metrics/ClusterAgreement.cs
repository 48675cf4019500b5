using MathNet.Numerics;

namespace Kolosal.Learning.Metrics;

/// <summary>How far two partitions of the same rows agree, whatever the names of their parts.</summary>
public sealed class ClusterAgreement
{
    private readonly long[][] table;
    private readonly long[] first, second;
    private readonly long rows;

    /// <summary>Counts the rows in every pair of parts.</summary>
    /// <param name="truth">The part of each row in the one partition, any numbers; the true classes where there are such.</param>
    /// <param name="found">In the other.</param>
    public ClusterAgreement(ReadOnlySpan<int> truth, ReadOnlySpan<int> found)
    {
        if (truth.Length != found.Length || truth.IsEmpty)
            throw new ArgumentException($"Need at least one row in two partitions, got {truth.Length} and {found.Length}.");
        int[] a = Numbered(truth), b = Numbered(found);
        (first, second, rows) = (new long[a.Max() + 1], new long[b.Max() + 1], truth.Length);
        table = [.. first.Select(_ => new long[second.Length])];
        for (int row = 0; row < a.Length; row++)
        {
            first[a[row]]++;
            second[b[row]]++;
            table[a[row]][b[row]]++;
        }
    }

    /// <summary>The share of pairs of rows that both partitions treat alike (Rand, JASA 66, 1971); 1 for a single row.</summary>
    public double Rand => rows < 2 ? 1 : 1 - (double)(Pairs(first) + Pairs(second) - 2 * Together) / (rows * (rows - 1) / 2);

    /// <summary>The Rand index less what chance gives, 1 for equal partitions, about 0 for
    /// unrelated ones (Hubert and Arabie, Journal of Classification 2, 1985).</summary>
    public double AdjustedRand
    {
        get
        {
            double together = Together, a = Pairs(first), b = Pairs(second);
            if (together == a && together == b) return 1;
            double chance = a * b / (rows * (rows - 1.0) / 2);
            return (together - chance) / ((a + b) / 2 - chance);
        }
    }

    /// <summary>Geometric mean of pairwise precision and recall (Fowlkes and Mallows, JASA 78, 1983); 0 when no pair is together in both.</summary>
    public double FowlkesMallows => Together == 0 ? 0 : Math.Sqrt((double)Together / Pairs(first)) * Math.Sqrt((double)Together / Pairs(second));

    /// <summary>I(truth; found), nats.</summary>
    public double MutualInformation
    {
        get
        {
            double sum = 0;
            for (int i = 0; i < first.Length; i++)
                for (int j = 0; j < second.Length; j++)
                    if (table[i][j] is > 0 and var n) sum += (double)n / rows * Math.Log((double)n * rows / ((double)first[i] * second[j]));
            return Math.Max(0, sum);
        }
    }

    /// <summary>Mutual information over the arithmetic mean of the entropies, 0 … 1; 1 when both partitions have one part.</summary>
    public double NormalizedMutualInformation => Trivial ? 1 : Ratio(MutualInformation, (Entropy(first) + Entropy(second)) / 2);

    /// <summary>
    /// Mutual information less what chance gives, over the mean entropy less the same
    /// (Vinh, Epps and Bailey, JMLR 11, 2010, equation 24a with the arithmetic mean).
    /// </summary>
    public double AdjustedMutualInformation
    {
        get
        {
            if (Trivial) return 1;
            double chance = ExpectedMutualInformation(), most = (Entropy(first) + Entropy(second)) / 2 - chance;
            // Of nothing but single rows or one part only, both differences are 0 up to rounding.
            double floor = Math.Pow(2, -52);
            return (MutualInformation - chance) / (most < 0 ? Math.Min(most, -floor) : Math.Max(most, floor));
        }
    }

    /// <summary>1 − H(truth | found) / H(truth): every part found holds one class only (Rosenberg and Hirschberg, EMNLP 2007).</summary>
    public double Homogeneity => Entropy(first) is > 0 and var h ? MutualInformation / h : 1;

    /// <summary>1 − H(found | truth) / H(found): every class is in one part only.</summary>
    public double Completeness => Entropy(second) is > 0 and var h ? MutualInformation / h : 1;

    /// <summary>The harmonic mean of homogeneity and completeness.</summary>
    public double VMeasure => Ratio(2 * Homogeneity * Completeness, Homogeneity + Completeness);

    private bool Trivial => first.Length == 1 && second.Length == 1;

    private long Together => table.Sum(Pairs);

    private static long Pairs(long[] counts) => counts.Sum(n => n * (n - 1) / 2);

    private double Entropy(long[] counts) => -counts.Sum(n => (double)n / rows * Math.Log((double)n / rows));

    private static double Ratio(double part, double whole) => whole > 0 ? part / whole : 0;

    /// <summary>The mean of the mutual information over all tables with these margins (Vinh, Epps and Bailey 2010, equation 24a).</summary>
    private double ExpectedMutualInformation()
    {
        double n = rows, sum = 0;
        foreach (long a in first)
            foreach (long b in second)
            {
                double margins = Factorial(a) + Factorial(b) + Factorial(rows - a) + Factorial(rows - b) - Factorial(rows);
                for (long both = Math.Max(1, a + b - rows); both <= Math.Min(a, b); both++)
                {
                    double chance = margins - Factorial(both) - Factorial(a - both) - Factorial(b - both) - Factorial(rows - a - b + both);
                    sum += both / n * Math.Log(n * both / ((double)a * b)) * Math.Exp(chance);
                }
            }
        return sum;
    }

    private static double Factorial(long n) => SpecialFunctions.GammaLn(n + 1);

    private static int[] Numbered(ReadOnlySpan<int> names)
    {
        int[] numbers = new int[names.Length];
        var known = new Dictionary<int, int>();
        for (int row = 0; row < names.Length; row++)
            if (!known.TryGetValue(names[row], out numbers[row])) known.Add(names[row], numbers[row] = known.Count);
        return numbers;
    }
}
