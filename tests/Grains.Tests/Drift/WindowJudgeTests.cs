using System.Numerics;
using Kolosal.Statistics;

namespace Kolosal.Drift;

public class WindowJudgeTests
{
    private static readonly DriftYardstick Yardstick = ThirtyFeatures.Train(11, 4_000, 0.01);

    [Fact]
    public void Columns_that_hang_together_otherwise_are_found_although_each_looks_the_same()
    {
        var tally = ThirtyFeatures.Begin(Yardstick);
        var random = new SeededRandom(1);
        var row = new double[ThirtyFeatures.Count];
        for (int served = 0; served < 1_000; served++)
        {
            ThirtyFeatures.Row(ref random, row, against: true);
            tally.Count(Yardstick, 1, row, [0.5, 0.5], [random.Next(10) < 3 ? 1 : 0]);
        }

        var judged = WindowJudge.Judge(Yardstick, tally, DriftJudge.StandardTest, 0);
        Assert.DoesNotContain(judged.Findings, finding => finding.Subject == DriftSubject.Column && finding.Drifted);
        var correlation = Assert.Single(judged.Findings, finding => finding.Subject == DriftSubject.Correlation);
        Assert.True(correlation.Drifted);
        Assert.Contains("x0", correlation.Name, StringComparison.Ordinal);
        Assert.InRange(correlation.Effect, 0.9, 1.4); // from about 0.6 to about -0.6, by ranks
        Assert.True(Assert.Single(judged.Findings, finding => finding.Subject == DriftSubject.Reconstruction).Drifted);
        Assert.Null(judged.Joint);
    }

    [Fact]
    public void A_version_without_joint_figures_says_so()
    {
        var old = ThirtyFeatures.Train(11, 500, 0.01, detail: false);
        var tally = ThirtyFeatures.Begin(old);
        var random = new SeededRandom(2);
        ThirtyFeatures.Serve(old, tally, ref random, 200);
        var judged = WindowJudge.Judge(old, tally, DriftJudge.StandardTest, 0);
        Assert.NotNull(judged.Joint);
        Assert.DoesNotContain(judged.Findings, finding => finding.Subject is DriftSubject.Correlation or DriftSubject.Reconstruction);
    }

    [Theory]
    [InlineData("sentinel", 0, "sentinel")]
    [InlineData("unit", 2, "multiplied by 1,000")]
    [InlineData("sign", 2, "the sign is turned")]
    [InlineData("gap", 5, null)]
    public void What_happened_to_a_column_is_named(string what, int column, string? note)
    {
        var tally = ThirtyFeatures.Begin(Yardstick);
        var random = new SeededRandom(4);
        int served = 0;
        ThirtyFeatures.Serve(Yardstick, tally, ref random, 1_000, row => row[column] = what switch
        {
            "sentinel" => served++ % 20 == 0 ? 999 : row[column],
            "unit" => 1000 * row[column],
            "sign" => -row[column],
            _ => served++ % 10 == 0 ? double.NaN : row[column],
        });
        var judged = WindowJudge.Judge(Yardstick, tally, DriftJudge.StandardTest, 0);
        var found = judged.Findings.Where(finding => finding.Drifted && finding.Name == $"x{column}").ToArray();
        Assert.NotEmpty(found);
        if (note is not null) Assert.Contains(found, finding => finding.Note?.Contains(note, StringComparison.Ordinal) == true);
        if (what == "sentinel") Assert.Contains(found, finding => finding.Note!.Contains("999", StringComparison.Ordinal));
        if (what == "gap") Assert.Contains(found, finding => finding is { Subject: DriftSubject.Quality, Note: "missing values" });
    }

    [Fact]
    public void A_constant_that_changes_is_drift()
    {
        var constant = Tabular.ColumnDistribution.OfNumbers("x", [.. Enumerable.Repeat(5.0, 500)]);
        var yardstick = DriftYardstick.OfPredictions([constant], Tabular.ColumnDistribution.OfCodes("y", ["a", "b"], [0, 1, 0, 1]), null, 0.01);
        var tally = ThirtyFeatures.Begin(yardstick);
        tally.Count(yardstick, 100, [.. Enumerable.Repeat(7.0, 100)], new double[200], [.. Enumerable.Range(0, 100).Select(i => i % 2)]);
        var judged = WindowJudge.Judge(yardstick, tally, DriftJudge.StandardTest, 0);
        Assert.Contains(judged.Findings, finding => finding is { Subject: DriftSubject.Column, Drifted: true }
            && finding.Note!.StartsWith("training saw 5 alone", StringComparison.Ordinal));
        Assert.Equal("above 5", judged.Causes[0].Segment);
        Assert.Equal((0, 1), (judged.Causes[0].ShareBefore, judged.Causes[0].ShareNow));
    }

    [Fact]
    public void Every_test_can_be_the_one_that_a_monitor_judges_by()
    {
        var calm = ThirtyFeatures.Begin(Yardstick);
        var moved = ThirtyFeatures.Begin(Yardstick);
        SeededRandom first = new(7), second = new(8);
        ThirtyFeatures.Serve(Yardstick, calm, ref first, 500);
        ThirtyFeatures.Serve(Yardstick, moved, ref second, 500, row => (row[0], row[27]) = (row[0] + 1.5, 3 - row[27]));
        foreach (var test in DriftTests.All)
        {
            Assert.False(WindowJudge.Judge(Yardstick, calm, test.Name, 0).Columns[0].Drifted, test.Name);
            var judged = WindowJudge.Judge(Yardstick, moved, test.Name, 0);
            Assert.True(judged.Columns[test.Numbers ? 0 : 27].Drifted, test.Name);
        }
    }

    [Theory, InlineData(0, 800, 5, 500), InlineData(3, 1000, 20, 500), InlineData(0, 50, 0, 20)]
    public void More_often_is_the_hypergeometric_tail(long before, long n, long now, long m)
    {
        // Fisher's law in whole numbers, however large.
        static BigInteger Choose(long all, long some)
        {
            if (some < 0 || some > all) return 0;
            var ways = BigInteger.One;
            for (long i = 1; i <= some; i++) ways = ways * (all - some + i) / i;
            return ways;
        }

        var reached = BigInteger.Zero;
        for (long k = now; k <= m; k++) reached += Choose(m, k) * Choose(n, before + now - k);
        double p = Math.Exp(BigInteger.Log(reached) - BigInteger.Log(Choose(n + m, before + now)));
        Assert.Equal(Math.Min(1, p), QualityTest.MoreOften(before, n, now, m), 1e-9);
    }
}
