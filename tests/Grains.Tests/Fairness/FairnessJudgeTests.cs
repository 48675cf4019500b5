using Kolosal.Tabular;

namespace Kolosal.Fairness;

public class FairnessJudgeTests
{
    private static readonly FairnessLimits Limits = new(MinimumGroupRows: 30, MinimumImpactRatio: 0.8, FalseAlarm: 0.05);

    [Fact]
    public void The_guidelines_own_example_is_unfair()
    {
        // Questions and answers on 29 CFR 1607, no. 12: 48 of 80 against 12 of 40, impact 50 %.
        var finding = Assert.Single(Judge([80, 40], [48, 12], Limits));
        Assert.True(finding.Unfair);
        var impact = finding.Measure(MeasureNames.DisparateImpact)!;
        Assert.Equal(0.5, impact.Value, 12);
        Assert.Equal(("b", "a"), (impact.LowGroup, impact.HighGroup));
        Assert.Equal(0.3, finding.Measure(MeasureNames.DemographicParity)!.Value, 12);
        Assert.Equal([("a", 0.6), ("b", 0.3)], finding.Decisions.Select(g => (g.Group, g.SelectionRate)));
    }

    [Theory]
    [InlineData(50, 41)] // above four fifths: 0.82, however certain
    [InlineData(5, 3)]   // 60 %, but so few are selected that chance explains it
    [InlineData(50, 38)] // 76 %: below, and not surely so
    public void Both_size_and_significance_are_asked_for(int first, int second) =>
        Assert.False(Judge([100, 100], [first, second], Limits)[0].Unfair);

    [Fact]
    public void A_small_group_is_shown_and_not_judged()
    {
        var finding = Judge([100, 29], [90, 0], Limits)[0];
        Assert.Empty(finding.Measures);
        Assert.False(finding.Unfair);
        Assert.Equal(29, finding.Decisions[1].Counts.Rows);
    }

    [Fact]
    public void Partitions_share_the_false_alarm_rate()
    {
        var plan = new PartitionPlan([Sex("s", 0), Sex("t", 1)], intersections: false);
        DecisionCounts[] equal = Counts([60, 60], [30, 30]), unequal = Counts([60, 60], [30, 13]);
        double p = FairnessJudge.Decisions(new([Sex("s", 0)], false), [unequal], Limits)[0].Measure(MeasureNames.DisparateImpact)!.PValue!.Value;
        var found = FairnessJudge.Decisions(plan, [unequal, equal], Limits);
        Assert.Equal(2 * p, found[0].Measure(MeasureNames.DisparateImpact)!.PValue!.Value, 12); // Holm: the smallest of two times two
        Assert.False(found[1].Unfair);
    }

    [Fact]
    public void Rates_of_outcomes_are_compared_group_by_group()
    {
        // Of 200 positives each 160 of a are found and 100 of b: 0.8 − 0.5; of 200 negatives 20 and 40: 0.2 − 0.1.
        var plan = new PartitionPlan([Sex("s", 0)], intersections: false);
        long[] counts = Cells((160, 20, 180, 40), (100, 40, 160, 100), (0, 0, 0, 0), (0, 0, 0, 0));
        var finding = Assert.Single(FairnessJudge.Outcomes(plan, [counts], Limits));
        double Value(string measure) => finding.Measure(measure)!.Value;
        Assert.Equal(0.3, Value(MeasureNames.EqualOpportunity), 12);
        Assert.Equal(0.1, Value(MeasureNames.FalsePositiveRate), 12);
        Assert.Equal(0.3, Value(MeasureNames.EqualizedOdds), 12);
        Assert.Equal(160 / 180.0 - 100 / 140.0, Value(MeasureNames.PredictiveParity), 12);
        Assert.Equal((true, false), (finding.Measure(MeasureNames.EqualOpportunity)!.Unfair,
            finding.Measure(MeasureNames.FalsePositiveRate)!.Unfair));
        Assert.Null(finding.Measure(MeasureNames.BaseRate)!.PValue);
    }

    [Fact]
    public void Calibration_is_judged_by_the_gap_between_groups()
    {
        // Both groups are told 0.5; of a 80 % come true, of b 50 %.
        var plan = new PartitionPlan([Sex("s", 0)], intersections: false);
        var counts = new long[4 * OutcomeCounts.Width];
        for (int i = 0; i < 200; i++)
        {
            OutcomeCounts.Add(counts, 0, true, i % 5 < 4, 0.5, 1);
            OutcomeCounts.Add(counts, 1, true, i % 2 == 0, 0.5, 1);
        }
        var found = FairnessJudge.Outcomes(plan, [counts], Limits)[0].Measure(MeasureNames.Calibration)!;
        Assert.Equal(0.3, found.Value, 9);
        Assert.True(found.Unfair);
        Assert.Equal(("b", "a"), (found.LowGroup, found.HighGroup));
    }

    [Fact]
    public void Numbers_are_judged_in_bands_that_have_people_on_both_sides()
    {
        Assert.Equal(["(all)", "(missing)", "(unseen)"], Bands([30, 30, 30, 30]).Labels);
        Assert.Equal(["≤ 1", "> 1", "(missing)", "(unseen)"], Bands([1, 2, 1, 2]).Labels);
        var ages = Bands([.. Enumerable.Range(1, 100).Select(age => (double)age)]);
        Assert.Equal(6, ages.Labels.Count); // quartiles, missing, unseen
        Assert.Equal((0, 3), (ages.GroupOf(-5), ages.GroupOf(1000))); // beyond what was trained on: with the nearest
    }

    [Fact]
    public void Declared_bands_take_the_place_of_quartiles()
    {
        var ages = ProtectedGroups.OfBands(ColumnDistribution.OfNumbers("age", [.. Enumerable.Range(1, 100).Select(age => (double)age)]), 0,
            [18, 65]);
        Assert.Equal(["≤ 18", "18 – 65", "> 65", "(missing)", "(unseen)"], ages.Labels);
        Assert.Equal([0, 0, 1, 1, 2, 3], new[] { 3, 18, 18.5, 65, 99, double.NaN }.Select(ages.GroupOf));
        Assert.Equal(100, ages.TrainingRows.Sum());
    }

    private static ProtectedGroups Bands(double[] values) => ProtectedGroups.Of(ColumnDistribution.OfNumbers("age", values), column: 0);

    private static ImmutableArray<PartitionFinding> Judge(long[] rows, long[] selected, FairnessLimits limits) =>
        FairnessJudge.Decisions(new([Sex("sex", 0)], false), [Counts(rows, selected)], limits);

    private static DecisionCounts[] Counts(long[] rows, long[] selected) =>
        [.. rows.Zip(selected, (n, x) => new DecisionCounts(n, x, 0, 0)), default, default];

    private static long[] Cells(params (long Tp, long Fp, long Tn, long Fn)[] groups) =>
        [.. groups.SelectMany(g => new[] { g.Tp, g.Fp, g.Tn, g.Fn, 0, 0 })];

    internal static ProtectedGroups Sex(string name, int column) =>
        ProtectedGroups.Of(new ColumnDistribution(name, true, ["a", "b"], [], [50, 50], 0, 0, 0), column);
}
