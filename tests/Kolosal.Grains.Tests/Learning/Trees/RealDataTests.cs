using System.IO.Compression;
using System.Text.Json;
using Kolosal.Learning.Metrics;
using Kolosal.Learning.Pipelines;
using Kolosal.Tabular;
using Kolosal.Testing;

namespace Kolosal.Learning.Trees;

/// <summary>Default trainers on real data with fixed splits, beside scikit-learn 1.2.1's defaults on the same splits (200 trees for its forest).</summary>
/// <remarks>Peers' figures are the mean AUC, or RMSE, over the test folds. The margin is about one standard error of the test rows or folds.</remarks>
public class RealDataTests
{
    [DataFact]
    public void Boosting_is_level_with_histogram_gradient_boosting()
    {
        AtLeast("titanic", "gradient_boosting", 0.8783, 0.010);
        AtLeast("german_credit", "gradient_boosting", 0.7674, 0.012);
        AtLeast("telco_churn", "gradient_boosting", 0.8343, 0.005);
        AtLeast("adult", "gradient_boosting", 0.9273, 0.0025);
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

    private static double Score(string name, string trainer)
    {
        string folder = SharedFolders.Data!;
        using var facts = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "datasets.json")));
        var about = facts.RootElement.GetProperty(name);
        string target = about.GetProperty("target").GetString()!;
        bool numbers = about.GetProperty("task").GetString() == "regression";
        string[] dropped = [.. about.GetProperty("drop").EnumerateArray().Select(c => c.GetString()!)];
        var types = about.GetProperty("categorical").EnumerateArray().ToDictionary(c => c.GetString()!, _ => ColumnType.Categorical);
        if (!numbers) types[target] = ColumnType.Categorical;
        var table = Read(Path.Combine(folder, about.GetProperty("file").GetString()!), types);
        table = table.SelectColumns(table.Schema.Columns.Select(c => c.Name).Except(dropped));
        var problem = LearningProblem.Infer(table, target, numbers ? LearningTask.Regression : LearningTask.Binary, numbers ? null : about.GetProperty("positive").ToString());

        int[] fold = [.. File.ReadLines(Path.Combine(folder, "splits", name + ".csv")).Skip(1).Select(line => line.Split(','))
            .OrderBy(cells => int.Parse(cells[0])).Select(cells => int.Parse(cells[1]))];
        int[] tested = about.GetProperty("protocol").GetString() == "cv5" ? [.. fold.Distinct().Order()] : [0];
        return tested.Average(f =>
        {
            var training = table.SelectRows([.. Enumerable.Range(0, fold.Length).Where(r => fold[r] != f)]);
            var test = table.SelectRows([.. Enumerable.Range(0, fold.Length).Where(r => fold[r] == f)]);
            var fitted = PipelineTrainer.Fit(training, problem, Trainers.Get(trainer), HyperParameters.Empty, seed: 1, CancellationToken.None, threads: 2);
            double[] outputs = fitted.Score(test);
            return numbers
                ? Math.Sqrt(problem.Targets(test).Select((y, r) => (y - outputs[r]) * (y - outputs[r])).Average())
                : RankMetrics.RocAuc([.. problem.Labels(test).Select(label => label == 1)], [.. Enumerable.Range(0, test.Rows).Select(r => outputs[2 * r + 1])], []);
        });
    }

    private static Frame Read(string path, Dictionary<string, ColumnType> types)
    {
        using var file = File.OpenRead(path);
        if (!path.EndsWith(".gz", StringComparison.Ordinal)) return Csv.Read(file, types);
        using var unzipped = new GZipStream(file, CompressionMode.Decompress);
        return Csv.Read(unzipped, types);
    }
}
