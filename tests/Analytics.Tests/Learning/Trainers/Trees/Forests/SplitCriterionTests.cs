using Kolosal.Numerics;

namespace Kolosal.Learning.Trees;

/// <summary>Two rows with x = 1 and three with x = 2; what is saved when the first two go left.</summary>
public class SplitCriterionTests
{
    private static readonly double[] X = [1, 1, 2, 2, 2];

    [Fact]
    public void Gini_of_two_classes() =>
        // Σ y² / n: 4 / 5 in the node, 0 and 4 / 3 in the children; two classes count half of Gini's 16 / 15.
        Near(8.0 / 15, Gain(Classes(2, 0, 0, 1, 1, 0), new()));

    [Fact]
    public void Gini_of_three_classes() =>
        // Σ c² / n: (4 + 4 + 1) / 5 in the node, 4 / 2 and (4 + 1) / 3 in the children.
        Near(2 + 5.0 / 3 - 9.0 / 5, Gain(Classes(3, 0, 0, 1, 1, 2), new()));

    [Fact]
    public void Entropy_in_nats() =>
        // Node 2 ln ⅖ + 3 ln ⅗, left pure, right 2 ln ⅔ + ln ⅓: the difference is 5 ln 5 − 6 ln 3.
        Near(5 * Math.Log(5) - 6 * Math.Log(3), Gain(Classes(2, 0, 0, 1, 1, 0), new() { Criterion = TreeCriterion.Entropy }));

    [Fact]
    public void Squared_error() =>
        // (Σ y)² / n: 33² / 5 in the node, 0 and 33² / 3 in the children.
        Near(1089.0 / 3 - 1089.0 / 5, Gain(TreeRows.OneColumn(X, [0, 0, 10, 10, 13]), new()));

    [Fact]
    public void Absolute_error() =>
        // Median 10: 10 + 10 + 3 = 23 in the node, 0 on the left, 3 on the right.
        Near(20, Gain(TreeRows.OneColumn(X, [0, 0, 10, 10, 13]), new() { RegressionCriterion = RegressionCriterion.AbsoluteError }));

    [Fact]
    public void Poisson_deviance() =>
        // Σ y ln (Σ y / n): 20 ln 4 in the node, 2 ln 1 and 18 ln 6 in the children.
        Near(18 * Math.Log(6) - 20 * Math.Log(4),
            Gain(TreeRows.OneColumn(X, [1, 1, 6, 6, 6]), new() { RegressionCriterion = RegressionCriterion.Poisson }));

    [Fact]
    public void Weights_count_as_shares_of_rows() =>
        // The second row twice and the last not at all: Σ w y 20 of Σ w 5 in the node, 20 of 2 on the right; over the mean weight of four rows.
        Near((400.0 / 2 - 400.0 / 5) / 1.25, Gain(TreeRows.OneColumn(X, [0, 0, 10, 10, 13], [1, 2, 1, 1, 0]), new()));

    [Fact]
    public void A_leaf_of_few_rows_is_drawn_to_the_shares_of_the_root()
    {
        // Root: 2 of 5. The left two rows have none of the class; with m = 3: (0 + 3 · ⅖) / (2 + 3) = 0.24.
        using var team = new WorkerTeam(1);
        var data = new ForestRows(Classes(2, 0, 0, 1, 1, 0), 255, 1, team, CancellationToken.None);
        var criterion = SplitCriterion.For(data, new());
        double[] ones = [1, 1, 1, 1, 1];
        criterion.Enter([0, 1, 2, 3, 4], 0, 5, ones);
        criterion.SetRoot();
        criterion.Enter([0, 1, 2, 3, 4], 0, 2, ones);
        Assert.Equal(0.24, criterion.LeafValue(3)[1], 12);
        Assert.Equal(0, criterion.LeafValue(0)[1]);
    }

    private static double Gain(TrainingSet rows, DecisionTreeOptions options)
    {
        using var team = new WorkerTeam(1);
        var data = new ForestRows(rows, 255, 1, team, CancellationToken.None);
        var criterion = SplitCriterion.For(data, options);
        int[] all = [.. Enumerable.Range(0, 5).Where(row => rows.Weight(row) > 0)];
        criterion.Enter(all, 0, all.Length, [.. Enumerable.Range(0, 5).Select(rows.Weight)]);
        Assert.Equal(2, criterion.Collect(data.Matrix.Columns[0]));
        criterion.Clear();
        criterion.MoveLeft(criterion.Present[0]);
        return criterion.Gain();
    }

    private static TrainingSet Classes(int classes, params int[] labels) => TrainingSet.Classification(X, TreeRows.Numbers(1), labels, classes);

    private static void Near(double expected, double got) => Assert.Equal(expected, got, 9);
}
