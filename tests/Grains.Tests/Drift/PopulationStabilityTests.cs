namespace Kolosal.Drift;

public class PopulationStabilityTests
{
    [Fact]
    public void A_quarter_of_the_rows_moving_matches_the_hand_calculation() => // ¼ ln 2 + ¼ ln 1.5 = ¼ ln 3
        Assert.Equal(0.25 * Math.Log(3), PopulationStability.Index([500_000, 500_000], [250_000, 750_000]), 5);

    [Fact]
    public void Equal_shapes_have_no_distance_whatever_their_size() =>
        Assert.Equal(0, PopulationStability.Index([1000, 3000, 6000], [100, 300, 600]), 4);

    [Fact]
    public void A_bin_that_is_empty_on_both_sides_changes_nothing() =>
        Assert.Equal(
            PopulationStability.Index([9000, 1000], [300, 200]), PopulationStability.Index([0, 9000, 0, 1000, 0], [0, 300, 0, 200, 0]), 14);

    [Fact]
    public void The_index_is_symmetric() =>
        Assert.Equal(PopulationStability.Index([10, 20, 30], [30, 20, 10]), PopulationStability.Index([30, 20, 10], [10, 20, 30]), 12);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 2)]
    public void Bins_that_do_not_match_are_refused(int reference, int current) =>
        Assert.Throws<ArgumentException>(() => PopulationStability.Index(new long[reference], new long[current]));

    [Theory]
    [InlineData(10, 5000, 1000)]
    [InlineData(4, 800, 300)]
    [InlineData(12, 600, 500)]
    public void P_values_without_drift_are_uniform(int bins, int n, int m)
    {
        var random = new Random(7);
        int below = Enumerable.Range(0, 4000).Count(_ => PopulationStability.PValue(Draw(random, n, bins), Draw(random, m, bins)) <= 0.05);

        // Binomial(4000, 0.05): 200 ± 3.5 standard deviations of 13.8, widened for the approximation's own error.
        Assert.InRange(below / 4000.0, 0.03, 0.065);
    }

    [Fact]
    public void Sparse_bins_do_not_raise_the_false_alarm_rate()
    {
        var random = new Random(11);
        int alarms = Enumerable.Range(0, 4000).Count(_ => PopulationStability.PValue(Skewed(random, 1000), Skewed(random, 200)) <= 0.01);
        Assert.InRange(alarms / 4000.0, 0, 0.02);
    }

    private static long[] Draw(Random random, int rows, int bins)
    {
        var counts = new long[bins];
        for (int row = 0; row < rows; row++) counts[random.Next(bins)]++;
        return counts;
    }

    /// <summary>Twenty categories, each half as frequent as the one before.</summary>
    private static long[] Skewed(Random random, int rows)
    {
        var counts = new long[20];
        for (int row = 0; row < rows; row++) counts[Math.Min(19, (int)(-Math.Log2(1 - random.NextDouble())))]++;
        return counts;
    }
}
