using Kolosal.Learning.Pipelines;
using Kolosal.Learning.Trees;
using Kolosal.Statistics;
using Kolosal.Tabular;

namespace Kolosal.Learning.Explanation;

/// <summary>Permutation importance, partial dependence, accumulated local effects,
/// decision paths, and a whole model as a function of its raw columns.</summary>
public class EffectTests
{
    private const int Inputs = 3;

    // 2 x₀ + x₀ x₁; x₂ is not looked at.
    private static readonly ModelFunction Product = new(Inputs, 1, (rows, count, outputs) =>
    {
        for (int r = 0; r < count; r++) outputs[r] = 2 * rows[r * Inputs] + rows[r * Inputs] * rows[r * Inputs + 1];
    });

    [Fact]
    public void Partial_dependence_of_a_product_is_a_line_with_the_weighted_mean_as_slope()
    {
        var rows = Rows(50, weighted: true);
        double mean = 0, total = 0;
        for (int r = 0; r < 50; r++) (mean, total) = (mean + rows.Weight(r) * rows.Row(r)[1], total + rows.Weight(r));
        var curve = PartialDependence.Of(Product, rows, 0, [-1, 0, 2]);
        for (int p = 0; p < 3; p++) Assert.Equal((2 + mean / total) * new[] { -1, 0, 2 }[p], curve.Average.Span[p], 1e-12);
        Assert.Equal(2 * (2 + rows.Row(7)[1]), curve.Individual(7)[2], 1e-12);
        Assert.Equal(3 * (2 + rows.Row(7)[1]), curve.Centred(7)[2], 1e-12);
        var surface = PartialDependence.Of(Product, rows, 1, [1, 5], 0, [3, 4, 10]);
        Assert.Equal([9, 12, 30, 21, 28, 70], surface.Average.ToArray().Select(v => Math.Round(v, 12)));
        Assert.All(PartialDependence.Of(Product, rows, 2, [0, 9]).Individual(0).ToArray(), v =>
            Assert.Equal(2 * rows.Row(0)[0] + rows.Row(0)[0] * rows.Row(0)[1], v));
    }

    [Fact]
    public void Local_effects_of_a_line_are_the_line_centred_on_the_rows_bins()
    {
        var line = new ModelFunction(1, 2, (rows, count, outputs) =>
        {
            for (int r = 0; r < count; r++) (outputs[2 * r], outputs[2 * r + 1]) = (3 * rows[r], -rows[r]);
        });
        var random = new SeededRandom(2);
        double[] values = [.. Enumerable.Range(0, 101).Select(_ => random.NextNormal()), double.NaN];
        var effects = AccumulatedLocalEffects.Of(line, new FeatureRows(values, [new("x")], 102), 0, 7);
        Assert.Equal(8, effects.Edges.Length);
        Assert.Equal(101, effects.Counts.Sum());
        double centre = Enumerable.Range(0, 7).Sum(b => effects.Counts[b] * (effects.Edges[b] + effects.Edges[b + 1]) / 2) / 101;
        for (int e = 0; e < 8; e++)
        {
            Assert.Equal(3 * (effects.Edges[e] - centre), effects.Effects[2 * e], 1e-12);
            Assert.Equal(-(effects.Edges[e] - centre), effects.Effects[2 * e + 1], 1e-12);
        }
    }

    [Fact]
    public void Local_effects_do_not_leave_the_rows_where_columns_vary_together()
    {
        // x₁ = x₀: the effect of x₀ x₁ along x₀ with x₁ held is ∫ x₁ dx₀ = x² / 2 up to
        // bins, where partial dependence would give a line of slope mean(x₁) = 0.
        double[] values = [.. Enumerable.Range(0, 401).SelectMany(i => new[] { (i - 200) / 100.0, (i - 200) / 100.0, 0 })];
        var model = new ModelFunction(Inputs, 1, (rows, count, outputs) =>
        {
            for (int r = 0; r < count; r++) outputs[r] = rows[r * Inputs] * rows[r * Inputs + 1];
        });
        var effects = AccumulatedLocalEffects.Of(model, new FeatureRows(values, TreeRows.Numbers(3), 401), 0, 40);
        Assert.Equal(2, effects.Effects[0] - effects.Effects[20], 0.05);
        Assert.Equal(2, effects.Effects[40] - effects.Effects[20], 0.05);
    }

    [Fact]
    public void Two_columns_that_only_add_do_nothing_together_and_a_product_is_the_product_of_what_is_centred()
    {
        // Every pair of 21 values once: cells in proportion, so (x − x̄)(y − ȳ) with the bins' means is all there is.
        double[] grid = [.. Enumerable.Range(0, 441).SelectMany(i => new[] { Math.Pow(i % 21, 1.5), i / 21 - 3.0, 0 })];
        var rows = new FeatureRows(grid, TreeRows.Numbers(3), 441);
        var model = new ModelFunction(Inputs, 2, (values, count, outputs) =>
        {
            for (int r = 0; r < count; r++)
            {
                double x = values[r * Inputs], y = values[r * Inputs + 1];
                (outputs[2 * r], outputs[2 * r + 1]) = (x * y + Math.Sin(x) + y * y, Math.Exp(0.1 * y) - 3 * x);
            }
        });
        var surface = AccumulatedInteraction.Of(model, rows, 0, 1, 5);
        Assert.Equal(441, surface.Counts.Sum());
        double first = Middle(surface.FirstEdges, bin => Enumerable.Range(0, 5).Sum(other => surface.Counts[bin * 5 + other]));
        double second = Middle(surface.SecondEdges, bin => Enumerable.Range(0, 5).Sum(other => surface.Counts[other * 5 + bin]));
        for (int i = 0; i < 6; i++)
            for (int j = 0; j < 6; j++)
            {
                Assert.Equal((surface.FirstEdges[i] - first) * (surface.SecondEdges[j] - second), surface.Effects[(i * 6 + j) * 2], 1e-9);
                Assert.Equal(0, surface.Effects[(i * 6 + j) * 2 + 1], 1e-11);
            }
    }

    [Fact]
    public void A_cell_without_rows_goes_on_as_its_neighbour_does()
    {
        // Rows on the diagonal only; the second difference of a product of lines is the same in all cells of equal size.
        double[] grid = [.. Enumerable.Range(0, 101).SelectMany(i => new[] { i / 100.0, i / 100.0, 0 })];
        var surface = AccumulatedInteraction.Of(Product, new FeatureRows(grid, TreeRows.Numbers(3), 101), 0, 1, 4);
        Assert.Equal(0, surface.Counts[1]);
        double Second(int i, int j) =>
            surface.Effects[(i + 1) * 5 + j + 1] - surface.Effects[i * 5 + j + 1] - surface.Effects[(i + 1) * 5 + j] + surface.Effects[i * 5 + j];
        for (int i = 0; i < 4; i++)
            for (int j = 0; j < 4; j++) Assert.Equal(1.0 / 16, Second(i, j), 1e-12);
    }

    private static double Middle(ImmutableArray<double> edges, Func<int, int> rows)
    {
        double sum = 0, total = 0;
        for (int bin = 0; bin < edges.Length - 1; bin++) (sum, total) = (sum + rows(bin) * (edges[bin] + edges[bin + 1]) / 2, total + rows(bin));
        return sum / total;
    }

    [Fact]
    public void A_constant_column_has_no_local_effects_to_speak_of()
    {
        var rows = new FeatureRows(new double[] { 1, 1, 1 }, [new("x")], 3);
        Assert.Contains("'x'", Assert.Throws<ArgumentException>(
            () => AccumulatedLocalEffects.Of(new ModelFunction(1, 1, (_, _, o) => o.Clear()), rows, 0, 5)).Message);
        Assert.Equal([1.0], ValueGrid.EquallySpaced(rows, 0, 5));
        Assert.Equal([1.0], ValueGrid.OfQuantiles(rows, 0, 5));
    }

    [Fact]
    public void A_column_the_model_ignores_has_no_importance_and_its_interval_is_a_point()
    {
        var rows = Rows(60, weighted: true);
        var set = TrainingSet.Regression(rows.Features, rows.Columns, Product.Score(rows.Features.Span), rows.Weights);
        var importances = PermutationImportance.Of(Product, set, Metrics.Metrics.Rmse, repeats: 6, seed: 4);
        Assert.Equal((0, 0, 0, 0), (importances[2].Mean, importances[2].StandardDeviation, importances[2].Low, importances[2].High));
        Assert.True(importances[0].Low > 0); // a loss that grows is a drop in performance, whatever the metric's direction
        Assert.InRange(importances[0].Mean, importances[0].Low, importances[0].High);
        Assert.Equal(importances.Select(i => i.Mean), PermutationImportance.Of(Product, set, Metrics.Metrics.Rmse, repeats: 6, seed: 4)
            .Select(i => i.Mean));
        Assert.True(double.IsNaN(PermutationImportance.Of(Product, set, Metrics.Metrics.Rmse, repeats: 1)[0].Low));
    }

    [Fact]
    public void Swapping_two_rows_of_one_column_costs_what_the_hand_says()
    {
        // f = 2 x₀ on rows 0 and 1, truth the same: swapped, both miss by 2, so the RMSE goes from 0 to 2.
        var set = TrainingSet.Regression(new double[] { 0, 0, 0, 1, 0, 0 }, TreeRows.Numbers(3), new double[] { 0, 2 });
        var importances = PermutationImportance.Of(Product, set, Metrics.Metrics.Rmse, [[1, 0]]);
        Assert.Equal([2.0, 0, 0], importances.Select(i => i.Mean));
    }

    [Theory, InlineData("decision_tree"), InlineData("random_forest"), InlineData("extra_trees"), InlineData("gradient_boosting")]
    public void Decision_paths_hold_for_the_row_and_their_answers_add_up(string trainer)
    {
        var rows = TreeRows.Mixed(200, 5, classes: 3);
        var model = ((ITreeModel)Trainers.Get(trainer).Create(Trainers.Get(trainer).Space.Defaults)
            .Fit(rows, 1, CancellationToken.None)).AdditiveTrees;
        for (int r = 0; r < 10; r++)
        {
            double[] row = rows.Row(r).ToArray(), sums = model.BaseScores.ToArray(), scores = new double[model.Scores];
            foreach (var path in DecisionPath.All(model, row, rows.Columns))
            {
                Assert.Equal(model.LeafOf(path.Tree, row), path.Leaf);
                foreach (var step in path.Steps)
                {
                    if (!double.IsNaN(step.Value))
                        Assert.Equal(step.WentLeft, double.IsNaN(step.Threshold)
                            ? step.LeftCategories.Contains((int)row[step.Column]) : row[step.Column] <= step.Threshold);
                    Assert.InRange(step.CoverShare, 0, 1);
                }
                for (int k = 0; k < path.Answer.Length; k++) sums[path.Score < 0 ? k : path.Score] += path.Answer[k];
            }
            model.RawScores(row, scores);
            for (int k = 0; k < scores.Length; k++) Assert.Equal(scores[k], sums[k], 1e-12);
        }
    }

    [Fact]
    public void Models_that_vote_or_give_quantiles_have_paths_as_well_and_others_have_none()
    {
        TrainingSet classes = TreeRows.Mixed(150, 5), numbers = TreeRows.Numeric(150, 6);
        foreach (var (trainer, rows) in ((string, TrainingSet)[])[("ada_boost", classes), ("ada_boost", numbers), ("quantile_forest", numbers)])
        {
            var trees = DecisionPath.TreesOf(Trainers.Get(trainer).Create(Trainers.Get(trainer).Space.Defaults)
                .Fit(rows, 1, CancellationToken.None))!;
            foreach (var path in DecisionPath.All(trees, rows.Row(3), rows.Columns))
            {
                Assert.Equal(trees.LeafOf(path.Tree, rows.Row(3)), path.Leaf);
                // A leaf says class shares, or a number within the training rows' range.
                if (rows.Task == LearningTask.Binary) Assert.Equal(1, path.Answer.Sum(), 1e-9);
                else Assert.InRange(path.Answer[0], rows.Targets.ToArray().Min() - 1e-9, rows.Targets.ToArray().Max() + 1e-9);
            }
        }
        Assert.Null(DecisionPath.TreesOf(Trainers.Get("ridge").Create(Trainers.Get("ridge").Space.Defaults).Fit(numbers, 1, CancellationToken.None)));
    }

    [Fact]
    public void A_decision_path_reads_as_a_rule()
    {
        var builder = new TreeEnsembleBuilder(2, 1);
        int root = builder.Open(10), child = builder.Split(root, 0, 30.5, true, 1, 6, 4),
            deeper = builder.Split(child, 1, [true, false, true], false, 1, 1, 5);
        builder.Leaf(deeper, [1]);
        builder.Leaf(deeper + 1, [2.25]);
        builder.Leaf(child + 1, [3]);
        builder.Close();
        var model = new AdditiveTrees(builder.Build(), [0], 0.5, Link.Identity);
        ImmutableArray<FeatureInfo> columns = [new("age"), new("city", 3)];
        Assert.Equal("if age ≤ 30.5 and city in {0, 2} then 0.5", DecisionPath.Of(model, 0, [20, 2], columns).ToString());
        Assert.Equal("if age is missing and city not in {0, 2} then 1.125", DecisionPath.Of(model, 0, [double.NaN, 1], columns).ToString());
        Assert.Equal("if age > 30.5 then 1.5", DecisionPath.Of(model, 0, [31, 1], columns).ToString());
        Assert.Equal(0.6, DecisionPath.Of(model, 0, [20, 2], columns).Steps[0].CoverShare, 1e-7);
    }

    [Theory, InlineData("logistic_regression"), InlineData("gradient_boosting")]
    public void A_whole_model_scores_the_numbers_of_a_row_as_the_row(string trainer)
    {
        var table = Samples.Mixed(800, 3);
        var problem = LearningProblem.Infer(table, "risk");
        var scorer = new Scorer([new(PipelineTrainer.Fit(TrainingPart.WholeTable(table), problem, Trainers.Get(trainer), HyperParameters.Empty, 1,
            CancellationToken.None))]);
        var function = new ScorerFunction(scorer);
        var rows = function.Rows(table);
        double[] expected = scorer.Score(table), got = function.Function.Score(rows.Features.Span);
        Assert.Equal(expected, got);
        var importances = PermutationImportance.Of(function.Function,
            TrainingSet.Classification(rows.Features, rows.Columns, problem.Labels(table), 2), Metrics.Metrics.RocAuc, repeats: 3);
        Assert.Equal(scorer.InputSchema.Columns.Select(c => c.Name), importances.Select(i => i.Column)); // columns, not pieces of them
        var mean = importances.ToDictionary(i => i.Column, i => i.Mean);
        // the first three make the risk
        Assert.True(Math.Min(mean["age"], Math.Min(mean["city"], mean["owner"])) > Math.Max(mean["income"], mean["since"]));
        Assert.Equal(0, mean["note"]); // texts are not read
        double[] attributions = new KernelShap(function.Function, function.Rows(table.SelectRows([1, 2, 3]))).Explain(rows.Row(0));
        Assert.Equal(expected[1], attributions[^scorer.InputSchema.Columns.Length..]
            .Sum() + new KernelShap(function.Function, function.Rows(table.SelectRows([1, 2, 3]))).BaseOutputs[1], 1e-12);
    }

    private static FeatureRows Rows(int rows, bool weighted)
    {
        var random = new SeededRandom(9);
        double[] values = new double[rows * Inputs];
        for (int i = 0; i < values.Length; i++) values[i] = random.NextNormal();
        return new(values, TreeRows.Numbers(Inputs), rows, weighted ? Enumerable.Range(0, rows).Select(r => (double)(r % 3)).ToArray() : []);
    }
}
