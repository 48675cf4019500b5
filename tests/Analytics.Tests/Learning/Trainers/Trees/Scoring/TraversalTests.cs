using System.Runtime.Intrinsics;

namespace Kolosal.Learning.Trees;

/// <summary>Trees t = 0 … n − 1 of one split each: x ≤ t has the leaf value 2ᵗ, x &gt; t has 0, and missing goes left where t is even.</summary>
public class TraversalTests
{
    // x = 3.5 goes left from t = 4 on; missing goes left at 0, 2, 4, 6, 8.
    [Theory]
    [InlineData(9, 3.5, 16 + 32 + 64 + 128 + 256)]
    [InlineData(9, double.NaN, 1 + 4 + 16 + 64 + 256)]
    [InlineData(9, 0, 511)] // on the threshold
    [InlineData(9, 99, 0)]
    [InlineData(3, 1.5, 4)] // fewer trees than walk side by side
    public void A_row_gets_the_leaves_that_it_reaches(int trees, double x, double expected)
    {
        var sums = new double[1];
        new RowTraversal(Powers(trees)).AddTo([x], sums);
        Assert.Equal(expected, sums[0]);
    }

    [Fact]
    public void Trees_take_turns_among_the_scores()
    {
        // x = 3.5: trees 4 … 8; even ones add to score 0, odd ones to score 1.
        var sums = new double[2];
        new RowTraversal(Powers(9)).AddTo([3.5], sums);
        Assert.Equal([16 + 64 + 256, 32 + 128], sums);
    }

    [Fact]
    public void Eight_rows_walk_one_tree_side_by_side()
    {
        // Tree 2 has the nodes 6 (root), 7 (left) and 8.
        var traversal = new RowTraversal(Powers(3));
        double[] rows = [0, 1, 2, 3, 4, double.NaN, -5, 2.5];
        var copies = new double[8 * traversal.CopyLength];
        for (int r = 0; r < 8; r++) traversal.Copy(rows.AsSpan(r, 1), copies.AsSpan(r * traversal.CopyLength));
        var leaves = new int[8];
        Assert.True(traversal.TryLeavesOf(2, copies, leaves));
        Assert.Equal([7, 7, 7, 8, 8, 7, 7, 8], leaves);
    }

    [Fact]
    public void A_block_gets_what_its_rows_get()
    {
        double[] rows = [3.5, double.NaN, 0, 99, 7.5];
        var scorer = BlockScorer.For(Powers(9))!;
        var sums = new double[BlockTree.Rows];
        scorer.AddTo(rows, rows.Length, sums, 1, new byte[(scorer.CopiesMissing ? 2 : 1) * BlockTree.Rows]);
        Assert.Equal([496, 341, 511, 0, 256], sums[..5]);
    }

    [Fact]
    public void A_block_tree_names_the_leaf_of_every_row()
    {
        // Column 0 ≤ code 1, or code 3 for missing, is leaf 0. Of the others, codes 0 and 2 of column 1 are leaf 1, the rest leaf 2.
        var tree = BlockTree.From(5, i => i switch { 0 => (0, 1), 2 => (1, 3), _ => (-1, 0) }, i => i == 0 ? (1, 3) : null, _ => [1, 0, 1, 0]);
        Assert.Equal([0, 0, 0, 1, 2], tree.LeafOf);
        var codes = new byte[2 * BlockTree.Rows];
        for (int r = 0; r < BlockTree.Rows; r++) (codes[r], codes[BlockTree.Rows + r]) = ((byte)(r % 4), (byte)(r / 4 % 4));
        var leaves = new byte[BlockTree.Rows];
        tree.Leaves(ref codes[0], BlockTree.Rows, new Vector512<byte>[BlockTree.MaxLeaves]).CopyTo(leaves);
        // Four rows a code of column 1: of column 0 only code 2 goes right.
        Assert.Equal(new byte[] { 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0 }, leaves[..16]);
        Assert.Equal(leaves[..16], leaves[48..]);
    }

    [Fact]
    public void A_split_by_categories_is_walked_by_itself()
    {
        // Category 1 of three goes left to 10, all others and unknown ones to 20; the tree beside it adds 1 for x ≤ 0.
        var builder = new TreeEnsembleBuilder(1, 1);
        int left = builder.Split(builder.Open(1), 0, [false, true, false], missingLeft: false, 1, 1, 1);
        builder.Leaf(left, [10]);
        builder.Leaf(left + 1, [20]);
        builder.Close();
        var trees = TreeEnsembleBuilder.Join([builder.Build(), Powers(1)]);
        var traversal = new RowTraversal(trees);
        foreach (var (x, expected) in new[] { (0.0, 21.0), (1, 10), (2, 20), (5, 20), (double.NaN, 21) })
        {
            var sums = new double[1];
            traversal.AddTo([x], sums);
            Assert.Equal(expected, sums[0]);
        }
    }

    private static TreeEnsemble Powers(int count)
    {
        var builder = new TreeEnsembleBuilder(1, 1);
        for (int t = 0; t < count; t++)
        {
            int left = builder.Split(builder.Open(2), 0, t, missingLeft: t % 2 == 0, gain: 1, coverLeft: 1, coverRight: 1);
            builder.Leaf(left, [1 << t]);
            builder.Leaf(left + 1, [0]);
            builder.Close();
        }
        return builder.Build();
    }
}
