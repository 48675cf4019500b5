namespace Kolosal.Statistics;

public class AssociationTests
{
    [Fact]
    public void Ranks_see_a_monotone_curve_as_a_line_and_skip_incomplete_rows()
    {
        double[] x = [1, 2, 3, 4, double.NaN, 5], y = [1, 8, 27, 64, 0, double.NaN];
        Assert.Equal(1, Association.Spearman(x, y)!.Value, 12);
        Assert.True(Association.Pearson(x, y) < 1);
        Assert.Null(Association.Spearman([1, 1], [1, 2]));
    }

    [Fact]
    public void Categories_that_name_each_other_are_wholly_associated()
    {
        int[] a = [0, 0, 1, 1, 2, 2], b = [5, 5, 7, 7, 9, 9];
        Assert.Equal(1, Association.CramersV(a, b)!.Value, 12);
        Assert.Equal(Math.Log(3), Association.MutualInformation(a, b), 12);
        Assert.Null(Association.CramersV(a, [1, 1, 1, 1, 1, 1]));
        Assert.Equal(0, Association.MutualInformation(a, [1, 1, 1, 1, 1, 1]), 12);
        Assert.Equal(0, Association.CramersV([0, 0, 1, 1, -1], [0, 1, 0, 1, 1])!.Value, 12);
    }

    [Fact]
    public void A_table_matches_the_hand_calculation() // 20 10 / 5 25: χ² = 60 (20·25 − 10·5)² / (30·30·25·35)
    {
        int[] a = [.. Enumerable.Repeat(0, 30), .. Enumerable.Repeat(1, 30)],
            b = [.. Enumerable.Repeat(0, 20), .. Enumerable.Repeat(1, 10), .. Enumerable.Repeat(0, 5), .. Enumerable.Repeat(1, 25)];
        double chi = 60.0 * 450 * 450 / (30.0 * 30 * 25 * 35);
        Assert.Equal(Math.Sqrt(chi / 60), Association.CramersV(a, b)!.Value, 12);
        double phi = chi / 60 - 1.0 / 59, side = 2 - 1.0 / 59;
        Assert.Equal(Math.Sqrt(phi / (side - 1)), Association.CramersV(a, b, corrected: true)!.Value, 12);
    }

    [Fact]
    public void Chance_alone_is_taken_off()
    {
        var random = new SeededRandom(1);
        int[] a = new int[200], b = new int[200];
        for (int i = 0; i < 200; i++) (a[i], b[i]) = (random.Next(12), random.Next(12));
        Assert.True(Association.CramersV(a, b) > 0.15);
        Assert.True(Association.CramersV(a, b, corrected: true) < 0.1);
    }

    [Fact]
    public void The_correlation_ratio_is_the_share_between_groups() // means 1 and 3, each ± 1: between 4, total 8
    {
        Assert.Equal(Math.Sqrt(0.5), Association.CorrelationRatio([0, 0, 1, 1, -1], [0, 2, 2, 4, 99])!.Value, 12);
        Assert.Equal(1, Association.CorrelationRatio([0, 0, 1], [2, 2, 5])!.Value, 12);
        Assert.Null(Association.CorrelationRatio([0, 0], [1, 2]));
    }
}
