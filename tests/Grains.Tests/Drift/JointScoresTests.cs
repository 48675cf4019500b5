namespace Kolosal.Drift;

public class JointScoresTests
{
    [Theory]
    [InlineData(1), InlineData(7), InlineData(8), InlineData(9), InlineData(30)]
    public void Sums_of_many_rows_have_the_bits_of_rows_one_by_one(int p)
    {
        const int Rows = 70;
        var random = new Random(p);
        double[] z = [.. Enumerable.Range(0, Rows * p).Select(_ => random.NextDouble() * 4 - 2)];
        double[] expected = new double[p * (p + 1) / 2], expectedSums = new double[p];
        for (int row = 0; row < Rows; row++)
        {
            for (int i = 0, pair = 0; i < p; i++)
            {
                expectedSums[i] += z[row * p + i];
                for (int j = 0; j <= i; j++) expected[pair++] += z[row * p + i] * z[row * p + j];
            }
        }

        double[] products = new double[expected.Length], sums = new double[p];
        JointScores.AddProducts(z.AsSpan(0, 64 * p), p, products);
        JointScores.AddProducts(z.AsSpan(64 * p), p, products);
        JointScores.AddRows(z, p, sums);
        Assert.Equal(expected.Select(BitConverter.DoubleToInt64Bits), products.Select(BitConverter.DoubleToInt64Bits));
        Assert.Equal(expectedSums.Select(BitConverter.DoubleToInt64Bits), sums.Select(BitConverter.DoubleToInt64Bits));
    }

    [Fact]
    public void No_rows_change_nothing()
    {
        double[] products = [.. Enumerable.Range(0, 45).Select(i => (double)i)], sums = [.. Enumerable.Range(0, 9).Select(i => (double)i)];
        JointScores.AddProducts([], 9, products);
        JointScores.AddRows([], 9, sums);
        Assert.Equal(Enumerable.Range(0, 45).Select(i => (double)i), products);
        Assert.Equal(Enumerable.Range(0, 9).Select(i => (double)i), sums);
    }
}
