using Kolosal.Statistics;

namespace Kolosal.Learning.Trees;

public class LevelTreeTests
{
    [Theory]
    [InlineData(8, 256)]
    [InlineData(10, 1024)]
    public void Bushy_trees_give_a_batch_the_bits_of_its_rows(int depth, int leaves)
    {
        var set = Holes(3000);
        var model = (GradientBoostingModel)new GradientBoostingTrainer(
            new() { Trees = 5, MaxDepth = depth, MaxLeaves = leaves, MinRowsPerLeaf = 1, Growth = TreeGrowth.DepthWise })
            .Fit(set, 1, CancellationToken.None);
        Assert.True(model.Trees.Columns.Length > 5 * (1 << depth) / 2); // bushy enough to walk
        double[] batch = model.PredictAll(set), single = new double[1];
        for (int r = 0; r < set.Rows; r++)
        {
            model.Score(set.Row(r), single);
            Assert.Equal(single[0], batch[r]);
        }
    }

    [Fact]
    public void A_row_ends_in_the_leaf_that_its_codes_lead_to()
    {
        // A chain: node 2 i asks column 0 for codes up to i, its left child is a leaf, down to
        // depth 8 — with too few splits to be walked, unless every leaf is split once more.
        Assert.Null(LevelTree.From(17, 1, i => i % 2 == 0 && i < 16 ? (0, i + 1) : (-1, 0), i => (i / 2, -1), i => i));

        // A complete tree of depth 6 over column 0 alone: node i of level l splits its range of codes in the middle, so code c ends in leaf c.
        int Level(int i) => (int)Math.Log2(i + 1);
        int First(int i) => (i + 1 - (1 << Level(i))) << (6 - Level(i));
        var tree = LevelTree.From(127, 1, i => Level(i) < 6 ? (0, 2 * i + 1) : (-1, 0), i => (First(i) + (32 >> Level(i)) - 1, i == 0 ? 64 : -1),
            i => First(i));
        Assert.NotNull(tree);
        byte[] codes = new byte[2 * LevelTree.Rows];
        for (int r = 0; r < 64; r++) codes[r] = (byte)r;
        codes[5] = 64; // missing: left at the root, which looks at the copy, right at all others
        LevelTree.MissingLeft(codes.AsSpan(0, 64), 64, codes.AsSpan(64));
        var sums = new double[64];
        tree.AddTo(ref codes[0], sums);
        for (int r = 0; r < 64; r++) Assert.Equal(r == 5 ? 31 : r, sums[r]);
    }

    private static TrainingSet Holes(int rows)
    {
        var random = new SeededRandom(12);
        double[] x = new double[rows * 4], y = new double[rows];
        for (int r = 0; r < rows; r++)
        {
            for (int c = 0; c < 4; c++) x[4 * r + c] = random.Next(6) == 0 ? double.NaN : random.NextNormal();
            y[r] = (double.IsNaN(x[4 * r]) ? 2 : x[4 * r]) * (double.IsNaN(x[4 * r + 1]) ? -1 : x[4 * r + 1]) + random.NextNormal();
        }
        return TrainingSet.Regression(x, TreeRows.Numbers(4), y);
    }
}
