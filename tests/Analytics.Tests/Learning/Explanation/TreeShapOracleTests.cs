using Kolosal.Learning.Trees;

namespace Kolosal.Learning.Explanation;

/// <summary>Attributions of trees given node by node, against the enumeration of all coalitions.</summary>
public class TreeShapOracleTests
{
    private const string File = "explain.json";

    public static TheoryData<string> Ids => OracleReading.Ids(File, "tree_shap");

    public static TheoryData<string> InteractionIds =>
        OracleReading.Ids(File, c => c.Expected.TryGetProperty("interaction_values_first_row_offdiagonal", out _), "tree_shap");

    [OracleTheory, MemberData(nameof(Ids))]
    public void Path_dependent_attributions(string id)
    {
        var @case = OracleReading.Case(File, id);
        var (model, rows) = Read(@case);
        var shap = new TreeShap(model);
        var workspace = shap.CreateWorkspace();
        double[] contributions = new double[rows.Length * shap.Inputs], predictions = new double[rows.Length];
        for (int r = 0; r < rows.Length; r++)
        {
            shap.Explain(rows[r], contributions.AsSpan(r * shap.Inputs, shap.Inputs), workspace);
            model.RawScores(rows[r], predictions.AsSpan(r, 1));
        }
        @case.Near("base_value", shap.BaseScores[0]);
        @case.Near("prediction", predictions);
        @case.Near("shap_path_dependent", contributions);
    }

    [OracleTheory, MemberData(nameof(Ids))]
    public void Interventional_attributions(string id)
    {
        var @case = OracleReading.Case(File, id);
        var (model, rows) = Read(@case);
        double[][] background = [.. @case.Matrix("background").Select(OracleTrees.Rounded)];
        var shap = new InterventionalTreeShap(model, new FeatureRows(
            background.SelectMany(b => b).ToArray(), TreeRows.Numbers(model.Inputs), background.Length));
        var workspace = shap.CreateWorkspace();
        var contributions = new double[rows.Length * shap.Inputs];
        for (int r = 0; r < rows.Length; r++) shap.Explain(rows[r], contributions.AsSpan(r * shap.Inputs, shap.Inputs), workspace);
        @case.Near("base_value_interventional", shap.BaseScores[0]);
        @case.Near("shap_interventional", contributions);
    }

    [OracleTheory, MemberData(nameof(InteractionIds))]
    public void Interaction_values_of_the_first_row(string id)
    {
        var @case = OracleReading.Case(File, id);
        var (model, rows) = Read(@case);
        double[] matrix = new TreeShapInteractions(model).Explain(rows[0]);
        for (int i = 0; i < model.Inputs; i++) matrix[i * model.Inputs + i] = 0;
        @case.Near("interaction_values_first_row_offdiagonal", matrix);
    }

    private static (AdditiveTrees Model, double[][] Rows) Read(Kolosal.Testing.OracleCase @case)
    {
        double[][] rows = [.. @case.Matrix("rows").Select(OracleTrees.Rounded)];
        return (OracleTrees.Mean(rows[0].Length, @case.Inputs.GetProperty("trees")), rows);
    }
}
