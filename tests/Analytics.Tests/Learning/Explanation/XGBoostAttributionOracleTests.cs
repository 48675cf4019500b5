using System.Text;
using Kolosal.Learning.Import;

namespace Kolosal.Learning.Explanation;

/// <summary>XGBoost's own contributions and interactions (pred_contribs, pred_interactions) of models that the cases carry as JSON.</summary>
public class XGBoostAttributionOracleTests
{
    private const string File = "explain.json";

    public static TheoryData<string> Ids => OracleReading.Ids(File, "tree_shap_xgboost");

    public static TheoryData<string> InteractionIds =>
        OracleReading.Ids(File, c => c.Expected.TryGetProperty("interactions_row0", out _), "tree_shap_xgboost");

    [OracleTheory, MemberData(nameof(Ids))]
    public void Contributions_and_margins(string id)
    {
        var @case = OracleReading.Case(File, id);
        var model = Model(@case);
        var shap = new TreeShap(model.AdditiveTrees);
        var workspace = shap.CreateWorkspace();
        double[] contributions = new double[shap.Scores * shap.Inputs], margins = new double[shap.Scores];
        List<double> all = [], allMargins = [];
        foreach (double[] row in @case.Matrix("rows"))
        {
            shap.Explain(row, contributions, workspace);
            model.MarginsOf(row, margins);
            for (int k = 0; k < shap.Scores; k++) all.AddRange([.. contributions[(k * shap.Inputs)..((k + 1) * shap.Inputs)], shap.BaseScores[k]]);
            allMargins.AddRange(margins);
        }
        @case.Near("contribs_last_is_bias", [.. all]);
        @case.Near("margin", [.. allMargins]);
    }

    [OracleTheory, MemberData(nameof(InteractionIds))]
    public void Interactions_of_the_first_row_with_the_bias_last(string id)
    {
        var @case = OracleReading.Case(File, id);
        var model = Model(@case);
        int n = model.Inputs, scores = model.Margins;
        double[] matrix = new TreeShapInteractions(model.AdditiveTrees).Explain(@case.Matrix("rows")[0]);
        var means = new TreeShap(model.AdditiveTrees).BaseScores;
        var all = new double[scores * (n + 1) * (n + 1)];
        for (int k = 0; k < scores; k++)
        {
            for (int i = 0; i < n; i++)
                for (int j = 0; j < n; j++) all[(k * (n + 1) + i) * (n + 1) + j] = matrix[(k * n + i) * n + j];
            all[(k + 1) * (n + 1) * (n + 1) - 1] = means[k];
        }
        @case.Near("interactions_row0", all);
    }

    private static XGBoostModel Model(Kolosal.Testing.OracleCase @case) =>
        XGBoostReader.Read(Encoding.UTF8.GetBytes(@case.Inputs.GetProperty("model_json").GetRawText()));
}
