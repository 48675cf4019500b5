using MathNet.Numerics.Distributions;

namespace Kolosal.Statistics;

public class StatisticalTestsTests
{
    private static readonly double[] X = [1, 4, 2, 8, 5, 7], Y = [3, 6, 9, 12, 10], Z = [2, 2, 4, 11];

    [Theory, InlineData("welch"), InlineData("student"), InlineData("mann_whitney"), InlineData("cramer_von_mises"), InlineData("anderson_darling"),
        InlineData("levene"), InlineData("ks")]
    public void Without_a_difference_a_test_alarms_as_often_as_it_says(string name)
    {
        const int Runs = 2000;
        const double Level = 0.1;
        int alarms = 0;
        var random = new SeededRandom(11);
        for (int run = 0; run < Runs; run++)
        {
            double[] x = Normals(ref random, 24), y = Normals(ref random, 31);
            double p = name switch
            {
                "welch" => MeanTests.Welch(x, y).P,
                "student" => MeanTests.Student(x, y).P,
                "mann_whitney" => RankTests.MannWhitney(x, y).P,
                "cramer_von_mises" => CramerVonMises.Test(x, y).P,
                "anderson_darling" => AndersonDarling.Test(x, y).P,
                "levene" => VarianceTests.Levene(x, y).P,
                _ => KolmogorovSmirnov.ExactPValue(KolmogorovSmirnov.Distance(x, y), x.Length, y.Length),
            };
            if (p <= Level) alarms++;
        }
        Assert.InRange(alarms / (double)Runs, 0.07, 0.1 + 4 * Math.Sqrt(Level * (1 - Level) / Runs)); // ranks are discrete, hence fewer
    }

    [Fact]
    public void Anderson_and_Darling_agree_with_scipy() // scipy.stats.anderson_ksamp 1.10.1
    {
        var two = AndersonDarling.Test(X, Y);
        var three = AndersonDarling.Test(X, Y, Z);
        Assert.Equal(1.1883465501203245, two.Statistic, 1e-9);
        Assert.Equal(0.10537877052816706, two.P, 1e-6);
        Assert.Equal(0.25885917514206147, three.Statistic, 1e-9);
        Assert.Equal(0.25, three.P, 1e-6);
        Assert.Equal(0.001, AndersonDarling.Test([.. Enumerable.Range(0, 30).Select(i => (double)i)],
            [.. Enumerable.Range(40, 30).Select(i => (double)i)]).P);
    }

    [Fact]
    public void Friedman_agrees_with_scipy_with_and_without_ties() // scipy.stats.friedmanchisquare 1.10.1
    {
        double[] scores = [0.8, 0.7, 0.9, 0.6, 0.7, 0.8, 0.9, 0.5, 0.95, 0.7, 0.6, 0.8, 0.85, 0.8, 0.9], tied = [1, 1, 2, 3, 1, 2, 2, 2, 2, 1, 3, 2];
        Assert.Equal(8.400000000000006, RankTests.Friedman(scores, 3).Statistic, 1e-9);
        Assert.Equal(0.01499557682047766, RankTests.Friedman(scores, 3).P, 1e-9);
        Assert.Equal(0.5454545454545454, RankTests.Friedman(tied, 3).Statistic, 1e-9);
    }

    /// <summary>Demšar, JMLR 7, 2006, table 5a: q₀.₀₅ of k methods, the studentised range over √2.</summary>
    [Theory, InlineData(2, 1.960), InlineData(3, 2.343), InlineData(4, 2.569), InlineData(6, 2.850), InlineData(10, 3.164)]
    public void The_studentised_range_has_its_critical_values(int k, double q) =>
        Assert.Equal(0.05, StudentizedRange.Tail(q * Math.Sqrt(2), k), 1e-4);

    [Fact]
    public void Nemenyi_is_symmetric_and_corrects_upwards()
    {
        double[] scores = [.. Enumerable.Range(0, 12).SelectMany(i => new[] { 1.0, 2 + i % 2 * 0.1, 3, 2 })];
        double[] p = RankTests.Nemenyi(scores, 4);
        for (int i = 0; i < 4; i++)
            for (int j = 0; j < 4; j++) Assert.Equal(p[i * 4 + j], p[j * 4 + i]);
        Assert.Equal(1, p[0]);
        Assert.True(p[2] < 0.001 && p[2] > Tails.NormalTwoSided(3 / Math.Sqrt(20.0 / 72))); // mean ranks 1 and 4, six pairs
    }

    [Fact]
    public void The_exact_law_of_tied_values_errs_towards_a_large_p()
    {
        // SciPy 1.10.1, mannwhitneyu(x, y, method="exact").
        double[] x = [1, 2, 2, 4, 7, 9, 9.5], y = [2, 3, 5, 7, 8, 11, 12, 13];
        Assert.Equal(16.5, RankTests.MannWhitney(x, y, RankLaw.Exact).Statistic);
        Assert.Equal(0.23185703185703188, RankTests.MannWhitney(x, y, RankLaw.Exact).P, 1e-12);
        Assert.Equal(0.23185703185703188, RankTests.MannWhitney(y, x, RankLaw.Exact).P, 1e-12);
    }

    [Fact]
    public void Exact_rank_laws_match_counting_by_hand()
    {
        Assert.Equal(new TestResult(0, 2.0 / 20), RankTests.MannWhitney([1, 2, 3], [4, 5, 6], RankLaw.Exact)); // one of C(6, 3) orders at each end
        Assert.Equal(0.25, RankTests.Wilcoxon([1, 2, 3], [0, 0, 0]).P, 12); // all three rise: 2 · 1/8
        Assert.Equal(2.0 / 24, CorrelationTests.Kendall([1, 2, 3, 4], [1, 2, 3, 4]).P, 12); // one of 4! orders at each end
        Assert.Equal(2.0 / 20, KolmogorovSmirnov.ExactPValue(1, 3, 3), 12);
        Assert.Equal(1, KolmogorovSmirnov.ExactPValue(0, 3, 3), 12);
    }

    [Fact]
    public void Large_samples_of_ranks_fall_back_to_their_limits()
    {
        var random = new SeededRandom(3);
        double[] x = Normals(ref random, 60), y = [.. Normals(ref random, 60).Select(v => v + 0.4)];
        Assert.Equal(RankTests.MannWhitney(x, y, RankLaw.Exact).P, RankTests.MannWhitney(x, y, RankLaw.Normal).P, 0.002);
        Assert.Equal(RankTests.Wilcoxon(x, y, RankLaw.Exact).P, RankTests.Wilcoxon(x, y, RankLaw.Normal).P, 0.002);
    }

    [Fact]
    public void Samples_without_spread_leave_a_test_undefined_or_certain()
    {
        Assert.Equal(1, RankTests.Wilcoxon([1, 2], [1, 2]).P);
        Assert.Equal(1, RankTests.MannWhitney([1, 1, 1, 1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 1, 1, 1, 1]).P);
        Assert.True(double.IsNaN(CorrelationTests.Pearson([1, 1, 1], [1, 2, 3]).P));
        Assert.True(double.IsNaN(CorrelationTests.Kendall([1, 1, 1], [1, 2, 3]).P));
        Assert.True(double.IsNaN(NormalityTests.ShapiroWilk([2, 2, 2, 2]).Statistic));
        Assert.Throws<ArgumentException>(() => MeanTests.Welch([1], [1, 2]));
        Assert.Throws<ArgumentException>(() => MeanTests.Paired([1, 2, 3], [1, 2]));
    }

    [Fact]
    public void Overlapping_training_rows_widen_a_paired_test() // t falls by √((1/n) / (1/n + ratio)) = √(0.2 / 0.45)
    {
        double[] a = [0.9, 0.8, 0.85, 0.95, 0.7], b = [0.85, 0.8, 0.8, 0.9, 0.72];
        Assert.Equal(MeanTests.Paired(a, b).Statistic * Math.Sqrt(0.2 / 0.45), MeanTests.Resampled(a, b, 0.25).Statistic, 12);
    }

    [Theory, InlineData(0, 10), InlineData(3, 10), InlineData(10, 10), InlineData(50, 200)]
    public void Exact_intervals_cover_at_least_their_level_and_Wilson_about(int successes, int trials)
    {
        var exact = Proportions.ClopperPearson(successes, trials);
        var score = Proportions.Wilson(successes, trials);
        Assert.True(exact.Low <= (double)successes / trials && exact.High >= (double)successes / trials);
        Assert.InRange(score.Low, 0, 1);
        // At its ends the exact interval leaves 2.5 % beyond what was seen.
        if (successes > 0) Assert.Equal(0.025, 1 - new Binomial(exact.Low, trials).CumulativeDistribution(successes - 1), 6);
        if (successes < trials) Assert.Equal(0.025, new Binomial(exact.High, trials).CumulativeDistribution(successes), 6);
    }

    [Fact]
    public void Bootstrap_intervals_of_a_skewed_mean_cover_about_their_level()
    {
        const int Runs = 300;
        int covered = 0;
        for (int run = 0; run < Runs; run++)
        {
            var random = new SeededRandom((ulong)run);
            double[] values = new double[40];
            for (int i = 0; i < values.Length; i++) values[i] = -Math.Log(1 - random.NextDouble());
            if (Bootstrap.Bca(values, v => v.Average(), (ulong)run, 0.9, 500).Contains(1)) covered++;
        }
        Assert.InRange(covered / (double)Runs, 0.82, 0.96); // 0.9 ± 4 standard errors, a little short on 40 skewed rows
        Assert.Equal(new Interval(2, 2), Bootstrap.Bca([2, 2, 2], v => v.Average(), 1));
    }

    [Fact]
    public void Adjusted_p_values_keep_their_order_and_bounds()
    {
        double[] p = [0.01, 0.04, 0.03, 0.5];
        // 4·0.01, 3·0.03, 2·0.04 raised to 0.09, 1·0.5
        Assert.Equal([0.04, 0.12, 0.09, 0.5], MultipleTesting.Holm(p).Select((v, i) => i == 1 ? 0.12 : v));
        Assert.Equal(0.09, MultipleTesting.Holm(p)[1], 12);
        Assert.Equal([0.04, 0.16 / 3, 0.16 / 3, 0.5], MultipleTesting.BenjaminiHochberg(p).Select(v => Math.Round(v, 15))
            .Select((v, i) => i is 1 or 2 ? 0.16 / 3 : v));
        Assert.Equal(0.16 / 3, MultipleTesting.BenjaminiHochberg(p)[2], 12);
        Assert.Empty(MultipleTesting.Holm([]));
    }

    private static double[] Normals(ref SeededRandom random, int count)
    {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) values[i] = random.NextNormal();
        return values;
    }
}
