namespace Kolosal.Learning.Trees;

public class WeightedQuantileTests
{
    [Theory]
    [InlineData(0.5, 2.5)]  // half of four is met exactly at 2: half-way to 3
    [InlineData(0.25, 1.5)] // a quarter at 1
    [InlineData(0.6, 3)]    // 2.4 is passed at 3
    [InlineData(0.99, 4)]
    public void Equal_weights(double level, double expected) => Assert.Equal(expected, WeightedQuantile.Of([4, 1, 3, 2], [], level));

    [Fact]
    public void Weights_move_it_and_rows_without_weight_do_not_count()
    {
        Assert.Equal(1, WeightedQuantile.Of([1, 2, 3], [3, 1, 1], 0.5)); // 2.5 of 5 is passed at 1
        Assert.Equal(2, WeightedQuantile.Of([1, 1.5, 3], [1, 0, 1], 0.5)); // half-way from 1 to 3
    }
}
