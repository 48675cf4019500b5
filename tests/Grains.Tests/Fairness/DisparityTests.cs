using Kolosal.Tabular;

namespace Kolosal.Fairness;

public class DisparityTests
{
    [Fact]
    public void The_guidelines_own_example_fails_the_four_fifths_rule()
    {
        // Questions and answers on 29 CFR 1607, no. 12: 48 of 80 against 12 of 40 selected, 30 % / 60 % = 50 %.
        var found = Disparity.Measure([80, 40], [48, 12], 1)!;
        Assert.Equal(0.5, found.Impact, 12);
        Assert.Equal(0.3, found.Difference, 12);
    }

    [Fact]
    public void The_z_test_matches_a_hand_calculation()
    {
        // Pooled share 60/120 = 1/2: z = 0.3 / √(¼ (1/80 + 1/40)) = 3.0984, two-sided p = 0.001946.
        Assert.Equal(0.001946, Disparity.TwoProportions(80, 48, 40, 12), 5);
    }

    [Theory]
    [InlineData(new long[] { 100 }, new long[] { 50 })]
    [InlineData(new long[] { 100, 4 }, new long[] { 50, 0 })]
    [InlineData(new long[] { 100, 100 }, new long[] { 0, 0 })]
    [InlineData(new long[0], new long[0])]
    public void Without_two_groups_of_size_or_any_selection_there_is_no_ratio(long[] rows, long[] selected) =>
        Assert.Null(Disparity.Measure(rows, selected, minimumRows: 5));

    [Fact]
    public void The_interval_covers_the_true_ratio_at_its_rate()
    {
        var random = new Random(9);
        int covered = 0;
        for (int trial = 0; trial < 4000; trial++)
        {
            long a = Draw(random, 300, 0.3), b = Draw(random, 400, 0.5);
            var found = Disparity.Measure([300, 400], [a, b], 1)!;
            if (a / 300.0 < b / 400.0 && found.ImpactLow <= 0.6 && 0.6 <= found.ImpactHigh) covered++;
        }
        Assert.InRange(covered / 4000.0, 0.93, 0.97);
    }

    [Fact]
    public void Equal_treatment_is_called_significant_no_more_often_than_promised()
    {
        var random = new Random(13);
        int alarms = Enumerable.Range(0, 4000).Count(_ =>
            Disparity.Measure([150, 200, 150], [Draw(random, 150, 0.4), Draw(random, 200, 0.4), Draw(random, 150, 0.4)], 30)!.PValue <= 0.05);
        Assert.InRange(alarms / 4000.0, 0.02, 0.06);
    }

    [Fact]
    public void Numbers_are_banded_at_their_training_quartiles()
    {
        var groups = ProtectedGroups.Of(
            new ColumnDistribution("age", false, [], [20, 30, 40, 50, 60, 70, 80], [10, 15, 10, 15, 10, 15, 15, 10], 0, 18, 90), column: 3);
        Assert.Equal(["≤ 30", "30 – 50", "50 – 70", "> 70", "(missing)", "(unseen)"], groups.Labels);
        Assert.Equal([0, 0, 1, 3, 4], new[] { 20, 30, 31, 99, double.NaN }.Select(groups.GroupOf));
    }

    [Fact]
    public void Categories_are_groups_and_what_training_did_not_see_is_one_more()
    {
        var groups = ProtectedGroups.Of(new ColumnDistribution("sex", true, ["female", "male"], [], [60, 40], 0, 0, 0), column: 0);
        Assert.Equal(["female", "male", "(missing)", "(unseen)"], groups.Labels);
        Assert.Equal([0, 1, 2, 3], new[] { 0, 1, double.NaN, -1 }.Select(groups.GroupOf));
    }

    private static long Draw(Random random, int rows, double rate) => Enumerable.Range(0, rows).Count(_ => random.NextDouble() < rate);
}
