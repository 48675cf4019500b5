namespace Kolosal.Slo;

public class LatencySketchTests
{
    [Theory]
    [InlineData(0.5)]
    [InlineData(0.95)]
    [InlineData(0.99)]
    [InlineData(0)]
    [InlineData(1)]
    public void Quantiles_are_within_a_hundredth_of_the_exact_ones(double q)
    {
        var random = new Random(21);
        double[] values = [.. Enumerable.Range(0, 20_000).Select(_ => Math.Exp(4 * random.NextDouble() * random.NextDouble() - 1))];
        var sketch = new LatencySketch();
        foreach (double value in values) sketch.Add(value);
        Array.Sort(values);
        double exact = values[(int)Math.Floor(q * (values.Length - 1))];
        Assert.InRange(sketch.Quantile(q), exact * 0.99, exact * 1.0101);
    }

    [Fact]
    public void Merging_in_any_order_is_counting_together()
    {
        var (left, right, together) = (new LatencySketch(), new LatencySketch(), new LatencySketch());
        for (int i = 1; i <= 1000; i++)
        {
            (i % 3 == 0 ? left : right).Add(i * 0.37);
            together.Add(i * 0.37);
        }
        right.Merge(left);
        Assert.Equal(together.Bins.OrderBy(b => b.Key), right.Bins.OrderBy(b => b.Key));
    }

    [Fact]
    public void Without_values_there_is_no_quantile() => Assert.Throws<InvalidOperationException>(() => new LatencySketch().Quantile(0.5));
}
