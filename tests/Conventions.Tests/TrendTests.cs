using Kolosal.Testing;

namespace Kolosal.Conventions;

public class TrendTests
{
    [Fact]
    public void A_line_is_found_as_it_is()
    {
        double[] times = [.. Enumerable.Range(0, 60).Select(i => (double)i)];
        var trend = Trend.Of(times, [.. times.Select(at => 5 + 2 * at)]);
        Assert.Equal(2, trend.Slope, 9);
        Assert.Equal(0, trend.Error, 9);
        Assert.True(trend.Grows);
    }

    [Fact]
    public void The_error_of_three_points_is_the_hand_calculation()
    {
        // 0, 1, 0 at 0, 1, 2: slope 0, residuals −1/3, 2/3, −1/3 with squares of 2/3, spread 2, so √(2/3 / 1 / 2) = √(1/3).
        var trend = Trend.Of([0, 1, 2], [0, 1, 0]);
        Assert.Equal(0, trend.Slope, 12);
        Assert.Equal(Math.Sqrt(1 / 3.0), trend.Error, 12);
        Assert.Equal(1 / 3.0, trend.Mean, 12);
    }

    [Fact]
    public void Noise_without_a_slope_is_called_growth_as_seldom_as_promised()
    {
        var random = new Random(5);
        double[] times = [.. Enumerable.Range(0, 120).Select(i => (double)i)];
        int called = Enumerable.Range(0, 3_000).Count(_ => Trend.Of(times, [.. times.Select(_ => random.NextDouble())]).Grows);
        Assert.InRange(called / 3_000.0, 0, 0.006);
    }

    [Fact]
    public void A_leak_under_saw_teeth_is_seen()
    {
        double[] times = [.. Enumerable.Range(0, 240).Select(i => (double)i)];
        Assert.True(Trend.Of(times, [.. times.Select(at => 0.5 * at + 10 * (at % 17) / 17)]).Grows);
        Assert.False(Trend.Of(times, [.. times.Select(at => 10 * (at % 17) / 17)]).Grows);
    }

    [Theory, InlineData(0, 0), InlineData(2, 3)]
    public void Unequal_or_empty_figures_are_refused(int times, int values) =>
        Assert.Throws<ArgumentException>(() => Trend.Of(new double[times], new double[values]));
}
