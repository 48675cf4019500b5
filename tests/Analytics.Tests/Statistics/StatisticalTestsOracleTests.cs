using System.Text.Json;
using Kolosal.Learning;
using Kolosal.Testing;

namespace Kolosal.Statistics;

/// <summary>The cases of stat_tests.json (those of delong_test run in
/// MetricsOracleTests), and what drift_batch.json holds of two-sample tests.</summary>
public class StatisticalTestsOracleTests
{
    private const string File = "stat_tests.json";
    private const double ShapiroTolerance = 1e-3;

    /// <summary>SciPy ends the series of the Cramér-von Mises law at terms below this, which is more than the file's tolerance.</summary>
    private const double SeriesEnd = 1e-7;

    public static TheoryData<string> Ids => OracleReading.Ids(File, "statistical_tests");

    public static TheoryData<string> SampleIds => OracleReading.Ids("drift_batch.json", "two_sample_drift");

    [OracleTheory, MemberData(nameof(Ids))]
    public void Tests_and_intervals(string id)
    {
        var @case = OracleReading.Case(File, id);
        double[] x = @case.Vector("x"), y = @case.Vector("y"), z = @case.Vector("z"), p = @case.Vector("p_values");
        long[] t = [.. @case.Vector("table").Select(v => (long)v)];
        foreach (var expected in @case.Expected.EnumerateObject())
        {
            double[] got = expected.Name switch
            {
                "t_welch" => Pair(MeanTests.Welch(x, y)),
                "t_student" => Pair(MeanTests.Student(x, y)),
                "t_paired" => Pair(MeanTests.Paired(x, y)),
                "wilcoxon" => Pair(RankTests.Wilcoxon(x, y)),
                "mannwhitney_exact" => Pair(RankTests.MannWhitney(x, z, RankLaw.Exact)),
                "kruskal" => Pair(RankTests.Kruskal(x, y, z)),
                "anova" => Pair(MeanTests.Anova(x, y, z)),
                "levene" => Pair(VarianceTests.Levene(x, y)),
                "bartlett" => Pair(VarianceTests.Bartlett(x, y)),
                "shapiro" => Pair(NormalityTests.ShapiroWilk(x)),
                "jarque_bera" => Pair(NormalityTests.JarqueBera(x)),
                "pearson" => Pair(CorrelationTests.Pearson(x, y)),
                "spearman" => Pair(CorrelationTests.Spearman(x, y)),
                "kendall" => Pair(CorrelationTests.Kendall(x, y)),
                "fisher" => Pair(ContingencyTests.Fisher(t[0], t[1], t[2], t[3])),
                "chi2_yates" => Pair(ContingencyTests.ChiSquared(t, 2)),
                "mcnemar_exact" => [ContingencyTests.McNemarExact(t[1], t[2]).P],
                "mcnemar_cc" => Pair(ContingencyTests.McNemar(t[1], t[2])),
                "bh" => MultipleTesting.BenjaminiHochberg(p),
                "holm" => MultipleTesting.Holm(p),
                "bonferroni" => MultipleTesting.Bonferroni(p),
                "wilson_95" => Ends(Proportions.Wilson(t[0], t[0] + t[1])),
                "clopper_pearson_95" => Ends(Proportions.ClopperPearson(t[0], t[0] + t[1])),
                "two_proportion_z" => Pair(Proportions.Compare(t[0], t[0] + t[1], t[2], t[2] + t[3])),
                "cohens_d" => [MeanTests.CohensD(x, y)],
                _ => throw new KeyNotFoundException($"No test answers to '{expected.Name}'."),
            };
            JsonElement[] wanted = expected.Value.ValueKind == JsonValueKind.Array ? [.. expected.Value.EnumerateArray()] : [expected.Value];
            Assert.Equal(wanted.Length, got.Length);
            for (int i = 0; i < got.Length; i++)
            {
                if (expected.Name == "shapiro" && i == 1) Assert.Equal(wanted[i].GetDouble(), got[i], ShapiroTolerance);
                else @case.Near(wanted[i], got[i], $"{expected.Name}[{i}]");
            }
        }
    }

    [OracleTheory, MemberData(nameof(SampleIds))]
    public void Two_samples(string id)
    {
        var @case = OracleReading.Case("drift_batch.json", id);
        double[] x = @case.Vector("reference"), y = @case.Vector("current");
        double distance = KolmogorovSmirnov.Distance(x, y);
        @case.Near("ks_statistic", distance);
        @case.Near("ks_pvalue_exact_or_auto", KolmogorovSmirnov.ExactPValue(distance, x.Length, y.Length));
        @case.Near("mannwhitney_u_reference", RankTests.MannWhitney(x, y).Statistic);
        @case.Near("mannwhitney_p", RankTests.MannWhitney(x, y).P);
        @case.Near("cramer_von_mises", CramerVonMises.Test(x, y).Statistic);
        Assert.Equal(@case.Expected.GetProperty("cramer_von_mises_p").GetDouble(), CramerVonMises.Test(x, y).P, SeriesEnd);
    }

    private static double[] Pair(TestResult result) => [result.Statistic, result.P];

    private static double[] Ends(Interval interval) => [interval.Low, interval.High];
}
