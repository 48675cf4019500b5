using Kolosal.Statistics;

namespace Kolosal.Numerics;

public class FixedSumTests
{
    [Theory, InlineData(0), InlineData(1), InlineData(3), InlineData(4), InlineData(5), InlineData(1023)]
    public void Sums_are_those_of_the_stated_order(int length)
    {
        double[] x = [.. Enumerable.Range(0, length).Select(i => Math.Sin(i) * Math.Pow(10, i % 9))], y = [.. x.Select(v => 1 / (1 + v * v))];
        Assert.Equal(InFourLanes(length, i => x[i]), FixedSum.Of(x));
        Assert.Equal(InFourLanes(length, i => x[i] * y[i]), FixedSum.Dot(x, y));
        double[] sum = [.. y];
        FixedSum.AddScaled(0.3, x, sum);
        Assert.Equal(x.Select((v, i) => y[i] + v * 0.3), sum);
    }

    [Fact]
    public void Unequal_lengths_are_refused()
    {
        Assert.Throws<ArgumentException>(() => FixedSum.Dot([1], [1, 2]));
        Assert.Throws<ArgumentException>(() => FixedSum.AddScaled(1, [1], new double[2]));
    }

    private static double InFourLanes(int length, Func<int, double> term)
    {
        double[] lane = new double[4];
        int whole = length / 4 * 4;
        for (int i = 0; i < whole; i++) lane[i % 4] += term(i);
        double total = lane[0] + lane[2] + (lane[1] + lane[3]);
        for (int i = whole; i < length; i++) total += term(i);
        return total;
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(3, 5)]
    [InlineData(8, 4)]
    [InlineData(13, 11)]
    public void Several_dot_products_have_the_bits_of_one_by_one(int length, int rows)
    {
        const int stride = 15;
        var random = new SeededRandom(2);
        double[] x = [.. Enumerable.Range(0, length).Select(_ => random.NextNormal())],
            matrix = [.. Enumerable.Range(0, rows * stride).Select(_ => random.NextNormal())], results = new double[rows];
        FixedSum.Dots(x, matrix, stride, results);
        for (int row = 0; row < rows; row++) Assert.Equal(FixedSum.Dot(x, matrix.AsSpan(row * stride, length)), results[row]);
        Assert.Throws<ArgumentException>(() => FixedSum.Dots(x, matrix, stride, new double[rows + 1]));
    }
}
