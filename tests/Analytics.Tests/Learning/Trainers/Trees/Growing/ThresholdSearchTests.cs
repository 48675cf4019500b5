namespace Kolosal.Learning.Trees;

/// <summary>Three bins with G = 4, −1, −5 and H = 2, 1, 2: the node has G = −2, H = 5 and as a leaf, with λ = 1, the gain 4 / 6.</summary>
public class ThresholdSearchTests
{
    private static readonly (double, double) Free = (double.NegativeInfinity, double.PositiveInfinity);
    private static readonly GradientBoostingOptions Plain = new() { L2 = 1, MinHessianPerLeaf = 0 };

    [Fact]
    public void The_cut_of_most_gain_is_found()
    {
        // After bin 0: 16 / 3 + 36 / 4 = 43 / 3; after bin 1: 9 / 4 + 25 / 3 = 127 / 12. The first, less 2 / 3.
        var split = Find(Plain, [4, -1, -5], [2, 1, 2], missing: false);
        Assert.Equal(0, split.Code);
        Assert.Equal(41.0 / 3, split.Gain, 12);
        Assert.Equal(new NodeSums(4, 2, 2), split.LeftSums);
        Assert.False(split.MissingLeft); // nothing is missing here: missing values go to the larger child
    }

    [Fact]
    public void Missing_values_go_where_they_gain_most()
    {
        // Missing has G = −6, H = 1, so the node −8, 6 and the gain 64 / 7. To the right: after bin 0 16 / 3 + 144 / 5 = 34.13, after
        // bin 1 9 / 4 + 121 / 4 = 32.5, alone 4 / 6 + 36 / 2 = 18.67. To the left: after bin 0 4 / 4 + 36 / 4 = 10, after bin 1 9 / 5 + 25 / 3.
        var split = Find(Plain, [4, -1, -5, -6], [2, 1, 2, 1], missing: true);
        Assert.Equal((0, false), (split.Code, split.MissingLeft));
        Assert.Equal(16.0 / 3 + 144.0 / 5 - 64.0 / 7, split.Gain, 12);

        // With G = 6 they resemble bin 0: left 10, 3 and right −6, 3: 100 / 4 + 36 / 4 = 34, less 16 / 7.
        split = Find(Plain, [4, -1, -5, 6], [2, 1, 2, 1], missing: true);
        Assert.Equal((0, true), (split.Code, split.MissingLeft));
        Assert.Equal(34 - 16.0 / 7, split.Gain, 12);
    }

    [Fact]
    public void Alpha_shrinks_the_gradients()
    {
        // T(4) = 3, T(−6) = −5, T(−2) = −1: 9 / 3 + 25 / 4 − 1 / 6.
        var split = Find(Plain with { L1 = 1 }, [4, -1, -5], [2, 1, 2], missing: false);
        Assert.Equal(0, split.Code);
        Assert.Equal(9 + 1.0 / 4 - 1.0 / 6, split.Gain, 12);
    }

    [Fact]
    public void A_child_needs_rows_and_hessian()
    {
        // Three rows a child leave none of the two cuts: 2 | 3 and 3 | 2.
        Assert.False(Find(Plain, [4, -1, -5], [2, 1, 2], missing: false, minRows: 3).Exists);
        Assert.False(Find(Plain with { MinHessianPerLeaf = 2.5 }, [4, -1, -5], [2, 1, 2], missing: false).Exists);
    }

    [Fact]
    public void Monotone_constraints_refuse_the_wrong_order_and_bounds_cut_the_gain()
    {
        // Leaf values rise at both cuts: −4 / 3 | 6 / 4 and −3 / 4 | 5 / 3.
        Assert.False(Find(Plain with { Monotone = [-1] }, [4, -1, -5], [2, 1, 2], missing: false).Exists);
        Assert.Equal(41.0 / 3, Find(Plain with { Monotone = [1] }, [4, -1, -5], [2, 1, 2], missing: false).Gain, 12);

        // Within ±1 the left child saves −(8 · −1 + 3) = 5, the right one −(−12 + 4) = 8.
        var split = Find(Plain with { Monotone = [1] }, [4, -1, -5], [2, 1, 2], missing: false, bounds: (-1, 1));
        Assert.Equal(0, split.Code);
        Assert.Equal(13 - 2.0 / 3, split.Gain, 12);
    }

    [Fact]
    public void Of_equal_cuts_the_first_is_taken_and_a_better_one_before_is_kept()
    {
        // G = 3, −6, 3: both cuts are 9 / 2 + 9 / 3, less 0.
        var split = Find(Plain, [3, -6, 3], [1, 1, 1], missing: false);
        Assert.Equal(0, split.Code);
        Assert.Equal(7.5, split.Gain, 12);
        var before = new NodeSplit { Gain = 8, Column = 3 };
        Assert.Equal(3, Find(Plain, [3, -6, 3], [1, 1, 1], missing: false, best: before).Column);
    }

    private static NodeSplit Find(GradientBoostingOptions options, int[] g, int[] h, bool missing, double minRows = 1,
        (double, double)? bounds = null, NodeSplit best = default)
    {
        var (histogram, node) = GrowingRows.Histogram(g, h, h, missing);
        int bins = missing ? g.Length - 1 : g.Length;
        new ThresholdSearch(histogram, GrowingRows.Gain(options)).Find(0, bins, node, minRows, bounds ?? Free, options.MonotoneOf(0), ref best);
        return best;
    }
}
