using Kolosal.Learning.Linear;
using Kolosal.Learning.Pipelines;
using Kolosal.Learning.Trees;
using Kolosal.Statistics;

namespace Kolosal.Learning.Explanation;

public class CounterfactualTests
{
    [Fact]
    public void On_a_line_the_answer_is_the_border()
    {
        // 3 x + 1 ≥ 10 from x = 0: x = 3.
        var rows = new FeatureRows(new double[] { -10, -2, 0, 2, 10 }, [new("x")], 5); // median absolute deviation 2
        var result = new CounterfactualSearch(Linear([3], 1), rows, options: new() { Count = 1, Sparsity = 0.25 }).Find([0], new(0, 10));
        Assert.Equal(CounterfactualVerdict.Found, result.Verdict);
        var nearest = Assert.Single(result.Counterfactuals);
        Assert.Equal(3, nearest.Row[0], 1e-5);
        Assert.True(nearest.Outputs[0] >= 10);
        Assert.Equal(0.25 + 1.5, nearest.Distance, 1e-5);
        Assert.Equal([0], nearest.Changed.AsSpan().ToArray());
    }

    [Fact]
    public void Of_a_linear_model_the_nearest_changes_the_column_that_brings_most_a_unit()
    {
        for (ulong seed = 0; seed < 30; seed++)
        {
            var random = new SeededRandom(seed);
            var background = Background(5, 41, seed);
            double[] weights = new double[5], row = new double[5];
            for (int c = 0; c < 5; c++) (weights[c], row[c]) = (random.NextNormal(), random.NextNormal());
            var model = Linear(weights, 0);
            double target = model.Score(row)[0] + 2;
            ImmutableArray<ColumnRule> rules = [.. Enumerable.Range(0, 5)
                .Select(c => new ColumnRule(c) { Low = -1000, High = 1000, Weight = 1 + c % 2 })];
            var result = new CounterfactualSearch(Linear(weights, 0), background, rules, new() { Count = 1 }).Find(row, new(0, target));
            double expected = Enumerable.Range(0, 5).Min(c => 0.5 + (1 + c % 2) * 2 / (Math.Abs(weights[c]) * Deviation(background, c)));
            Assert.Equal(expected, result.Counterfactuals[0].Distance, 1e-4);
        }
    }

    [Fact]
    public void Where_ranges_are_short_the_dearest_column_makes_up_the_rest()
    {
        // Reach +2.5 with columns that may rise by 1 each and bring 1, 0.9 and 0.8 a unit: all of the first two, 0.6 / 0.8 of the third.
        var rows = new FeatureRows((double[])[-1, -1, -1, 0, 0, 0, 1, 1, 1], TreeRows.Numbers(3), 3);
        var result = new CounterfactualSearch(Linear([1, 0.9, 0.8], 0), rows, options: new() { Count = 1, Sparsity = 0 })
            .Find([0, 0, 0], new(0, 2.5));
        Assert.Equal(2 + 0.6 / 0.8, result.Counterfactuals[0].Distance, 1e-4);
    }

    [Theory, InlineData(1UL), InlineData(2UL), InlineData(3UL), InlineData(4UL), InlineData(5UL), InlineData(6UL)]
    public void Rules_hold_validity_is_real_and_answers_repeat_whatever_the_model(ulong seed)
    {
        // Columns: 0 up, 1 down, 2 in [−0.5, 0.5], 3 whole numbers, 4 a categorical of which two are allowed, 5–7 indicators, 8 fixed.
        var random = new SeededRandom(seed);
        const int Rows = 300, Inputs = 9;
        double[] x = new double[Rows * Inputs];
        int[] y = new int[Rows];
        for (int r = 0; r < Rows; r++)
        {
            var row = x.AsSpan(r * Inputs, Inputs);
            for (int c = 0; c < 3; c++) row[c] = random.NextNormal();
            row[3] = random.Next(10);
            row[4] = random.Next(4);
            row[5 + random.Next(3)] = 1;
            row[8] = random.NextNormal();
            y[r] = row[0] - row[1] + row[2] + 0.3 * (row[3] - 4) + (row[4] == 2 ? 1 : 0) + (row[6] == 1 ? 1 : 0) + row[8] + 0.5
                * random.NextNormal() > 1 ? 1 : 0;
            if (seed % 2 == 0 && random.Next(9) == 0) row[random.Next(3)] = double.NaN;
        }
        ImmutableArray<FeatureInfo> columns = [.. Enumerable.Range(0, Inputs).Select(c => new FeatureInfo($"x{c}", c == 4 ? 4 : 0))];
        var set = TrainingSet.Classification(x, columns, y, 2);
        var model = ModelFunction.Of(new GradientBoostingTrainer(new() { Trees = 30, MaxLeaves = 8 }).Fit(set, 1, CancellationToken.None), columns);
        ImmutableArray<ColumnRule> rules =
        [
            new(0) { Direction = ChangeDirection.Up }, new(1) { Direction = ChangeDirection.Down }, new(2) { Low = -0.5, High = 0.5 },
            new(3) { Step = 1 },
            new(4) { Categories = [1, 2] }, new(5, 6, 7), new(8) { Direction = ChangeDirection.Fixed },
        ];
        CounterfactualOptions options = new() { Count = 4, Evaluations = 1500, MaxChanges = 4 };
        var search = new CounterfactualSearch(model, set, rules, options);
        int found = 0;
        for (int r = 0; r < 25; r++)
        {
            double[] row = set.Row(r).ToArray();
            double before = model.Score(row)[1];
            CounterfactualGoal goal = before < 0.5 ? new(1, 0.5) : new(0, 0.5);
            var result = search.Find(row, goal);
            Assert.InRange(result.Evaluations, 1, options.Evaluations);
            Assert.NotEqual(CounterfactualVerdict.AlreadyThere, result.Verdict);
            Assert.Equal(result.Verdict == CounterfactualVerdict.Found, result.Counterfactuals.Length > 0);
            foreach (var counterfactual in result.Counterfactuals)
            {
                double[] got = [.. counterfactual.Row];
                Assert.Equal(model.Score(got), counterfactual.Outputs);
                Assert.True(counterfactual.Outputs[goal.Output] >= 0.5);
                Assert.Equal(Enumerable.Range(0, Inputs).Where(c => !got[c].Equals(row[c])), counterfactual.Changed);
                Assert.InRange(counterfactual.Changed.Select(c => c is >= 5 and <= 7 ? 5 : c).Distinct().Count(), 1, 4);
                Assert.True(got[0].Equals(row[0]) || got[0] > row[0]);
                Assert.True(got[1].Equals(row[1]) || got[1] < row[1]);
                Assert.True(got[2].Equals(row[2]) || got[2] is >= -0.5 and <= 0.5);
                Assert.True(got[3] == row[3] || (got[3] == Math.Floor(got[3]) && got[3] is >= 0 and <= 9));
                Assert.True(got[4] == row[4] || got[4] is 1 or 2);
                Assert.Equal(1, got[5] + got[6] + got[7]);
                Assert.Contains(1, got[5..8]);
                Assert.Equal(row[8], got[8]);
            }
            Assert.Equal(result.Counterfactuals.Length, result.Counterfactuals.Select(c => string.Join(",", c.Row)).Distinct().Count());
            if (result.Counterfactuals.Length > 0) found++;
            Assert.Equal(result.Counterfactuals.Select(c => string.Join(",", c.Row)),
                search.Find(row, goal).Counterfactuals.Select(c => string.Join(",", c.Row)));
        }
        Assert.InRange(found, 15, 25);
    }

    [Fact]
    public void Of_discrete_columns_the_nearest_of_all_combinations_is_found_or_none_is_proven()
    {
        // Two of three codes must be 2, and of the third nothing is asked: distance 2 and twice the sparsity.
        var model = new ModelFunction(3, 1, (rows, count, outputs) =>
        {
            for (int r = 0; r < count; r++) outputs[r] = rows[3 * r] == 2 && rows[3 * r + 1] == 2 ? 1 : 0;
        });
        var background = new FeatureRows((double[])[0, 0, 0], [new("a", 3), new("b", 3), new("c", 3)], 1);
        var result = new CounterfactualSearch(model, background).Find([0, 1, 0], new(0, 1));
        Assert.Equal(3, result.Counterfactuals[0].Distance);
        Assert.Equal([2, 2, 0], result.Counterfactuals[0].Row.AsSpan().ToArray());
        Assert.Equal(CounterfactualVerdict.NoneFeasible, new CounterfactualSearch(
            model, background, [new ColumnRule(0) { Direction = ChangeDirection.Fixed }]).Find([0, 1, 0], new(0, 1)).Verdict);
        Assert.Equal(CounterfactualVerdict.NoneFeasible, new CounterfactualSearch(model, background, options: new() { MaxChanges = 1 })
            .Find([0, 1, 0], new(0, 1)).Verdict);
    }

    [Fact]
    public void The_verdict_says_what_is_proven_and_what_is_not()
    {
        var rows = Background(2, 20, 1);
        var flat = new ModelFunction(2, 1, (_, count, outputs) => outputs[..count].Clear());
        Assert.Equal(CounterfactualVerdict.NoneFound, new CounterfactualSearch(flat, rows).Find([0, 0], new(0, 1)).Verdict);
        Assert.Equal(CounterfactualVerdict.AlreadyThere, new CounterfactualSearch(flat, rows).Find([0, 0], new(0, -1, 1)).Verdict);
        ImmutableArray<ColumnRule> nothing = [new(0) { Direction = ChangeDirection.Fixed }, new(1) { Low = 0, High = 0 }];
        Assert.Equal(CounterfactualVerdict.NoneFeasible, new CounterfactualSearch(flat, rows, nothing).Find([0, 0], new(0, 1)).Verdict);
    }

    [Fact]
    public void Several_answers_are_different_ways()
    {
        // Either column alone reaches the goal.
        var result = new CounterfactualSearch(Linear([1, 1], 0), Background(2, 60, 3), options: new() { Count = 2 }).Find([-0.2, -0.2], new(0, 0.5));
        Assert.Equal([[0], [1]], result.Counterfactuals.Select(c => c.Changed.AsSpan().ToArray()).OrderBy(c => c[0]));
    }

    [Fact]
    public void A_missing_value_may_be_filled_in_but_not_by_a_rule_of_direction()
    {
        var model = new ModelFunction(1, 1, (rows, count, outputs) =>
        {
            for (int r = 0; r < count; r++) outputs[r] = double.IsNaN(rows[r]) ? 0 : 1;
        });
        var background = new FeatureRows((double[])[1, 2, 3], [new("x")], 3);
        Assert.Equal(1.5, new CounterfactualSearch(model, background).Find([double.NaN], new(0, 1)).Counterfactuals[0].Distance);
        Assert.Equal(CounterfactualVerdict.NoneFeasible, new CounterfactualSearch(
            model, background, [new ColumnRule(0) { Direction = ChangeDirection.Up }]).Find([double.NaN], new(0, 1)).Verdict);
    }

    [Fact]
    public void Wrong_rules_and_options_are_refused()
    {
        var rows = Background(2, 5, 1);
        var model = Linear([1, 1], 0);
        Assert.Throws<ArgumentException>(() => new CounterfactualSearch(model, rows, [new ColumnRule(2)]));
        Assert.Throws<ArgumentException>(() => new CounterfactualSearch(model, rows, [new ColumnRule(0), new ColumnRule(0)]).Find([0, 0], new(0, 1)));
        Assert.Throws<ArgumentException>(() => new CounterfactualSearch(model, rows, [new ColumnRule(0, 1) { Direction = ChangeDirection.Up }]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CounterfactualSearch(model, rows, [new ColumnRule(0) { Low = 2, High = 1 }]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CounterfactualSearch(model, rows, [new ColumnRule(0) { Weight = 0 }]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CounterfactualSearch(model, rows, options: new() { Evaluations = 5 }));
        Assert.Throws<ArgumentException>(() => new CounterfactualSearch(model, rows).Find([0, 0], new(1, 0)));
    }

    [Fact]
    public void A_whole_model_is_searched_over_its_raw_columns()
    {
        var table = Samples.Mixed(400, 3);
        var problem = LearningProblem.Infer(table, "risk");
        var scorer = new Scorer([new(PipelineTrainer.Fit(TrainingPart.WholeTable(table), problem, Trainers.Get("logistic_regression"),
            HyperParameters.Empty, 1, CancellationToken.None))]);
        var function = new ScorerFunction(scorer);
        var rows = function.Rows(table);
        int age = scorer.InputSchema.IndexOf("age"), city = scorer.InputSchema.IndexOf("city");
        var search = new CounterfactualSearch(function.Function, rows, [new ColumnRule(age) { Direction = ChangeDirection.Fixed }]);
        int row = Enumerable.Range(0, 400).First(r => function.Function.Score(rows.Row(r))[1] is > 0.2 and < 0.4);
        var result = search.Find(rows.Row(row), new(1, 0.5));
        Assert.Equal(CounterfactualVerdict.Found, result.Verdict);
        foreach (var counterfactual in result.Counterfactuals)
        {
            Assert.DoesNotContain(age, counterfactual.Changed);
            Assert.InRange(counterfactual.Row[city], 0, scorer.InputSchema.Columns[city].Categories.Length);
            Kolosal.Tabular.RawValue[] raw = [.. counterfactual.Row.Select((number, c) => function.ValueOf(c, number))];
            double[] output = new double[2];
            scorer.Predict(new Kolosal.Tabular.RawRow(raw), output);
            Assert.True(output[1] >= 0.5);
        }
    }

    private static ModelFunction Linear(double[] weights, double intercept) =>
        ModelFunction.Of(new LinearPredictor(LinearLink.Identity, weights.Length, weights, [intercept]));

    private static FeatureRows Background(int inputs, int rows, ulong seed)
    {
        var random = new SeededRandom(seed + 1000);
        double[] values = new double[rows * inputs];
        for (int i = 0; i < values.Length; i++) values[i] = (1 + i % inputs) * random.NextNormal();
        return new(values, TreeRows.Numbers(inputs), rows);
    }

    // By definition: the median of distances from the median, of an odd number of rows.
    private static double Deviation(FeatureRows rows, int column)
    {
        double[] values = [.. Enumerable.Range(0, rows.Rows).Select(r => rows.Row(r)[column]).Order()];
        return values.Select(v => Math.Abs(v - values[values.Length / 2])).Order().ElementAt(values.Length / 2);
    }
}
