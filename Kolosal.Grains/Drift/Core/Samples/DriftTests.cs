using Kolosal.Statistics;
using Kolosal.Tabular;

namespace Kolosal.Drift;

/// <summary>Every test of two samples of one column. To add one: its line here; requests, monitors and the conformance test find it.</summary>
public static class DriftTests
{
    private const int Many = 1_000_000, Dealt = 2_000, Exact = 5_000, JointBins = 20, Pairwise = 250;

    /// <summary>The tests.</summary>
    public static ImmutableArray<DriftTest> All { get; } =
    [
        new("ks", "largest gap of the distribution functions, 0 to 1", true, false, 5, Many, (s, _, _) =>
        {
            double d = KolmogorovSmirnov.Distance(s.Reference, s.Current);
            return new(d, KolmogorovSmirnov.PValue(d, s.Reference.Length, s.Current.Length));
        }),
        new("ks_exact", "largest gap of the distribution functions, 0 to 1; exact law", true, false, 5, Exact, (s, _, _) =>
        {
            double d = KolmogorovSmirnov.Distance(s.Reference, s.Current);
            return new(d, KolmogorovSmirnov.ExactPValue(d, s.Reference.Length, s.Current.Length));
        }),
        new("psi", "population stability index over the first sample's deciles, nats", true, true, 10, Many, Psi),
        new("jensen_shannon", "divergence in bits over 20 equal bins, or the texts, 0 to 1", true, true, 10, Dealt,
            (s, _, seed) => Shares(s, seed, ShareDistances.JensenShannon)),
        new("hellinger", "distance over 20 equal bins, or the texts, 0 to 1", true, true, 10, Dealt,
            (s, _, seed) => Shares(s, seed, ShareDistances.Hellinger)),
        new("wasserstein", "work that moves one sample onto the other, in the values' unit", true, false, 5, Dealt,
            (s, _, seed) => SortedTest.Of(s, seed, (gap, width) => Math.Abs(gap) * width, sum => sum)),
        new("energy", "energy distance, in the root of the values' unit", true, false, 5, Dealt,
            (s, _, seed) => SortedTest.Of(s, seed, (gap, width) => gap * gap * width, sum => Math.Sqrt(2 * sum))),
        new("chi_squared", "Pearson's statistic of equal shares over the first sample's deciles, or the texts", true, true, 10, Many, ChiSquared),
        new("cramer_von_mises", "T of midranks", true, false, 5, Many, (s, _, _) =>
        {
            var test = CramerVonMises.Test(s.Reference, s.Current);
            return new(test.Statistic, test.P);
        }),
        new("anderson_darling", "standardised A² of midranks", true, false, 5, Dealt, AndersonDarlingTest),
        new("mmd", "squared maximum mean discrepancy, Gaussian kernel of the median distance", true, true, 10, Pairwise, KernelTest.Of),
        new("classifier", "area under the curve of trees that tell the samples apart, out of fold, 0 to 1", true, true, 50, Dealt,
            (s, _, seed) => SampleClassifier.OfColumn(s, seed)),
    ];

    /// <summary>Their names, comma by comma.</summary>
    public static string Names => string.Join(", ", All.Select(test => test.Name));

    /// <returns>Null when there is none of the name.</returns>
    public static DriftTest? Find(string name) => All.FirstOrDefault(test => test.Name == name);

    private static DriftTestResult Psi(SamplePair s, double falseAlarm, ulong seed)
    {
        var (reference, current) = Binned(s);
        return new(PopulationStability.Index(reference, current), PopulationStability.PValue(reference, current),
            PopulationStability.Threshold(reference, current, falseAlarm));
    }

    private static DriftTestResult ChiSquared(SamplePair s, double falseAlarm, ulong seed)
    {
        var (reference, current) = Binned(s);
        var (before, now) = PopulationStability.Pooled(reference, current);
        if (before.Length < 2) return new(0, 1);
        var test = ContingencyTests.ChiSquared([.. before, .. now], before.Length, yates: false);
        return new(test.Statistic, test.P);
    }

    /// <summary>Beyond the ends of its table, where the p-value is only a bound, the deals say more.</summary>
    private static DriftTestResult AndersonDarlingTest(SamplePair s, double falseAlarm, ulong seed)
    {
        const double TableEnd = 0.001;
        const int Fewer = 500;
        var test = AndersonDarling.Test([s.Reference, s.Current]);
        if (test.P > TableEnd) return new(test.Statistic, test.P);
        var cut = s.Cut(Fewer, seed);
        var dealt = Deal(cut, seed, (x, y) => AndersonDarling.Test([x, y]).Statistic);
        return new(test.Statistic, Math.Min(TableEnd, dealt.PValue));
    }

    private static DriftTestResult Deal(SamplePair s, ulong seed, Func<double[], double[], double> statistic)
    {
        double[] all = [.. s.Reference, .. s.Current], x = new double[s.Reference.Length], y = new double[s.Current.Length];
        var result = PermutationTest.Of(seed, labels =>
        {
            int i = 0, j = 0;
            for (int at = 0; at < all.Length; at++)
                if (labels[at]) x[i++] = all[at];
                else y[j++] = all[at];
            return statistic(x, y);
        }, [.. Enumerable.Range(0, all.Length).Select(at => at < x.Length)]);
        return new(result.Statistic, result.P);
    }

    private static DriftTestResult Shares(SamplePair s, ulong seed, Func<ReadOnlySpan<double>, ReadOnlySpan<double>, double> distance)
    {
        int bins;
        int[] codes;
        double[] all = [.. s.Reference, .. s.Current];
        if (s.Ordered)
        {
            double low = all.Min(), half = all.Max() / 2 - low / 2;
            bins = JointBins;
            codes = Array.ConvertAll(all, v => half > 0 ? Math.Clamp((int)((v / 2 - low / 2) / half * bins), 0, bins - 1) : 0);
        }
        else
        {
            bins = (int)all.Max() + 1;
            codes = Array.ConvertAll(all, v => (int)v);
        }

        double[] p = new double[bins], q = new double[bins];
        int n = s.Reference.Length, m = s.Current.Length;
        var result = PermutationTest.Of(seed, labels =>
        {
            Array.Clear(p);
            Array.Clear(q);
            for (int at = 0; at < codes.Length; at++)
                if (labels[at]) q[codes[at]] += 1.0 / n;
                else p[codes[at]] += 1.0 / m;
            return distance(p, q);
        }, [.. Enumerable.Range(0, all.Length).Select(at => at < n)]);
        return new(result.Statistic, result.P);
    }

    private static (long[] Reference, long[] Current) Binned(SamplePair s)
    {
        var column = s.Ordered ? ColumnDistribution.OfNumbers("", s.Reference)
            : ColumnDistribution.OfCodes(
                "", Texts((int)Math.Max(s.Reference.Max(), s.Current.Max()) + 1), Array.ConvertAll(s.Reference, v => (int)v));
        var counts = new long[column.Bins];
        foreach (double value in s.Current) counts[column.BinOf(value)]++;
        return (column.ByBin(), counts);
    }

    private static ImmutableArray<string> Texts(int count) => [.. Enumerable.Range(0, count).Select(code => $"{code}")];
}
