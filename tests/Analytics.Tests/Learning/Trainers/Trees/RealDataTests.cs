using Kolosal.Learning.Metrics;
using Kolosal.Learning.Pipelines;
using Kolosal.Testing;

namespace Kolosal.Learning.Trees;

/// <summary>Default trainers on real data with fixed splits, beside scikit-learn 1.2.1's
/// defaults on the same splits (200 trees for its forest).</summary>
/// <remarks>Peers' figures are the mean AUC, or RMSE, over the test folds. The margin is
/// about one standard error of the test rows or folds.</remarks>
public class RealDataTests
{
    [DataFact]
    public void Boosting_is_level_with_histogram_gradient_boosting()
    {
        AtLeast("titanic", "gradient_boosting", 0.8783, 0.010);
        AtLeast("german_credit", "gradient_boosting", 0.7674, 0.012);
        AtLeast("telco_churn", "gradient_boosting", 0.8343, 0.005);
        AtLeast("adult", "gradient_boosting", 0.9273, 0.0025);
        AtLeast("hospital_readmission", "gradient_boosting", 0.6761, 0.003); // columns of 700 and more categories
        AtMost("boston", "gradient_boosting", 3.356, 0.20);
        AtMost("california_housing", "gradient_boosting", 47_934, 700);
    }

    [DataFact]
    public void Forests_are_level_with_random_forests()
    {
        AtLeast("titanic", "random_forest", 0.8697, 0.010);
        AtLeast("german_credit", "random_forest", 0.7957, 0.015);
        AtMost("boston", "random_forest", 3.255, 0.20);
    }

    private static void AtLeast(string name, string trainer, double peer, double margin)
    {
        double ours = Score(name, trainer);
        Assert.True(ours >= peer - margin, $"{name} {trainer}: AUC {ours:F4}, peer {peer:F4}");
    }

    private static void AtMost(string name, string trainer, double peer, double margin)
    {
        double ours = Score(name, trainer);
        Assert.True(ours <= peer + margin, $"{name} {trainer}: RMSE {ours:G6}, peer {peer:G6}");
    }

    internal static double Score(string name, string trainer)
    {
        var set = RealDataSet.Load(name);
        return set.TestFolds.Average(fold =>
        {
            var test = set.Table.SelectRows(set.TestRows(fold));
            var fitted = PipelineTrainer.Fit(
                TrainingPart.WholeTable(set.Table.SelectRows(set.TrainingRows(fold))), set.Problem, Trainers.Get(trainer), HyperParameters.Empty,
                    seed: 1, CancellationToken.None, threads: 2);
            double[] outputs = fitted.Score(test);
            return set.HasClasses
                ? RankMetrics.RocAuc([.. set.Problem.Labels(test).Select(label => label == 1)],
                    [.. Enumerable.Range(0, test.Rows).Select(r => outputs[2 * r + 1])], [])
                : Math.Sqrt(set.Problem.Targets(test).Select((y, r) => (y - outputs[r]) * (y - outputs[r])).Average());
        });
    }
}
