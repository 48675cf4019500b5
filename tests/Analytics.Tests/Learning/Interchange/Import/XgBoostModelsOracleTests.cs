using System.Text.Json;
using Kolosal.Learning.Explanation;
using Kolosal.Testing;

namespace Kolosal.Learning.Import;

/// <summary>Model files that XGBoost 1.7.4 saved, with what it says of rows: every file
/// of the folder, as JSON and, where there is one, as Universal Binary JSON.</summary>
public class XgBoostModelsOracleTests
{
    private const string Ending = ".expected.json";

    public static TheoryData<string> Files
    {
        get
        {
            var files = new TheoryData<string>();
            if (Folder is null || !Directory.Exists(Folder)) return [""];
            foreach (string expected in Directory.EnumerateFiles(Folder, "*" + Ending).Order(StringComparer.Ordinal))
                foreach (string form in (string[])[".model.json", ".model.ubj"])
                    if (File.Exists(expected.Replace(Ending, form, StringComparison.Ordinal)))
                        files.Add(Path.GetFileName(expected).Replace(Ending, form, StringComparison.Ordinal));
            return files;
        }
    }

    private static string? Folder => SharedFolders.Oracles is { } oracles ? Path.Combine(oracles, "xgb_models") : null;

    [OracleTheory, MemberData(nameof(Files))]
    public void Predictions_margins_and_leaves(string file)
    {
        var (model, expected, rows) = Read(file);
        double[] margins = new double[rows.Length * model.Margins], outputs = new double[rows.Length * model.Outputs];
        int trees = model.AdditiveTrees.Trees;
        int[] leaves = new int[rows.Length * trees];
        for (int r = 0; r < rows.Length; r++)
        {
            model.MarginsOf(rows[r], margins.AsSpan(r * model.Margins, model.Margins));
            model.LeavesOf(rows[r], leaves.AsSpan(r * trees, trees));
        }
        ((IPredictor)model).ScoreBatch(rows.SelectMany(r => r).ToArray(), rows.Length, outputs);
        expected.Near("margin", margins);
        // A binary classifier answers both classes here, XGBoost the second one; multi:softmax answers probabilities here, the likeliest class there.
        expected.Near("predict", model.Objective switch
        {
            "binary:logistic" or "binary:hinge" => [.. outputs.Where((_, i) => i % 2 == 1)],
            "multi:softmax" => [.. outputs.Chunk(model.Outputs).Select(p => (double)Array.IndexOf(p, p.Max()))],
            _ => outputs,
        });
        Assert.Equal(expected.Expect("leaf_index"), leaves.Select(l => (double)l));
        if (expected.Expected.TryGetProperty("trees", out var count)) Assert.Equal(count.GetInt32(), trees);
        Assert.Equal(expected.Inputs.GetProperty("feature_names").EnumerateArray().Select(n => n.GetString()), model.FeatureNames);
    }

    [OracleTheory, MemberData(nameof(Files))]
    public void Contributions_with_the_bias_last(string file)
    {
        var (model, expected, rows) = Read(file);
        var shap = new TreeShap(model.AdditiveTrees);
        var workspace = shap.CreateWorkspace();
        double[] contributions = new double[shap.Scores * shap.Inputs], margins = new double[shap.Scores];
        var all = new List<double>();
        foreach (double[] row in rows)
        {
            shap.Explain(row, contributions, workspace);
            model.MarginsOf(row, margins);
            for (int k = 0; k < shap.Scores; k++)
            {
                double[] own = contributions.AsSpan(k * shap.Inputs, shap.Inputs).ToArray();
                Assert.Equal(margins[k], own.Sum() + shap.BaseScores[k], 1e-9);
                all.AddRange([.. own, shap.BaseScores[k]]);
            }
        }
        double tolerance = expected.Params.GetProperty("contribs_abs").GetDouble();
        double[] stated = expected.Expect("contribs_last_is_bias");
        Assert.Equal(stated.Length, all.Count);
        for (int i = 0; i < stated.Length; i++) Assert.Equal(stated[i], all[i], tolerance);
    }

    [OracleTheory, MemberData(nameof(Files))]
    public void Importances(string file)
    {
        var (model, expected, _) = Read(file);
        var importances = model.Importances();
        void Check(string name, Func<XGBoostImportance, double> get)
        {
            var stated = expected.Expected.GetProperty(name);
            Assert.Equal(stated.EnumerateObject().Count(), importances.Length);
            foreach (var importance in importances)
                expected.Near(stated.GetProperty(importance.Feature), get(importance), $"{name} of {importance.Feature}");
        }
        Check("importance_weight", i => i.Weight);
        Check("importance_gain", i => i.Gain);
        Check("importance_cover", i => i.Cover);
    }

    private static (XGBoostModel Model, OracleCase Expected, double[][] Rows) Read(string file)
    {
        string stem = file[..file.IndexOf(".model.", StringComparison.Ordinal)];
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder!, stem + Ending)));
        var root = document.RootElement.Clone();
        var tolerance = root.GetProperty("tolerance");
        var @case = new OracleCase(file, "xgb_model_import", tolerance, root, root.GetProperty("expected"), tolerance.GetProperty("abs").GetDouble(),
            tolerance.GetProperty("rel").GetDouble());
        return (XGBoostReader.Read(File.ReadAllBytes(Path.Combine(Folder!, file))), @case, @case.Matrix("rows"));
    }
}
