namespace Kolosal.Learning.Trees;

/// <summary>One column 1 … 6 with the targets 0 0 4 4 10 10, squared error at the score 0, λ = 0: a leaf saves ½ (Σ y)² / n.</summary>
public class TreeGrowerTests
{
    private static readonly GradientBoostingOptions Options = new() { MaxLeaves = 3, MinRowsPerLeaf = 1, L2 = 0 };
    private static readonly double[] Targets = [0, 0, 4, 4, 10, 10];

    [Fact]
    public void Nodes_are_split_where_the_loss_falls_most()
    {
        // Root 28² / 6 = 392 / 3. Cut after 2: 0 + 28² / 4 = 196; after 4: 8² / 4 + 20² / 2 = 216: it saves ½ (216 − 392 / 3) = 128 / 3.
        // Then the left child: 0 + 8² / 2 − 8² / 4 = 16, so 8. The right one has nothing to gain.
        var nodes = Grow(Options, Targets).Nodes;
        double[] gains = [128.0 / 3, 8, 0, 0, 0], values = [28.0 / 6, 2, 10, 0, 4], covers = [6, 4, 2, 2, 2];
        Assert.Equal(5, nodes.Count);
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(gains[i], nodes[i].Gain, 9);
            Assert.Equal(values[i], nodes[i].Value, 9);
            Assert.Equal(covers[i], nodes[i].Cover, 9);
        }
        Assert.Equal([(1, 2), (3, 4), (-1, -1), (-1, -1), (-1, -1)], nodes.Select(node => (node.Left, node.Right)));
        Assert.Equal((3, 1), (nodes[0].Split.Code, nodes[1].Split.Code));
    }

    [Fact]
    public void Leaves_and_depth_are_limited()
    {
        Assert.Equal(3, Grow(Options with { MaxLeaves = 2 }, Targets).Nodes.Count);
        Assert.Equal(3, Grow(Options with { MaxDepth = 1 }, Targets).Nodes.Count);
        // Two more leaves than there are different targets gain nothing.
        Assert.Equal(5, Grow(Options with { MaxLeaves = 31 }, Targets).Nodes.Count);
        // Three rows a leaf: only the cut in the middle, 4² / 3 + 24² / 3 − 392 / 3 = 200 / 3.
        var halves = Grow(Options with { MinRowsPerLeaf = 3 }, Targets).Nodes;
        Assert.Equal(3, halves.Count);
        Assert.Equal(100.0 / 3, halves[0].Gain, 9);
    }

    [Fact]
    public void The_uppermost_node_or_the_one_that_gains_most_comes_next()
    {
        // Eight rows, targets 0 1 | 10 10 : 40 40 | 60 80. The root is cut in the middle. Left: 20² / 2 + ½ − 21² / 4 = 90.25, right: 80² / 2
        // + 140² / 2 − 220² / 4 = 900. Below the right one 60 | 80: 200. Leaf-wise the fourth leaf is there, depth-wise in the left child.
        double[] targets = [0, 1, 10, 10, 40, 40, 60, 80];
        var four = Options with { MaxLeaves = 4 };
        Assert.Equal([0, 1, 1, 2, 2, 3, 3], Grow(four, targets).Nodes.Select(node => node.Depth));
        Assert.Equal([0, 1, 1, 2, 2, 2, 2], Grow(four with { Growth = TreeGrowth.DepthWise }, targets).Nodes.Select(node => node.Depth));
    }

    [Fact]
    public void A_monotone_split_bounds_all_that_grows_below()
    {
        // Rising: the root's children 8 / 4 = 2 and 10 meet at 6, which the left subtree may not exceed nor the right one fall below.
        var nodes = Grow(Options with { Monotone = [1] }, Targets).Nodes;
        Assert.Equal((double.NegativeInfinity, 6), (nodes[1].Low, Math.Round(nodes[1].High, 9)));
        Assert.Equal((6, double.PositiveInfinity), (Math.Round(nodes[2].Low, 9), nodes[2].High));
    }

    [Fact]
    public void A_tree_sees_its_rows_only()
    {
        // Rows 0, 1 and 5: 100 / 3 as a leaf; cut after bin 1: 100, so it saves 100 / 3.
        var tree = Grow(Options, Targets, [0, 1, 5]);
        Assert.Equal(3, tree.Nodes.Count);
        Assert.Equal(100.0 / 3, tree.Nodes[0].Gain, 9);
        Assert.Equal([2, 1], tree.Nodes.Skip(1).Select(node => node.Rows));
    }

    private static BinnedTree Grow(GradientBoostingOptions options, double[] targets, int[]? rows = null)
    {
        var matrix = GrowingRows.Matrix(1, [.. Enumerable.Range(1, targets.Length).Select(v => (double)v)]);
        var problem = GrowingRows.Problem(targets);
        return new TreeGrower(matrix, [0], options, GrowingRows.Gradients(problem), GrowingRows.One, CancellationToken.None)
            .Grow(rows, seed: 1);
    }
}
