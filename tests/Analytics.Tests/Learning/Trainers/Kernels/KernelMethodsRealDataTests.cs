using Kolosal.Learning.Metrics;
using Kolosal.Learning.Pipelines;
using Kolosal.Testing;

namespace Kolosal.Learning.Kernels;

/// <summary>Default trainers on real data beside scikit-learn 1.2.1 on the same splits: SVC, SVR on a standardised target, MLP with its
/// defaults, a Gaussian process of a constant times Matérn 5/2 plus white noise; columns standardised, categories one-hot.</summary>
/// <remarks>Figures are the mean AUC, or RMSE, over the first three folds.</remarks>
public class KernelMethodsRealDataTests
{
    [DataTheory]
    [InlineData("titanic", "svm", 0.8528, 0.008)]
    [InlineData("german_credit", "svm", 0.7799, 0.005)]
    [InlineData("breast_cancer", "svm", 0.9915, 0.002)]
    [InlineData("boston", "svm", 3.928, 0.04)]
    [InlineData("diabetes", "svm", 54.40, 0.2)]
    [InlineData("boston", "gaussian_process", 3.047, 0.2)]
    [InlineData("diabetes", "gaussian_process", 54.01, 0.5)]
    [InlineData("titanic", "mlp", 0.8763, 0.01)]
    [InlineData("german_credit", "mlp", 0.744, 0.01)]
    [InlineData("breast_cancer", "mlp", 0.9935, 0.003)]
    [InlineData("boston", "mlp", 3.79, 0.2)]
    [InlineData("diabetes", "mlp", 55.2, 2)]
    public void Level_with_its_peer(string data, string trainer, double peer, double margin)
    {
        var set = RealDataSet.Load(data);
        double ours = set.TestFolds.Take(3).Average(fold =>
        {
            var test = set.Table.SelectRows(set.TestRows(fold));
            var part = TrainingPart.WholeTable(set.Table.SelectRows(set.TrainingRows(fold)));
            double[] outputs = PipelineTrainer.Fit(part, set.Problem, Trainers.Get(trainer), HyperParameters.Empty, seed: 1, CancellationToken.None,
                threads: 1).Score(test);
            return set.HasClasses
                ? RankMetrics.RocAuc([.. set.Problem.Labels(test).Select(label => label == 1)],
                    [.. Enumerable.Range(0, test.Rows).Select(r => outputs[2 * r + 1])], [])
                : Math.Sqrt(set.Problem.Targets(test).Select((y, r) => (y - outputs[r]) * (y - outputs[r])).Average());
        });
        Assert.True(set.HasClasses ? ours >= peer - margin : ours <= peer + margin, $"{data} {trainer}: {ours:G5}, peer {peer:G5}");
    }

    private sealed class DataTheoryAttribute : TheoryAttribute
    {
        public DataTheoryAttribute()
        {
            if (SharedFolders.Data is null) Skip = "The data folder is absent: set KOLOSAL_DATA or place it at ../shared/data.";
        }
    }
}
