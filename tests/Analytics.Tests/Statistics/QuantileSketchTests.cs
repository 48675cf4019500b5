namespace Kolosal.Statistics;

public class QuantileSketchTests
{
    private const double Error = 0.0165;

    [Fact]
    public void Up_to_its_size_a_sketch_is_exact()
    {
        var sketch = new QuantileSketch(200);
        sketch.Add([.. Enumerable.Range(0, 199).Select(i => (double)(i * 77 % 199))]);
        Assert.Equal((199L, 0.0, 198.0, 199), (sketch.Count, sketch.Minimum, sketch.Maximum, sketch.Kept));
        Assert.Equal(99, sketch.Quantile(0.5)); // the 100th of 0 … 198
        Assert.Equal(100 / 199.0, sketch.Share(99), 12);
    }

    [Theory, InlineData("random"), InlineData("ascending"), InlineData("descending"), InlineData("zigzag")]
    public void Ranks_are_within_the_error_in_99_of_100_answers_whatever_the_order(string order)
    {
        const int Rows = 20_000;
        int asked = 0, right = 0;
        for (ulong seed = 0; seed < 20; seed++)
        {
            var sketch = new QuantileSketch(200, seed);
            sketch.Add(Permutation(Rows, order, seed));
            Count(sketch, Rows, ref asked, ref right);
            Assert.InRange(sketch.Kept, 1, 700);
        }
        Assert.True(right >= 0.99 * asked, $"{right} of {asked}");
    }

    [Fact]
    public void The_order_and_tree_of_merges_do_not_matter_beyond_the_error()
    {
        const int Rows = 20_000, Parts = 37;
        int asked = 0, right = 0;
        for (ulong seed = 0; seed < 20; seed++)
        {
            var random = new SeededRandom(seed);
            double[] values = Permutation(Rows, "random", seed);
            // Parts of very different sizes, some empty, merged in a random tree.
            int[] cuts = [0, .. Enumerable.Range(0, Parts - 1).Select(_ => random.Next(Rows)).Order(), Rows];
            var sketches = Enumerable.Range(0, Parts).Select(p =>
            {
                var own = new QuantileSketch(200, SeededRandom.Derive(seed, (ulong)p));
                own.Add(values.AsSpan(cuts[p]..cuts[p + 1]));
                return own;
            }).ToList();
            while (sketches.Count > 1)
            {
                int into = random.Next(sketches.Count), from = (into + 1 + random.Next(sketches.Count - 1)) % sketches.Count;
                sketches[into].Merge(sketches[from]);
                sketches.RemoveAt(from);
            }
            Assert.Equal(Rows, sketches[0].Count);
            Assert.Equal((0.0, Rows - 1.0), (sketches[0].Minimum, sketches[0].Maximum));
            Count(sketches[0], Rows, ref asked, ref right);
        }
        Assert.True(right >= 0.99 * asked, $"{right} of {asked}");
    }

    [Fact]
    public void Equal_inputs_give_equal_sketches()
    {
        QuantileSketch Of()
        {
            var sketch = new QuantileSketch(64, 5);
            sketch.Add(Permutation(5000, "random", 1));
            return sketch;
        }
        Assert.Equal(Enumerable.Range(0, 101).Select(p => Of().Quantile(p / 100.0)), Enumerable.Range(0, 101).Select(p => Of().Quantile(p / 100.0)));
    }

    [Fact]
    public void What_has_no_rank_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new QuantileSketch().Add([double.NaN]));
        Assert.Throws<InvalidOperationException>(() => new QuantileSketch().Quantile(0.5));
        Assert.Throws<ArgumentException>(() => new QuantileSketch(100).Merge(new QuantileSketch(200)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new QuantileSketch(7));
    }

    /// <summary>The values are 0 … rows − 1, so a value's rank is known.</summary>
    private static void Count(QuantileSketch sketch, int rows, ref int asked, ref int right)
    {
        for (int p = 1; p < 20; p++)
        {
            asked++;
            if (Math.Abs(sketch.Quantile(p / 20.0) / rows - p / 20.0) <= Error) right++;
        }
    }

    private static double[] Permutation(int rows, string order, ulong seed)
    {
        double[] values = [.. Enumerable.Range(0, rows).Select(i => (double)i)];
        if (order == "random") new SeededRandom(seed).Shuffle<double>(values);
        if (order == "descending") Array.Reverse(values);
        if (order == "zigzag") values = [.. values.Select((_, i) => i % 2 == 0 ? i / 2 : rows - 1.0 - i / 2)];
        return values;
    }
}
