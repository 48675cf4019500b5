using Kolosal.Statistics;

namespace Kolosal.Learning.Trees;

/// <summary>Squared error at the score 0 unless said otherwise: a leaf saves ½ (Σ y)² / (n + λ).</summary>
public class SymmetricTreeTests
{
    private static readonly GradientBoostingOptions Options = new() { Growth = TreeGrowth.Symmetric, MaxDepth = 2, MinRowsPerLeaf = 1, L2 = 0 };

    [Fact]
    public void Both_nodes_of_a_level_are_cut_alike()
    {
        // y = 10 a + b on the four corners, each twice. Root: 44² / 8 = 242; a: 2² / 4 + 42² / 4 = 442, so 100.
        // Then b: 0 + 2² / 2 − 2² / 4 = 1 and 20² / 2 + 22² / 2 − 42² / 4 = 1, so ½ in either node.
        double[] corners = [0, 0, 0, 1, 1, 0, 1, 1];
        var nodes = Grow(Options, GrowingRows.Matrix(2, [.. corners, .. corners]), [0, 1, 10, 11, 0, 1, 10, 11]).Nodes;
        Assert.Equal([0, 1, 1], nodes.Where(n => n.Left >= 0).Select(n => n.Split.Column));
        double[] gains = [100, 0.5, 0.5], values = [0, 1, 10, 11];
        Assert.All(gains.Zip(nodes), pair => Assert.Equal(pair.First, pair.Second.Gain, 9));
        Assert.All(values.Zip(nodes.Where(n => n.Left < 0)), pair => Assert.Equal(pair.First, pair.Second.Value, 9));
    }

    [Fact]
    public void A_node_that_a_cut_does_not_part_is_asked_again_on_the_next_level()
    {
        // One column: the middle, then 40 40 | 60 80 (saves 900 / 2), then 60 | 80 (200 / 2); 0 1 | 10 10 would save 90.25 / 2.
        var matrix = GrowingRows.Matrix(1, 1, 2, 3, 4, 5, 6, 7, 8);
        double[] targets = [0, 1, 10, 10, 40, 40, 60, 80];
        var three = Grow(Options with { MaxDepth = 3 }, matrix, targets).Nodes;
        Assert.Equal([0, 1, 1, 2, 2, 3, 3], three.Select(n => n.Depth));
        Assert.Equal([3, 5, 6], three.Where(n => n.Left >= 0).Select(n => n.Split.Code));
        var four = Grow(Options with { MaxDepth = 4 }, matrix, targets).Nodes;
        Assert.Equal(1, four.Last(n => n.Left >= 0 && n.Depth == 1 && n.Split.Code < 3).Split.Code);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(3, 2.5)]
    public void The_cut_of_a_level_is_the_best_of_all_asked_one_by_one(ulong seed, double lambda)
    {
        const int Rows = 90, Columns = 3, MinRows = 4;
        var random = new SeededRandom(seed);
        double[] x = [.. Enumerable.Range(0, Rows * Columns).Select(_ => random.Next(9) == 0 ? double.NaN : random.Next(12))];
        double[] y = [.. Enumerable.Range(0, Rows).Select(_ => random.NextNormal())];
        var nodes = Grow(Options with { L2 = lambda, MinRowsPerLeaf = MinRows }, GrowingRows.Matrix(Columns, x), y).Nodes;
        Assert.InRange(nodes.Count, 5, 7);

        // The rows of the first level's nodes, and what every cut of them would save, from the values themselves.
        var first = nodes[0].Split;
        int[][] sides = [.. Enumerable.Range(0, Rows).GroupBy(r => double.IsNaN(x[r * Columns + first.Column]) ? first.MissingLeft
            : x[r * Columns + first.Column] <= first.Code).Select(g => g.ToArray())];
        double best = 0;
        for (int c = 0; c < Columns; c++)
            for (int code = 0; code < 12; code++)
                foreach (bool missingLeft in (bool[])[false, true])
                    best = Math.Max(best, sides.Sum(rows => Saved(rows,
                        r => double.IsNaN(x[r * Columns + c]) ? missingLeft : x[r * Columns + c] <= code)));
        // A cut may cost one of two nodes something, which a node does not show.
        double found = nodes.Skip(1).Where(n => n.Left >= 0).Sum(n => n.Split.Gain) / 2 * UnitOf(y);
        Assert.Equal(best, found, 6);
        Assert.Single(nodes.Skip(1).Where(n => n.Left >= 0).Select(n => (n.Split.Column, n.Split.Code, n.Split.MissingLeft)).Distinct());

        double Saved(int[] rows, Func<int, bool> left)
        {
            int[] l = [.. rows.Where(left)], r = [.. rows.Where(row => !left(row))];
            return l.Length < MinRows || r.Length < MinRows ? 0 : (Leaf(l) + Leaf(r) - Leaf(rows)) / 2;
        }

        double Leaf(int[] rows) => Math.Pow(rows.Sum(r => y[r]), 2) / (rows.Length + lambda);
    }

    [Fact]
    public void There_are_no_more_different_cuts_than_levels()
    {
        var set = TreeRows.Numeric(2000, seed: 4);
        var matrix = BinnedMatrix.Fit(set.Features, set.Columns, default, 255, 1, GrowingRows.One, CancellationToken.None);
        var nodes = Grow(Options with { MaxDepth = 0, MinRowsPerLeaf = 20 }, matrix, set.Targets.ToArray()).Nodes;
        Assert.InRange(nodes.Where(n => n.Left >= 0).Select(n => (n.Split.Column, n.Split.Code)).Distinct().Count(), 4, 6);
        Assert.InRange(nodes.Count(n => n.Left < 0), 10, 64);
        Assert.All(nodes, n => Assert.InRange(n.Rows, 20, 2000));
    }

    [Fact]
    public void A_monotone_constraint_holds()
    {
        var set = TreeRows.Numeric(1500, seed: 9);
        var model = new GradientBoostingTrainer(Options with { MaxDepth = 5, Trees = 40, Monotone = [1, 0, -1] }).Fit(set, 1, CancellationToken.None);
        for (int i = 0; i < 40; i++)
        {
            double at = -2 + i * 0.1;
            Assert.True(model.Predict(at, 0.3, 0.2) <= model.Predict(at + 0.1, 0.3, 0.2));
            Assert.True(model.Predict(0.3, 0.3, at) >= model.Predict(0.3, 0.3, at + 0.1));
        }
    }

    [Fact]
    public void Columns_meet_only_within_their_groups()
    {
        // Additive in the groups {0} and {1, 2}: moving column 0 changes the score alike wherever the others are.
        var set = TreeRows.Numeric(1500, seed: 9);
        var model = new GradientBoostingTrainer(Options with { MaxDepth = 4, Interactions = [[0], [1, 2]] }).Fit(set, 1, CancellationToken.None);
        Assert.Equal(model.Predict(1, 0.5, -1) - model.Predict(-1, 0.5, -1), model.Predict(1, -1.5, 2) - model.Predict(-1, -1.5, 2), 9);
    }

    [Theory]
    [InlineData(3000, 2, RowSampling.Uniform)]
    [InlineData(3000, 4, RowSampling.GradientBased)]
    [InlineData(80_000, 2, RowSampling.GradientBased)]
    public void The_model_does_not_depend_on_the_threads_and_learns(int rows, int classes, RowSampling sampling)
    {
        var set = TreeRows.Mixed(rows, seed: 3, classes);
        var options = Options with { MaxDepth = 6, MinRowsPerLeaf = 20, Trees = 30, L2 = 1, Sampling = sampling };
        var model = new GradientBoostingTrainer(options).Fit(set, 5, CancellationToken.None);
        Assert.Equal(model.Hash(), new GradientBoostingTrainer(options with { Threads = 3 }).Fit(set, 5, CancellationToken.None).Hash());
        double[] outputs = model.PredictAll(set);
        int right = Enumerable.Range(0, rows).Count(r => outputs.AsSpan(r * classes, classes).IndexOf(outputs.Skip(r * classes).Take(classes).Max())
            == set.Labels.Span[r]);
        Assert.InRange((double)right / rows, classes == 2 ? 0.8 : 0.6, 1);
    }

    [Fact]
    public void What_symmetric_trees_cannot_be_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new GradientBoostingTrainer(Options with { MaxDepth = 11 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new GradientBoostingTrainer(Options with { Categories = CategoryCoding.Sorted }));
        _ = new GradientBoostingTrainer(Options with { MaxDepth = 10, Categories = CategoryCoding.OrderedTarget });
    }

    private static double UnitOf(double[] targets)
    {
        var gradients = GrowingRows.Gradients(GrowingRows.Problem(targets));
        return gradients.GradientUnit * gradients.GradientUnit / gradients.HessianUnit;
    }

    private static BinnedTree Grow(GradientBoostingOptions options, BinnedMatrix matrix, double[] targets) =>
        new TreeGrower(matrix, [.. Enumerable.Range(0, matrix.Columns.Length)], options, GrowingRows.Gradients(GrowingRows.Problem(targets)),
            GrowingRows.One, CancellationToken.None).Grow([], seed: 1);
}
