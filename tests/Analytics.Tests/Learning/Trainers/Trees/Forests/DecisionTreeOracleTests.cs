using System.Text.Json;
using Kolosal.Learning.Metrics;
using Kolosal.Testing;

namespace Kolosal.Learning.Trees;

/// <summary>Structure, thresholds and answers of scikit-learn's trees on cases of 100
/// rows; cases whose best splits are not unique are compared by their fit only.</summary>
public class DecisionTreeOracleTests
{
    private const string File = "models_other.json";

    public static TheoryData<string> ClassIds => OracleReading.Ids(File, "decision_tree_classifier");

    public static TheoryData<string> NumberIds => OracleReading.Ids(File, "decision_tree_regressor");

    [OracleTheory, MemberData(nameof(ClassIds))]
    public void Classification_trees_match(string id)
    {
        var it = OracleReading.Case(File, id);
        double[] y = OracleCase.Numbers(it.Inputs.GetProperty("y"));
        int classes = Math.Max(3, (int)y.Max() + 1);
        if (it.Expected.GetProperty("proba")[0].GetArrayLength() is var width && width < classes) classes = width;
        var rows = TrainingSet.Classification(Features(it), TreeRows.Numbers(Width(it)), Array.ConvertAll(y, v => (int)v), classes);
        var model = Fit(it, rows, it.Params.GetProperty("criterion").GetString() == "entropy" ? TreeCriterion.Entropy : TreeCriterion.Gini);
        double[] outputs = model.PredictAll(rows);
        if (it.Expected.GetProperty("unique_over_12_seeds").GetBoolean())
        {
            for (int r = 0; r < rows.Rows; r++)
                for (int k = 0; k < classes; k++) it.Near(it.Expected.GetProperty("proba")[r][k], outputs[r * classes + k], $"row {r}, class {k}");
            SameTree(it, model.Trees);
        }
        double right = Enumerable.Range(0, rows.Rows).Count(
            r => outputs.AsSpan(r * classes, classes).IndexOf(outputs.AsSpan(r * classes, classes).ToArray().Max()) == (int)y[r]);
        it.Near(it.Expected.GetProperty("train_accuracy"), right / rows.Rows, "accuracy");
    }

    [OracleTheory, MemberData(nameof(NumberIds))]
    public void Regression_trees_match(string id)
    {
        var it = OracleReading.Case(File, id);
        var rows = TrainingSet.Regression(Features(it), TreeRows.Numbers(Width(it)), OracleCase.Numbers(it.Inputs.GetProperty("y")));
        var model = Fit(it, rows, TreeCriterion.Gini);
        double[] outputs = model.PredictAll(rows);
        it.Near("r2", RegressionMetrics.RSquared(ScoredRows.Regression(OracleCase.Numbers(it.Inputs.GetProperty("y")), outputs)));
        if (!it.Expected.GetProperty("unique_over_12_seeds").GetBoolean()) return;
        for (int r = 0; r < rows.Rows; r++) it.Near(it.Expected.GetProperty("pred")[r], outputs[r], $"row {r}");
        SameTree(it, model.Trees);
    }

    private static ForestModel Fit(OracleCase it, TrainingSet rows, TreeCriterion criterion) => (ForestModel)new DecisionTreeTrainer(new()
    {
        Criterion = criterion,
        MaxDepth = it.Params.GetProperty("max_depth").GetInt32(),
        MinRowsPerLeaf = it.Params.GetProperty("min_samples_leaf").GetInt32(),
    }).Fit(rows, 1, CancellationToken.None);

    private static void SameTree(OracleCase it, TreeEnsemble ours)
    {
        var tree = it.Expected.GetProperty("tree");
        var open = new Stack<(int Theirs, int Ours)>([(0, 0)]);
        while (open.TryPop(out var pair))
        {
            int left = tree.GetProperty("left")[pair.Theirs].GetInt32();
            it.Near(tree.GetProperty("cover")[pair.Theirs], ours.Covers[pair.Ours], $"cover of node {pair.Theirs}");
            Assert.Equal(left < 0, ours.Columns[pair.Ours] < 0);
            if (left < 0) continue;
            // Two columns can part the rows of a node in the same way; then either is
            // right, and the covers below and the rows' answers hold the tree to it.
            if (tree.GetProperty("feature")[pair.Theirs].GetInt32() == ours.Columns[pair.Ours])
            {
                double threshold = tree.GetProperty("threshold")[pair.Theirs].GetDouble();
                Assert.InRange(ours.Thresholds[pair.Ours], threshold - 1e-6, threshold + 1e-6); // theirs is half-way between float32 values
            }
            open.Push((left, ours.Children[pair.Ours]));
            open.Push((tree.GetProperty("right")[pair.Theirs].GetInt32(), ours.Children[pair.Ours] + 1));
        }
    }

    private static double[] Features(OracleCase it) => [.. it.Inputs.GetProperty("X").EnumerateArray().SelectMany(OracleCase.Numbers)];

    private static int Width(OracleCase it) => it.Inputs.GetProperty("X")[0].GetArrayLength();
}
