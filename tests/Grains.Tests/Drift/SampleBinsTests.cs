namespace Kolosal.Drift;

public class SampleBinsTests
{
    [Fact]
    public void Both_samples_are_counted_in_the_bins_of_the_first()
    {
        var numbers = SampleBins.OfNumbers("x", [1, 2, 3, 4, double.NaN], [0, 9, double.NaN]);
        Assert.Equal(5, numbers.Reference.Rows);
        Assert.Equal((1, 1), (numbers.Current[0], numbers.Current[numbers.Reference.Counts.Length - 1]));
        Assert.Equal(1, numbers.Current[numbers.Reference.MissingBin]);
        var texts = SampleBins.OfTexts("c", ["b", "a", "b", null], ["a", "c", null]);
        Assert.Equal<string>(["a", "b"], texts.Reference.Categories);
        Assert.Equal([1, 2, 1, 0], texts.Reference.ByBin());
        Assert.Equal([1, 0, 1, 1], texts.Current);
    }

    [Fact]
    public void A_sample_that_moved_is_drift_and_one_that_did_not_is_none()
    {
        double[] before = [.. Enumerable.Range(0, 1000).Select(i => i / 1000.0)], moved = [.. before.Select(x => x + 0.5)];
        Assert.True(DriftDetection.Of([SampleBins.OfNumbers("x", before, moved)], 0.01).Drifted);
        Assert.False(DriftDetection.Of([SampleBins.OfNumbers("x", before, before)], 0.01).Drifted);
    }

    [Theory]
    [InlineData(new double[] { 5 }, new double[] { 7 })]
    [InlineData(new double[] { 5 }, new double[] { 3 })]
    [InlineData(new double[] { 5 }, new double[] { 5.0001 })]
    [InlineData(new double[] { 0, 1 }, new double[] { -999, 1 })]
    [InlineData(new double[] { 0, 1 }, new double[] { 0, 999 })]
    [InlineData(new double[] { 0, 1 }, new double[] { 0, 0.5 })]
    [InlineData(new double[] { 1, 2, 3 }, new double[] { 0, 2, 3 })]
    [InlineData(new double[] { 1, 2, 3 }, new double[] { 1, 2.5, 3 })]
    public void A_shift_to_any_side_of_few_values_is_drift(double[] before, double[] after)
    {
        Assert.True(DriftDetection.Of([SampleBins.OfNumbers("x", Repeated(before), Repeated(after))], 0.01).Drifted);
        Assert.False(DriftDetection.Of([SampleBins.OfNumbers("x", Repeated(before), Repeated(before))], 0.01).Drifted);
    }

    [Theory]
    [InlineData(0)] // half of the rows are 0, the rest spread over (0, 1)
    [InlineData(0.3)]
    [InlineData(1)]
    public void The_shared_value_of_half_the_rows_that_moves_a_little_is_drift(double shared)
    {
        double[] Rows(double point) => [.. Enumerable.Range(0, 1000).Select(i => i % 2 == 0 ? point : (i + 0.5) / 1001)];
        foreach (double moved in new[] { shared - 1e-9, shared + 1e-9 })
            Assert.True(DriftDetection.Of([SampleBins.OfNumbers("x", Rows(shared), Rows(moved))], 0.01).Drifted);
    }

    [Fact]
    public void Samples_of_one_law_alarm_at_the_stated_rate_whatever_values_they_share()
    {
        var random = new Random(5);
        int alarms = Enumerable.Range(0, 1000).Count(_ =>
            DriftDetection.Of([SampleBins.OfNumbers("x", Sample(random, 2000), Sample(random, 500))], 0.05).Drifted);
        Assert.InRange(alarms, 0, 80); // at most 5 % of 1000, plus four standard deviations of 7
    }

    private static double[] Repeated(double[] values) => [.. Enumerable.Repeat(values, 300).SelectMany(value => value)];

    /// <summary>A third zeros, a third of five levels, a third normal.</summary>
    private static double[] Sample(Random random, int rows) => [.. Enumerable.Range(0, rows).Select(_ => random.Next(3) switch
    {
        0 => 0,
        1 => random.Next(5),
        _ => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()),
    })];
}
