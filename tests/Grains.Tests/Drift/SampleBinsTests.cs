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
}
