using Kolosal.Statistics;
using Kolosal.Testing;

namespace Kolosal.Drift;

public class SampleTestsTests
{
    public static TheoryData<string> Names => [.. DriftTests.All.Select(test => test.Name)];

    /// <summary>A tenth is promised; 40 draws bring more than 11 with a chance of 0.2 %.</summary>
    [Theory, MemberData(nameof(Names))]
    public void Samples_of_one_law_are_told_apart_no_oftener_than_promised_and_others_are(string name)
    {
        var test = DriftTests.Find(name)!;
        int alarms = 0, found = 0;
        for (ulong seed = 0; seed < 40; seed++)
        {
            var (same, moved) = Draw(seed, test.Numbers, 150, 120);
            if (test.On(same, 0.1, seed)!.Value.PValue <= 0.1) alarms++;
            if (seed < 10 && test.On(moved, 0.1, seed)!.Value.PValue <= 0.05) found++;
        }

        Assert.InRange(alarms, 0, 11);
        Assert.InRange(found, 8, 10);
    }

    [Theory, MemberData(nameof(Names))]
    public void What_a_test_is_not_for_it_does_not_judge(string name)
    {
        var test = DriftTests.Find(name)!;
        double[] many = [.. Enumerable.Range(0, 200).Select(i => (double)(i % 7))];
        Assert.Null(test.On(new(many, many[..(test.LeastValues - 1)], true), 0.05, 1));
        Assert.Null(test.On(new([.. many.Select(_ => 3.0)], [.. many.Select(_ => 3.0)], true), 0.05, 1)); // all equal
        Assert.Null(test.On(new(many, [], true), 0.05, 1));
        if (!test.Texts) Assert.Null(test.On(new(many, many, false), 0.05, 1));
    }

    [Fact]
    public void The_threshold_of_the_index_is_where_its_p_value_is_the_rate()
    {
        var (same, _) = Draw(3, numbers: true, 5_000, 4_000);
        var result = DriftTests.Find("psi")!.On(same, 0.05, 1)!.Value;
        Assert.Equal(result.Statistic > result.Threshold, result.PValue < 0.05);

        // χ² of 9 degrees at 0.95 is 16.919 (any table), over ten deciles of 5,000 and 4,000 rows.
        Assert.Equal(16.919 * (1 / 5_000.0 + 1 / 4_000.0), result.Threshold!.Value, 0.0012); // bins of the ends may add a degree
    }

    [Fact]
    public void Rare_results_of_deals_go_on_beyond_the_number_of_deals()
    {
        var (_, moved) = Draw(5, numbers: true, 500, 500, shift: 2);
        Assert.InRange(DriftTests.Find("wasserstein")!.On(moved, 0.05, 1)!.Value.PValue, 0, 1e-6);
        Assert.InRange(DriftTests.Find("anderson_darling")!.On(moved, 0.05, 1)!.Value.PValue, 0, 1e-6);
    }

    [OracleFact]
    public void Statistics_agree_with_scipy()
    {
        foreach (var c in Oracle.Cases("drift_batch.json", "two_sample_drift"))
        {
            var pair = SamplePair.OfNumbers(
                OracleCase.Numbers(c.Inputs.GetProperty("reference")), OracleCase.Numbers(c.Inputs.GetProperty("current")));
            if (!pair.IsComparable) continue;
            foreach (var (name, member) in new[]
            {
                ("ks", "ks_statistic"), ("wasserstein", "wasserstein"), ("energy", "energy_distance"), ("hellinger", "hellinger"),
                ("jensen_shannon", "js_divergence_base2"), ("cramer_von_mises", "cramer_von_mises"),
            })
                if (DriftTests.Find(name)!.On(pair, 0.05, 1) is { } result && c.Expected.TryGetProperty(member, out var expected))
                    c.Near(expected, result.Statistic, member);
            if (pair.Reference.Length <= 10_000 && c.Expected.TryGetProperty("ks_pvalue_exact_or_auto", out var exact)
                && DriftTests.Find("ks_exact")!.On(pair, 0.05, 1) is { } ks) c.Near(exact, ks.PValue, "ks_pvalue_exact_or_auto");
            if (c.Expected.TryGetProperty("cramer_von_mises_p", out var p) && DriftTests.Find("cramer_von_mises")!.On(pair, 0.05, 1) is { } cvm)
                Assert.Equal(OracleCase.Number(p), cvm.PValue, 1e-7); // SciPy breaks its series off at terms of 1e-7
        }
    }

    [Fact]
    public void Joint_tests_find_what_no_column_shows()
    {
        var random = new SeededRandom(6);
        double[][] Sample(int rows, double sign)
        {
            double[] x = new double[rows], y = new double[rows], z = new double[rows];
            for (int i = 0; i < rows; i++)
            {
                (x[i], z[i]) = (random.NextNormal(), random.NextNormal());
                y[i] = sign * 0.9 * x[i] + Math.Sqrt(1 - 0.81) * random.NextNormal();
            }

            return [x, y, z];
        }

        double[][] before = Sample(1_000, 1), same = Sample(800, 1), against = Sample(800, -1);
        SampleColumn[] Columns(double[][] now) => [.. new[] { "x", "y", "z" }.Select((name, i) => new SampleColumn(name, before[i], now[i]))];
        var calm = JointTests.Run(Columns(same), JointTests.Names, 0.01, 1, CancellationToken.None);
        var moved = JointTests.Run(Columns(against), JointTests.Names, 0.01, 1, CancellationToken.None);
        Assert.Equal(JointTests.Names.Order(), calm.Select(test => test.Test).Order());
        Assert.All(calm, test => Assert.False(test.Drifted, test.Test));
        Assert.All(moved, test => Assert.True(test.Drifted, test.Test));
        Assert.InRange(moved.Single(test => test.Test == JointTests.DomainClassifier).Statistic, 0.75, 1);
        Assert.Contains("x × y", moved.Single(test => test.Test == JointTests.Correlation).Note, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => JointTests.Run(
            [new("x", before[0], same[0]), new("y", before[1], same[1][..700])], JointTests.Names, 0.01, 1, CancellationToken.None));
    }

    private static (SamplePair Same, SamplePair Moved) Draw(ulong seed, bool numbers, int n, int m, double shift = 1)
    {
        var random = new SeededRandom(seed + 1_000);
        double[] Values(int count, double by)
        {
            var values = new double[count];
            for (int i = 0; i < count; i++) values[i] = numbers ? random.NextNormal() + by : random.NextDouble() < 0.5 + by / 4 ? 0 : random.Next(3);
            return values;
        }

        double[] reference = Values(n, 0);
        return (new(reference, Values(m, 0), numbers), new(reference, Values(m, shift), numbers));
    }
}
