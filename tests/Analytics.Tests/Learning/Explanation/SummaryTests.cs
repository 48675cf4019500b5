using Kolosal.Learning.Linear;
using Kolosal.Learning.Packages;
using Kolosal.Learning.Pipelines;
using Kolosal.Learning.Trees;
using Kolosal.Statistics;
using Kolosal.Tabular;

namespace Kolosal.Learning.Explanation;

/// <summary>Surrogate trees, intervals of attributions, and explanations of raw rows.</summary>
public class SummaryTests
{
    [Fact]
    public void A_surrogate_of_a_model_of_two_rules_is_the_two_rules()
    {
        var model = new ModelFunction(2, 1, (rows, count, outputs) =>
        {
            for (int r = 0; r < count; r++) outputs[r] = rows[2 * r] <= 0 ? 1 : rows[2 * r + 1] <= 0 ? 2 : 4;
        });
        // A grid around zero: the cut half-way between −0.5 and 0.5 is 0.
        double[] grid = [.. Enumerable.Range(0, 10_000).SelectMany(i => new[] { i % 100 - 49.5, i / 100 - 49.5 })];
        var rows = new FeatureRows(grid, [new("a"), new("b")], 10_000);
        var surrogate = SurrogateTree.Fit(model, rows, rows, 0);
        Assert.Equal(1, surrogate.Fidelity, 1e-9);
        Assert.Equal(["if a ≤ 0 then 1", "if a > 0 and b ≤ 0 then 2", "if a > 0 and b > 0 then 4"], surrogate.Rules().AsSpan().ToArray());
    }

    [Fact]
    public void A_surrogate_says_how_far_it_can_be_believed()
    {
        var random = new SeededRandom(3);
        double[] x = new double[2000];
        for (int i = 0; i < x.Length; i++) x[i] = random.NextDouble();
        FeatureRows rows = new(x.AsMemory(0, 1000), [new("x")], 1000), other = new(x.AsMemory(1000), [new("x")], 1000);
        // A line in 2ᵈ equal steps leaves 4⁻ᵈ of its variance: depth 1 explains 3/4, depth 3 explains 63/64.
        var line = new ModelFunction(1, 1, (r, count, o) => r[..count].CopyTo(o));
        Assert.Equal(0.75, SurrogateTree.Fit(line, rows, other, 0, new() { MaxDepth = 1 }).Fidelity, 0.03);
        Assert.Equal(63.0 / 64, SurrogateTree.Fit(line, rows, other, 0).Fidelity, 0.01);
        var flat = new ModelFunction(1, 1, (_, count, o) => o[..count].Fill(5));
        var constant = SurrogateTree.Fit(flat, rows, other, 0);
        Assert.True(double.IsNaN(constant.Fidelity));
        Assert.Equal(["always 5"], constant.Rules().AsSpan().ToArray());
    }

    [Fact]
    public void Bootstrapped_attributions_of_a_line_have_the_interval_of_a_mean()
    {
        // φ = w (x − mean of the background): its interval is that of a mean, w · 1.96 σ / √n wide on either side.
        const int Rows = 400;
        var random = new SeededRandom(8);
        double[] values = new double[2 * Rows];
        for (int i = 0; i < values.Length; i++) values[i] = random.NextNormal() * (i % 2 == 0 ? 1 : 3);
        var background = new FeatureRows(values, TreeRows.Numbers(2), Rows);
        var model = ModelFunction.Of(new LinearPredictor(LinearLink.Identity, 2, [2, 0.5], [1]));
        double[] row = [1, -2], whole = new KernelShap(model, background).Explain(row);
        var bootstrap = AttributionBootstrap.Of(single => new KernelShap(model, single).Explain(row), background, resamples: 800, seed: 2);
        for (int c = 0; c < 2; c++)
        {
            var interval = bootstrap.Attributions[c];
            double mean = Enumerable.Range(0, Rows).Average(r => background.Row(r)[c]),
                sd = Math.Sqrt(Enumerable.Range(0, Rows).Average(r => Math.Pow(background.Row(r)[c] - mean, 2)));
            double half = Math.Abs(new[] { 2, 0.5 }[c]) * 1.96 * sd / Math.Sqrt(Rows);
            Assert.Equal(whole[c], interval.Value, 1e-10);
            Assert.Equal(2 * half, interval.High - interval.Low, 0.2 * half);
            Assert.Equal(1, interval.SameSign); // both are many standard errors from 0
        }
        Assert.Equal(1, bootstrap.Stability, 1e-12); // 2 against 1 never changes places
    }

    [Fact]
    public void Intervals_of_interventional_attributions_hold_the_attribution()
    {
        var model = Games.RandomTrees(5, 8, 1, 1, 5, seed: 2);
        var background = Games.RandomRows(5, 40, 3, weighted: true);
        double[] row = Games.RandomRows(5, 1, 4).Row(0).ToArray();
        double[] Explain(FeatureRows rows)
        {
            var shap = new InterventionalTreeShap(model, rows);
            var contributions = new double[5];
            shap.Explain(row, contributions, shap.CreateWorkspace());
            return contributions;
        }
        var bootstrap = AttributionBootstrap.Of(Explain, background, seed: 1);
        double[] whole = Explain(background);
        for (int c = 0; c < 5; c++)
        {
            Assert.Equal(whole[c], bootstrap.Attributions[c].Value, 1e-10);
            Assert.InRange(whole[c], bootstrap.Attributions[c].Low, bootstrap.Attributions[c].High);
        }
        Assert.InRange(bootstrap.Stability, 0, 1);
        Assert.Equal(bootstrap.Attributions.AsSpan().ToArray(),
            AttributionBootstrap.Of(Explain, background, seed: 1).Attributions.AsSpan().ToArray());
    }

    [Theory, InlineData("gradient_boosting", "tree_shap"), InlineData("random_forest", "tree_shap"),
     InlineData("explainable_boosting", "additive_terms"),
     InlineData("logistic_regression", "kernel_shap")]
    public void A_raw_row_is_explained_by_its_columns_with_the_exact_method_where_there_is_one(string trainer, string method)
    {
        var table = Samples.Mixed(300, 3);
        var package = ModelPackage.Create(PipelineTrainer.Fit(
            TrainingPart.WholeTable(table), LearningProblem.Infer(table, "risk"), Trainers.Get(trainer), HyperParameters.Empty, 1,
            CancellationToken.None));
        var explainer = new RowExplainer(package, table.SelectRows([.. Enumerable.Range(0, 20)]));
        var scorer = package.CreateScorer();
        double[] output = new double[2];
        for (int r = 0; r < 10; r++)
        {
            RawValue[] raw = [.. scorer.InputSchema.Columns.Select(c => RawValue.At(table[c.Name], r))];
            var explanation = explainer.Explain(new RawRow(raw));
            scorer.Predict(new RawRow(raw), output);
            Assert.Equal(method, explanation.Method);
            Assert.Equal(scorer.InputSchema.Columns.Select(c => c.Name), explanation.Columns.Select(c => c.Column));
            Assert.Equal(raw[0].ToString(), explanation.Columns[0].Value);
            for (int k = 0; k < explanation.Scores.Length; k++)
                Assert.Equal(explanation.Scores[k], explanation.Base[k] + explanation.Columns.Sum(c => c.Contributions[k]), 1e-9);
            // The booster's raw score is the log odds of the second class; the others' scores are the outputs.
            double last = explanation.Scores[^1];
            Assert.Equal(output[1], explanation.Scores.Length == 1 ? 1 / (1 + Math.Exp(-last)) : last, 1e-9);
            Assert.All(explanation.Columns.Single(c => c.Column == "note").Contributions, v => Assert.Equal(0, v, 1e-12)); // a text is not read
        }
    }
}
