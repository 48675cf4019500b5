namespace Kolosal.Learning.Trees;

/// <summary>Three categories with G = 6, −5, −1 and H = 2 each: G / H is 3, −2.5, −0.5, so the order is 1, 2, 0; the node has G = 0.</summary>
public class CategorySearchTests
{
    private static readonly GradientBoostingOptions Options = new() { L2 = 1, MinHessianPerLeaf = 0, CategorySmoothing = 0 };

    [Fact]
    public void Categories_are_ordered_by_gradient_and_cut_once()
    {
        // {1}: 25 / 3 + 25 / 5 = 13.3; {1, 2}: 36 / 5 + 36 / 3 = 19.2; from the other end {0} is the same cut.
        var split = Find(Options, [6, -5, -1], [2, 2, 2], [2, 2, 2]);
        Assert.Equal(19.2, split.Gain, 12);
        Assert.Equal(-1, split.Code);
        Assert.Equal([1, 2], Left(split));
        Assert.Equal(new NodeSums(-6, 4, 4), split.LeftSums);
    }

    [Fact]
    public void A_rare_category_is_not_asked_and_goes_right()
    {
        // Category 2 has fewer than three rows: {1} 13.3, {1, 0} 1 / 5 + 1 / 3; from the other end {0} 36 / 3 + 36 / 5 = 19.2.
        var split = Find(Options with { CategorySmoothing = 3, L2 = 1 }, [6, -5, -1], [2, 2, 2], [3, 3, 2]);
        Assert.Equal(19.2, split.Gain, 12);
        Assert.Equal([0], Left(split));
    }

    [Fact]
    public void A_category_without_rows_goes_with_the_larger_child()
    {
        // {1, 2} against {0} as above; category 3 has no row in the node, and the named side is the larger one.
        var split = Find(Options, [6, -5, -1, 0], [2, 2, 2, 0], [2, 2, 2, 0]);
        Assert.Equal([1, 2, 3], Left(split));
        Assert.True(split.MissingLeft);
    }

    [Fact]
    public void More_than_four_categories_pay_for_the_choice()
    {
        // Five categories of G = 8, −2, −2, −2, −2 and H = 4: {0} apart is 64 / 4 + 64 / 16 = 20 with λ = 0.
        // The choice adds 4 to λ: 64 / 8 + 64 / 20 = 11.2.
        var free = Options with { L2 = 0, CategoryL2 = 0, MinRowsPerCategoryGroup = 0 };
        int[] g = [8, -2, -2, -2, -2], h = [4, 4, 4, 4, 4];
        Assert.Equal(20, Find(free, g, h, h).Gain, 12);
        Assert.Equal(11.2, Find(free with { CategoryL2 = 4 }, g, h, h).Gain, 12);
        Assert.False(Find(free with { MinRowsPerCategoryGroup = 11 }, g, h, h).Exists); // neither child of 20 rows can have 11
    }

    private static NodeSplit Find(GradientBoostingOptions options, int[] g, int[] h, int[] n)
    {
        var (histogram, node) = GrowingRows.Histogram(g, h, n, missing: false, categories: true);
        NodeSplit best = default;
        new CategorySearch(histogram, GrowingRows.Gain(options), options)
            .Find(0, g.Length, g.Length, node, 1, (double.NegativeInfinity, double.PositiveInfinity), ref best);
        return best;
    }

    private static int[] Left(NodeSplit split) => [.. Enumerable.Range(0, 256).Where(split.Left.Contains)];
}
