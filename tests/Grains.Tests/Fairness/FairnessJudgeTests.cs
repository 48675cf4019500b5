using Kolosal.Tabular;

namespace Kolosal.Fairness;

public class FairnessJudgeTests
{
    private static readonly FairnessLimits Limits = new(MinimumGroupRows: 30, MinimumImpactRatio: 0.8, FalseAlarm: 0.05);

    [Fact]
    public void The_guidelines_own_example_is_unfair()
    {
        // Questions and answers on 29 CFR 1607, no. 12: 48 of 80 against 12 of 40, impact 50 %; p = 0.001946 by hand (see DisparityTests).
        var finding = Assert.Single(FairnessJudge.Judge([Sex()], [[80, 40, 0, 0]], [[48, 12, 0, 0]], Limits));
        Assert.True(finding.Unfair);
        Assert.Equal(0.5, finding.Disparity!.Impact, 12);
        Assert.Equal([("a", 0.6, true), ("b", 0.3, true)], finding.Groups.Select(g => (g.Group, g.Rate, g.Judged)));
    }

    [Theory]
    [InlineData(0.8, 50, 41)] // above four fifths: 0.82, however certain
    [InlineData(0.8, 5, 3)]   // 60 %, but so few are selected that chance explains it
    public void Both_size_and_significance_are_asked_for(double ratio, int first, int second)
    {
        var finding = FairnessJudge.Judge([Sex()], [[100, 100, 0, 0]], [[first, second, 0, 0]], Limits with { MinimumImpactRatio = ratio })[0];
        Assert.False(finding.Unfair);
    }

    [Fact]
    public void A_small_group_is_shown_and_not_judged()
    {
        var finding = FairnessJudge.Judge([Sex()], [[100, 29, 0, 0]], [[90, 0, 0, 0]], Limits)[0];
        Assert.Null(finding.Disparity);
        Assert.False(finding.Unfair);
        Assert.Equal((29L, false), (finding.Groups[1].Rows, finding.Groups[1].Judged));
    }

    [Fact]
    public void Attributes_share_the_false_alarm_rate()
    {
        // 30 of 60 against 20 of 60: pooled 5/12, z = (1/6) / sqrt(35/144 / 30) = 1.8516, p = 0.0641. Significant at 0.1, not at half of it.
        long[] rows = [60, 60, 0, 0], selected = [30, 20, 0, 0];
        var limits = Limits with { FalseAlarm = 0.1 };
        Assert.True(FairnessJudge.Judge([Sex()], [rows], [selected], limits)[0].Unfair);
        Assert.False(FairnessJudge.Judge([Sex(), Sex()], [rows, rows], [selected, selected], limits)[0].Unfair);
    }

    [Fact]
    public void Windows_of_equal_treatment_alarm_no_more_often_than_promised()
    {
        var random = new Random(17);
        int alarms = 0;
        for (int window = 0; window < 2000; window++)
        {
            long[][] rows = [[120, 130, 0, 0], [125, 125, 0, 0]];
            long[][] selected = [[Draw(random, 120), Draw(random, 130), 0, 0], [Draw(random, 125), Draw(random, 125), 0, 0]];
            if (FairnessJudge.Judge([Sex(), Sex()], rows, selected, Limits).Any(finding => finding.Unfair)) alarms++;
        }

        // Promised 5 %; 6.5 % is three standard deviations of Binomial(2000, 0.05) above.
        Assert.InRange(alarms / 2000.0, 0, 0.065);
    }

    private static long Draw(Random random, int rows) => Enumerable.Range(0, rows).Count(_ => random.NextDouble() < 0.3);

    [Fact]
    public void Numbers_are_judged_in_bands_that_have_people_on_both_sides()
    {
        Assert.Equal(["(all)", "(missing)", "(unseen)"], Bands([30, 30, 30, 30]).Labels);
        Assert.Equal(["≤ 1", "> 1", "(missing)", "(unseen)"], Bands([1, 2, 1, 2]).Labels);
        var ages = Bands([.. Enumerable.Range(1, 100).Select(age => (double)age)]);
        Assert.Equal(6, ages.Labels.Count); // quartiles, missing, unseen
        Assert.Equal((0, 3), (ages.GroupOf(-5), ages.GroupOf(1000))); // beyond what was trained on: with the nearest
    }

    private static ProtectedGroups Bands(double[] values) => ProtectedGroups.Of(ColumnDistribution.OfNumbers("age", values), column: 0);

    private static ProtectedGroups Sex() => ProtectedGroups.Of(new ColumnDistribution("sex", true, ["a", "b"], [], [50, 50], 0, 0, 0), column: 0);
}
