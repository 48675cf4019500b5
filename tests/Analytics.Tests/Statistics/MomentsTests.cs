namespace Kolosal.Statistics;

public sealed class MomentsTests
{
    // Σx = 32, n = 8; central sums by hand: m₂ = 167.5/8 …, checked with exact fractions outside this code.
    private static readonly double[] Values = [1.5, 2, 2, 3, 7, -4, 10, 10.5];

    [Theory, InlineData(1), InlineData(3), InlineData(8)]
    public void Figures_do_not_depend_on_how_the_values_are_cut(int chunk)
    {
        var moments = Of(Values, chunk);
        Assert.Equal(8, moments.Count);
        Assert.Equal(4.0, moments.Mean, 12);
        Assert.Equal(Math.Sqrt(Sum(2) / 7), moments.StandardDeviation!.Value, 12);
        Assert.Equal(Sum(3) / 8 / Math.Pow(Sum(2) / 8, 1.5), moments.Skewness!.Value, 10);
        Assert.Equal(Sum(4) / 8 / Math.Pow(Sum(2) / 8, 2) - 3, moments.Kurtosis!.Value, 10);
    }

    [Fact]
    public void Merged_parts_are_the_whole()
    {
        Moments left = Of(Values[..3], 2), right = Of(Values[3..], 2), whole = Of(Values, 8), empty = new();
        left.Merge(right);
        left.Merge(empty);
        empty.Merge(left);
        foreach (var merged in (Moments[])[left, empty])
        {
            Assert.Equal(whole.Count, merged.Count);
            Assert.Equal(whole.Mean, merged.Mean, 12);
            Assert.Equal(whole.Variance!.Value, merged.Variance!.Value, 10);
            Assert.Equal(whole.Skewness!.Value, merged.Skewness!.Value, 10);
            Assert.Equal(whole.Kurtosis!.Value, merged.Kurtosis!.Value, 10);
        }
    }

    [Fact]
    public void A_large_mean_costs_no_digits()
    {
        var shifted = Of([.. Values.Select(x => x + 1e9)], 3);
        Assert.Equal(Of(Values, 3).StandardDeviation!.Value, shifted.StandardDeviation!.Value, 6);
    }

    [Fact]
    public void Two_equal_halves_have_the_kurtosis_of_a_coin() // a fair coin: g₂ = −2, g₁ = 0
    {
        var coin = Of([0, 1, 0, 1, 0, 1, 0, 1], 3);
        Assert.Equal(-2, coin.Kurtosis!.Value, 12);
        Assert.Equal(0, coin.Skewness!.Value, 12);
    }

    [Theory, InlineData(0.1), InlineData(1e300), InlineData(0)]
    public void A_constant_has_no_shape(double value)
    {
        var constant = Of([value, value, value], 2);
        Assert.Null(constant.Skewness);
        Assert.Null(constant.Kurtosis);
    }

    [Fact]
    public void One_value_has_no_spread()
    {
        Assert.Null(Of([5], 1).StandardDeviation);
        Assert.Equal(0, Of([], 1).Count);
    }

    private static double Sum(int power) => Values.Sum(x => Math.Pow(x - 4, power));

    private static Moments Of(double[] values, int chunk)
    {
        var moments = new Moments();
        foreach (var part in values.Chunk(chunk)) moments.Add(part);
        return moments;
    }
}
