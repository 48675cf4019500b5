using Kolosal.Testing;

namespace Kolosal.Learning.Trees;

/// <summary>What scikit-learn 1.2.1 makes of the oracle's rows with criteria and pruning that
/// the oracle has no case for; the figures were the same for six of its seeds.</summary>
public class DecisionTreePeerTests
{
    [OracleFact]
    public void The_absolute_error_gives_the_peers_medians()
    {
        // DecisionTreeRegressor(criterion="absolute_error", max_depth=3, min_samples_leaf=5)
        var rows = Regression(y => y);
        double[] outputs = Fit(rows, RegressionCriterion.AbsoluteError).PredictAll(rows);
        Assert.Equal([176.5, 151.0, 88.0, 248.0, 176.5], outputs[..5]);
        Assert.Equal(3404, Enumerable.Range(0, rows.Rows).Sum(r => Math.Abs(outputs[r] - rows.Targets.Span[r])), 9);
    }

    [OracleFact]
    public void The_Poisson_deviance_gives_the_peers_means()
    {
        // DecisionTreeRegressor(criterion="poisson", max_depth=3, min_samples_leaf=5) on exp(y / sd(y))
        double[] y = OracleReading.Case("models_other.json", "tree_regression#0").Vector("y");
        double deviation = Math.Sqrt(y.Sum(v => Math.Pow(v - y.Average(), 2)) / y.Length);
        var rows = Regression(v => Math.Exp(v / deviation));
        double[] outputs = Fit(rows, RegressionCriterion.Poisson).PredictAll(rows);
        double[] expected = [18.027933346, 5.109205114, 8.305630738, 29.417959463, 8.305630738];
        for (int r = 0; r < expected.Length; r++) Assert.Equal(expected[r], outputs[r], 8);
        Assert.Equal(633.258204168, Enumerable.Range(0, rows.Rows).Sum(r => Math.Abs(outputs[r] - rows.Targets.Span[r])), 7);
    }

    [OracleFact]
    public void The_pruning_path_is_the_peers()
    {
        // DecisionTreeClassifier().cost_complexity_pruning_path(X, y), and the leaves left at each α
        double[] alphas = [0.0, 0.0096875, 0.01931034482758619, 0.024, 0.027277890466531438, 0.2388246434937612, 0.3370121212121211];
        double[] losses = [0.0, 0.019375, 0.03868534482758619, 0.0626853448275862, 0.08996323529411764, 0.32878787878787885, 0.6658];
        var path = new DecisionTreeTrainer(new()).PruningPath(Classes("tree_gini#0"), CancellationToken.None);
        Assert.Equal([8, 6, 5, 4, 3, 2, 1], path.Select(step => step.Leaves));
        for (int i = 0; i < alphas.Length; i++)
        {
            Assert.Equal(alphas[i], path[i].Alpha, 10);
            Assert.Equal(losses[i], path[i].Loss, 10);
        }
    }

    [OracleFact]
    public void The_pruning_path_of_numbers_is_the_peers()
    {
        // DecisionTreeRegressor(min_samples_leaf=5).cost_complexity_pruning_path(X, y), its last six steps
        double[] alphas = [197.60391452991442, 212.7853689839567, 380.8725539811044, 573.2254473315145, 624.4673900293245, 1511.2950732117815];
        double[] losses = [2181.908566462319, 2394.6939354462756, 2775.56648942738, 3348.7919367588947, 3973.2593267882194, 5484.554400000001];
        var path = new DecisionTreeTrainer(new() { MinRowsPerLeaf = 5 }).PruningPath(Regression(y => y), CancellationToken.None);
        for (int i = 0; i < alphas.Length; i++)
        {
            Assert.Equal(alphas[i], path[path.Length - 6 + i].Alpha, 6);
            Assert.Equal(losses[i], path[path.Length - 6 + i].Loss, 6);
        }
    }

    [OracleFact]
    public void A_pruned_tree_is_that_of_the_path()
    {
        var rows = Classes("tree_gini#1");
        // The peer's path ends in 3 leaves at α = 0.0406 and 1 at 0.2188, out of a root loss of 0.6622.
        foreach (var (alpha, leaves) in new[] { (0.0, 14), (0.01, 12), (0.041, 3), (0.22, 1) })
        {
            var model = (ForestModel)new DecisionTreeTrainer(new() { CostComplexity = alpha / 0.6622 }).Fit(rows, 1, CancellationToken.None);
            Assert.Equal(leaves, model.Trees.Columns.Count(column => column < 0));
        }
    }

    private static TrainingSet Regression(Func<double, double> target)
    {
        var it = OracleReading.Case("models_other.json", "tree_regression#0");
        return TrainingSet.Regression(it.Vector("X"), TreeRows.Numbers(it.Matrix("X")[0].Length), it.Vector("y").Select(target).ToArray());
    }

    private static TrainingSet Classes(string id)
    {
        var it = OracleReading.Case("models_other.json", id);
        return TrainingSet.Classification(it.Vector("X"), TreeRows.Numbers(it.Matrix("X")[0].Length), it.Integers("y"), 3);
    }

    private static IPredictor Fit(TrainingSet rows, RegressionCriterion criterion) =>
        new DecisionTreeTrainer(new() { RegressionCriterion = criterion, MaxDepth = 3, MinRowsPerLeaf = 5 }).Fit(rows, 1, CancellationToken.None);
}
