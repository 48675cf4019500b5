namespace Kolosal.Statistics;

public class QuantilesTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.25, 1.75)] // position 0.75 of 1, 2, 3, 4
    [InlineData(0.5, 2.5)]
    [InlineData(1, 4)]
    public void They_interpolate_between_order_statistics(double p, double expected) => Assert.Equal(expected, Quantiles.Of([3, 1, 4, 2], p));

    [Fact]
    public void One_value_is_every_quantile() => Assert.All((double[])[0, 0.3, 1], p => Assert.Equal(7, Quantiles.Of([7], p)));

    [Fact]
    public void Nothing_and_levels_outside_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Quantiles.Of([], 0.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => Quantiles.Of([1], 1.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Quantiles.Of([1], double.NaN));
    }
}
