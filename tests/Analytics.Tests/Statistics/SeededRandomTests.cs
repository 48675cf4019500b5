namespace Kolosal.Statistics;

public class SeededRandomTests
{
    [Fact]
    public void It_follows_xoshiro256_starstar_seeded_by_splitmix64()
    {
        // SplitMix64 of seed 0 starts e220a8397b1dcdaf, 6e789e6aa1b965f4 (Steele, Lea and
        // Flood, OOPSLA 2014); the generator's first output is rotl(5 s1, 7) · 9.
        var random = new SeededRandom(0);
        ulong second = 0x6E789E6AA1B965F4;
        Assert.Equal(unchecked(ulong.RotateLeft(second * 5, 7) * 9), random.NextUInt64());
    }

    [Fact]
    public void Streams_of_one_seed_differ()
    {
        var first = Enumerable.Range(0, 1000).Select(i => SeededRandom.Derive(7, (ulong)i)).ToHashSet();
        Assert.Equal(1000, first.Count);
        Assert.Empty(first.Intersect(Enumerable.Range(0, 1000).Select(i => SeededRandom.Derive(8, (ulong)i))));
    }

    [Theory, InlineData(3), InlineData(7), InlineData(1000)]
    public void Integers_are_uniform(int exclusive)
    {
        const int Draws = 200_000;
        var random = new SeededRandom(5);
        var counts = new int[exclusive];
        for (int i = 0; i < Draws; i++) counts[random.Next(exclusive)]++;
        double expected = (double)Draws / exclusive, chiSquare = counts.Sum(c => (c - expected) * (c - expected) / expected);
        double degrees = exclusive - 1; // mean k, variance 2k
        Assert.InRange(chiSquare, degrees - 5 * Math.Sqrt(2 * degrees), degrees + 5 * Math.Sqrt(2 * degrees));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SeededRandom(1).Next(0));
    }

    [Fact]
    public void Normals_have_the_moments_of_the_law()
    {
        const int Draws = 200_000;
        var random = new SeededRandom(5);
        double[] x = new double[Draws];
        for (int i = 0; i < Draws; i++) x[i] = random.NextNormal();
        Assert.Equal(0, x.Average(), 0.015);
        Assert.Equal(1, x.Average(v => v * v), 0.02);
        Assert.Equal(0, x.Average(v => v * v * v), 0.05);
        Assert.Equal(3, x.Average(v => v * v * v * v), 0.15);
    }

    [Fact]
    public void Every_order_of_three_is_as_likely()
    {
        var random = new SeededRandom(2);
        var counts = new Dictionary<string, int>();
        for (int i = 0; i < 60_000; i++)
        {
            char[] order = ['a', 'b', 'c'];
            random.Shuffle<char>(order);
            counts[new string(order)] = counts.GetValueOrDefault(new string(order)) + 1;
        }
        Assert.Equal(6, counts.Count);
        Assert.All(counts.Values, c => Assert.InRange(c, 9_500, 10_500)); // 10,000 ± 5.5 standard deviations
    }
}
