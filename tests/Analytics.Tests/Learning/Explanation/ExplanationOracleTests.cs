using System.Text.Json;
using Kolosal.Learning.Linear;
using Kolosal.Learning.Trees;
using Kolosal.Testing;

namespace Kolosal.Learning.Explanation;

/// <summary>Linear and kernel attributions, permutation importance, partial dependence and accumulated
/// local effects; trees are in TreeShapOracleTests and XGBoostAttributionOracleTests.</summary>
public class ExplanationOracleTests
{
    private const string File = "explain.json";

    public static TheoryData<string> KernelIds => OracleReading.Ids(File, "kernel_shap");

    public static TheoryData<string> LinearIds => OracleReading.Ids(File, "linear_shap");

    public static TheoryData<string> PermutationIds => OracleReading.Ids(File, "permutation_importance");

    public static TheoryData<string> PartialIds => OracleReading.Ids(File, "partial_dependence");

    public static TheoryData<string> AleIds => OracleReading.Ids(File, "accumulated_local_effects");

    [OracleTheory, MemberData(nameof(KernelIds))]
    public void Kernel_attributions_of_all_coalitions(string id)
    {
        var @case = OracleReading.Case(File, id);
        Assert.Equal("sigmoid(w.x + b)", @case.Params.GetProperty("model").GetString());
        var shap = new KernelShap(ModelFunction.Of(Logistic(@case)), Rows(@case.Matrix("background")), new KernelShapOptions(1 << 16));
        Assert.True(shap.IsExact);
        int n = @case.Vector("weights").Length;
        @case.Near("base_value", shap.BaseOutputs[1]);
        // Two outputs: the second is the probability asked for.
        @case.Near("shap", [.. @case.Matrix("rows").SelectMany(row => shap.Explain(row)[n..])]);
    }

    [OracleTheory, MemberData(nameof(LinearIds))]
    public void Linear_attributions(string id)
    {
        var @case = OracleReading.Case(File, id);
        var shap = new LinearShap(Logistic(@case), Rows(@case.Matrix("background")));
        @case.Near("base_margin", shap.BaseScores[0]);
        @case.Near("shap_margin", [.. @case.Matrix("rows").SelectMany(row =>
        {
            var contributions = new double[row.Length];
            shap.Explain(row, contributions);
            return contributions;
        })]);
    }

    [OracleTheory, MemberData(nameof(PermutationIds))]
    public void Permutation_importance(string id)
    {
        var @case = OracleReading.Case(File, id);
        Assert.Equal("sigmoid(w.x + b)", @case.Params.GetProperty("model").GetString());
        var rows = TrainingSet.Classification(@case.Vector("X"), TreeRows.Numbers(@case.Vector("weights").Length), @case.Integers("y"), 2);
        int[][] permutations = [.. @case.Matrix("permutations").Select(p => p.Select(v => (int)v).ToArray())];
        var model = ModelFunction.Of(Logistic(@case));
        var auc = PermutationImportance.Of(model, rows, Metrics.Metrics.RocAuc, permutations);
        @case.Near("auc_drop", [.. auc.SelectMany(c => c.Drops)]);
        @case.Near("auc_mean", [.. auc.Select(c => c.Mean)]);
        @case.Near("auc_std_population", [.. auc.Select(c => c.StandardDeviation)]);
        @case.Near("accuracy_drop", [.. PermutationImportance.Of(model, rows, Metrics.Metrics.Get("accuracy"), permutations)
            .SelectMany(c => c.Drops)]);
    }

    [OracleTheory, MemberData(nameof(PartialIds))]
    public void Partial_dependence_and_individual_curves(string id)
    {
        var @case = OracleReading.Case(File, id);
        double[][] x = @case.Matrix("X");
        using var trees = JsonDocument.Parse($"[{@case.Inputs.GetProperty("tree").GetRawText()}]");
        var tree = OracleTrees.Mean(x[0].Length, trees.RootElement);
        // scikit-learn's trees see float32.
        var model = new ModelFunction(tree.Inputs, 1, (rows, count, outputs) =>
        {
            for (int r = 0; r < count; r++)
                tree.RawScores(OracleTrees.Rounded(rows.Slice(r * tree.Inputs, tree.Inputs).ToArray()), outputs.Slice(r, 1));
        });
        var set = Rows(x);
        int feature = (int)@case.Param("feature");
        double[] grid = @case.Vector("grid");
        var curve = PartialDependence.Of(model, set, feature, grid);
        @case.Near("pdp", curve.Average.Span);
        @case.Near("ice_first20", [.. Enumerable.Range(0, 20).SelectMany(r => curve.Individual(r).ToArray())]);
        @case.Near("centred_ice_row0", curve.Centred(0));
        @case.Near("pdp_features_0_and_1", PartialDependence.Of(model, set, 0, @case.Vector("grid1"), 1, @case.Vector("grid2")).Average.Span);
        double[] spaced = ValueGrid.EquallySpaced(set, feature, @case.Expect("sklearn_equal_spaced_grid").Length);
        @case.Near("sklearn_equal_spaced_grid", spaced);
        @case.Near("sklearn_pdp", PartialDependence.Of(model, set, feature, spaced).Average.Span);
    }

    [OracleTheory, MemberData(nameof(AleIds))]
    public void Accumulated_local_effects(string id)
    {
        var @case = OracleReading.Case(File, id);
        Assert.Equal("exp(0.3*x0) + x0*x1", @case.Params.GetProperty("function").GetString());
        double[][] x = @case.Matrix("X");
        int inputs = x[0].Length;
        var model = new ModelFunction(inputs, 1, (rows, count, outputs) =>
        {
            for (int r = 0; r < count; r++) outputs[r] = Math.Exp(0.3 * rows[r * inputs]) + rows[r * inputs] * rows[r * inputs + 1];
        });
        var effects = AccumulatedLocalEffects.Of(model, Rows(x), (int)@case.Param("feature"), (int)@case.Param("bins"));
        @case.Near("edges", effects.Edges.AsSpan());
        @case.Near("ale", effects.Effects.AsSpan());
        Assert.Equal(@case.Expect("counts"), effects.Counts.Select(c => (double)c));
    }

    private static LinearPredictor Logistic(OracleCase @case)
    {
        double[] weights = @case.Vector("weights");
        return new(LinearLink.Logistic, weights.Length, weights, [OracleCase.Number(@case.Inputs.GetProperty("bias"))]);
    }

    private static FeatureRows Rows(double[][] rows) => new(rows.SelectMany(r => r).ToArray(), TreeRows.Numbers(rows[0].Length), rows.Length);
}
