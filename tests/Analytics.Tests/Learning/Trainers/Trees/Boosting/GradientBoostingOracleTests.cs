using System.Text.Json;
using Kolosal.Testing;

namespace Kolosal.Learning.Trees;

/// <summary>100-row cases have at most 100 different values a column, so histograms see every cut that an exact
/// search sees. The training losses in the cases follow from the answers and are not looked at.</summary>
public class GradientBoostingOracleTests
{
    private const string File = "models_other.json";

    public static TheoryData<string> SecondOrderIds => OracleReading.Ids(File, "gbdt_second_order_exact");

    public static TheoryData<string> FirstOrderIds => OracleReading.Ids(File, "gbdt_first_order");

    [OracleTheory, MemberData(nameof(SecondOrderIds))]
    public void Second_order_boosting_matches_xgboost_exact(string id)
    {
        var it = OracleReading.Case(File, id);
        bool logistic = it.Params.GetProperty("objective").GetString() == "binary:logistic";
        double share = it.Params.GetProperty("base_score").GetDouble();
        var options = new GradientBoostingOptions
        {
            LearningRate = it.Params.GetProperty("eta").GetDouble(),
            MaxDepth = it.Params.GetProperty("max_depth").GetInt32(),
            MaxLeaves = 1 << it.Params.GetProperty("max_depth").GetInt32(),
            L2 = it.Params.GetProperty("reg_lambda").GetDouble(),
            MinGain = it.Params.GetProperty("gamma").GetDouble(),
            MinHessianPerLeaf = it.Params.GetProperty("min_child_weight").GetDouble(),
            MinRowsPerLeaf = 1,
            Growth = TreeGrowth.DepthWise,
            StartScore = logistic ? Math.Log(share / (1 - share)) : share,
        };
        var rows = Rows(it, logistic);
        foreach (int rounds in new[] { 1, 2, 8 })
        {
            var model = new GradientBoostingTrainer(options with { Trees = rounds }).Fit(rows, 1, CancellationToken.None);
            var expected = it.Expected.GetProperty($"pred_after_{rounds}");
            for (int r = 0; r < rows.Rows; r++) it.Near(expected[r], model.Predict(rows.Row(r).ToArray()), $"after {rounds}, row {r}");
            if (!it.Expected.TryGetProperty($"margin_after_{rounds}", out _)) continue;
            double[] margins = new double[rows.Rows];
            for (int r = 0; r < rows.Rows; r++) ((GradientBoostingModel)model).RawScores(rows.Row(r), margins.AsSpan(r, 1));
            it.Near($"margin_after_{rounds}", margins);
        }
    }

    [OracleTheory, MemberData(nameof(FirstOrderIds))]
    public void First_order_boosting_matches_friedman(string id)
    {
        var it = OracleReading.Case(File, id);
        var options = new GradientBoostingOptions
        {
            Trees = it.Params.GetProperty("n_estimators").GetInt32(),
            LearningRate = it.Params.GetProperty("learning_rate").GetDouble(),
            MaxDepth = it.Params.GetProperty("max_depth").GetInt32(),
            MaxLeaves = 1 << it.Params.GetProperty("max_depth").GetInt32(),
            MinRowsPerLeaf = 1,
            L2 = 0,
            Growth = TreeGrowth.DepthWise,
        };
        var rows = Rows(it, classes: false);
        var model = new GradientBoostingTrainer(options).Fit(rows, 1, CancellationToken.None);
        for (int r = 0; r < rows.Rows; r++) it.Near(it.Expected.GetProperty("pred")[r], model.Predict(rows.Row(r).ToArray()), $"row {r}");
    }

    private static TrainingSet Rows(OracleCase it, bool classes)
    {
        var x = it.Inputs.GetProperty("X");
        double[] features = [.. x.EnumerateArray().SelectMany(OracleCase.Numbers)];
        double[] y = OracleCase.Numbers(it.Inputs.GetProperty("y"));
        var columns = TreeRows.Numbers(x[0].GetArrayLength());
        return classes ? TrainingSet.Classification(features, columns, Array.ConvertAll(y, v => (int)v), 2)
            : TrainingSet.Regression(features, columns, y);
    }
}
