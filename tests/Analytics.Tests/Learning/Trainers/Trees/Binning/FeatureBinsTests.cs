namespace Kolosal.Learning.Trees;

public class FeatureBinsTests
{
    [Fact]
    public void Thresholds_lie_half_way_between_neighbouring_values_and_belong_to_the_lower_bin()
    {
        var bins = FeatureBins.ForNumbers(new double[] { 3, 1, double.NaN, 2, 2 }, [], 255);
        Assert.Equal([1.5, 2.5], bins.Thresholds);
        var codes = new byte[7];
        Assert.True(bins.Encode([-9, 1.5, 1.6, 2.5, 3, 1e300, double.NaN], 1, codes));
        Assert.Equal(new byte[] { 0, 0, 1, 1, 2, 2, 3 }, codes); // three bins, so missing is 3
    }

    [Fact]
    public void Bins_hold_about_equal_weight_and_a_heavy_value_has_its_own()
    {
        // Weights 1 1 1 5 and two bins: a share is 4. The first bin has 3 after the third value and would have
        // 8 with the next, half of which lies beyond the share: it is closed there.
        Assert.Equal([3.5], FeatureBins.ForNumbers(new double[] { 1, 2, 3, 4 }, new double[] { 1, 1, 1, 5 }, 2).Thresholds);
        // Equal weights and two bins: a share is 2, reached after the second value.
        Assert.Equal([2.5], FeatureBins.ForNumbers(new double[] { 1, 2, 3, 4 }, [], 2).Thresholds);
    }

    [Fact]
    public void A_thousand_values_fill_all_bins_evenly()
    {
        // 1,020 values in 255 bins are four each: thresholds at 3.5, 7.5, …
        var bins = FeatureBins.ForNumbers([.. Enumerable.Range(0, 1020).Select(i => (double)i)], [], 255);
        Assert.Equal(Enumerable.Range(1, 254).Select(b => 4 * b - 0.5), bins.Thresholds);
        var codes = new byte[1020];
        bins.Encode([.. Enumerable.Range(0, 1020).Select(i => (double)i)], 1, codes);
        for (int i = 0; i < codes.Length; i++) Assert.Equal(i / 4, codes[i]);
    }

    [Fact]
    public void The_heaviest_254_categories_keep_a_bin_each()
    {
        // Code c weighs c, so code 299 is the heaviest and 46 the 254th.
        var bins = FeatureBins.ForCategories([.. Enumerable.Range(0, 300).Select(c => (double)c)]);
        var codes = new byte[6];
        Assert.True(bins.Encode([299, 46, 45, 0, 300, 1.5], 1, codes));
        Assert.Equal(new byte[] { 0, 253, 254, 254, 255, 255 }, codes); // 300 and 1.5 are no categories: as missing
        Assert.Equal(255, bins.Bins);
    }

    [Fact]
    public void Neighbouring_numbers_are_still_separated()
    {
        double high = Math.BitIncrement(1.0);
        Assert.Equal(1.0, FeatureBins.Between(1, high));
        Assert.Equal(0, FeatureBins.Between(-double.MaxValue, double.MaxValue));
    }
}
