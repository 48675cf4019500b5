using System.Security.Cryptography;
using Kolosal.Learning;
using Kolosal.Learning.Metrics;
using Kolosal.Learning.Packages;
using Kolosal.Learning.Pipelines;
using Kolosal.Statistics;
using Kolosal.Tabular;

namespace Kolosal.Experiments;

public class HeldOutTests
{
    [Fact]
    public void Development_and_test_part_share_no_row_and_hold_them_all()
    {
        var table = Numbered(Tables.Binary(203));
        var plan = RunPlanner.Plan(Tables.Options("label"), table, null);
        var (development, test) = DataSplit.TestPart(table, plan);
        var rows = Row(development).Concat(Row(test)).Order();
        Assert.Equal(Enumerable.Range(0, 203), rows);
        Assert.InRange(test.Rows, 39, 42);
    }

    [Fact]
    public void Folds_validate_each_development_row_once()
    {
        var table = Tables.Binary(150);
        var plan = RunPlanner.Plan(Tables.Options("label") with { Folds = 3 }, table, null);
        var (development, _) = DataSplit.TestPart(table, plan);
        var folds = DataSplit.ValidationParts(development, plan);
        Assert.Equal(Enumerable.Range(0, development.Rows), folds.SelectMany(f => f.Validation).Order());
        Assert.Single(DataSplit.ValidationParts(development, plan with { Validation = ValidationRule.HoldOut }));
    }

    /// <summary>Regression deals by lot, so neither features nor targets of the test rows can move a row.</summary>
    [Fact]
    public void Poisoned_test_rows_change_no_bit_of_search_or_package()
    {
        var table = Numbered(Tables.Regression(120));
        var plan = RunPlanner.Plan(Tables.Options("y") with { Trainers = ["ridge"] }, table, null);
        int[] test = [.. Row(DataSplit.TestPart(table, plan).Test)];
        var poisoned = new Frame(table.Schema, [.. table.Columns.Select(
            (column, c) => table.Schema.Columns[c].Role == ColumnRole.Id ? column : Poison((NumericColumn)column, test))]);

        var spec = new TrialSpec(0, "ridge", Trainers.Get("ridge").Space.Defaults);
        var (clean, dirty) = (FinalFit.Run(table, plan, spec, TimeProvider.System, default),
            FinalFit.Run(poisoned, plan, spec, TimeProvider.System, default));
        Assert.Equal(Hash(clean), Hash(dirty));
        Assert.Equal(clean.Inputs.Select(i => string.Join(',', i.Counts)), dirty.Inputs.Select(i => string.Join(',', i.Counts)));
        Assert.Equal(Score(table, plan, spec), Score(poisoned, plan, spec));
        Assert.NotEqual(clean.Scores[0].Estimate.Value, dirty.Scores[0].Estimate.Value); // and the evaluation does look at them
    }

    [Fact]
    public void Poisoned_features_of_test_rows_change_no_bit_of_a_classifier()
    {
        var table = Numbered(Tables.Binary(120));
        var plan = RunPlanner.Plan(Tables.Options("label") with { Trainers = ["logistic_regression"] }, table, null);
        int[] test = [.. Row(DataSplit.TestPart(table, plan).Test)];
        var poisoned = new Frame(table.Schema, [.. table.Columns.Select((column, c) =>
            column is NumericColumn numbers && table.Schema.Columns[c].Role == ColumnRole.Feature ? Poison(numbers, test) : column)]);
        var spec = new TrialSpec(0, "logistic_regression", Trainers.Get("logistic_regression").Space.Defaults);
        Assert.Equal(Hash(FinalFit.Run(table, plan, spec, TimeProvider.System, default)),
            Hash(FinalFit.Run(poisoned, plan, spec, TimeProvider.System, default)));
    }

    [Fact]
    public void The_winner_beats_the_prior_on_rows_it_has_not_seen()
    {
        var table = Tables.Binary(400);
        var plan = RunPlanner.Plan(Tables.Options("label"), table, "yes");
        var model = FinalFit.Run(table, plan, new TrialSpec(0, "logistic_regression", Trainers.Get("logistic_regression").Space.Defaults),
            TimeProvider.System, default);
        var auc = model.Scores.Single(s => s.Metric.Name == "roc_auc").Estimate;
        Assert.Equal(0.5, model.BaselineScore); // the prior ranks nothing
        Assert.InRange(auc.Value, 0.85, 1);     // the law's own margin leaves noise of one unit against a signal of √5.25
        Assert.InRange(auc.Value, auc.Low, auc.High);
        Assert.Equal(400, model.DevelopmentRows + model.TestRows);
        Assert.Equal(model.TestRows, model.Outputs.Counts.Sum());
    }

    [Fact]
    public void The_package_loads_and_scores_like_the_model_that_was_evaluated()
    {
        var table = Tables.Binary(200);
        var plan = RunPlanner.Plan(Tables.Options("label"), table, null);
        var model = FinalFit.Run(table, plan, new TrialSpec(0, "logistic_regression", Trainers.Get("logistic_regression").Space.Defaults),
            TimeProvider.System, default);
        var loaded = ModelPackage.Load(new MemoryStream(model.Package)).CreateScorer();
        var (_, test) = DataSplit.TestPart(table, plan);
        var decided = plan.Problem.Distribution(loaded.Score(test));
        Assert.Equal<long>(model.Outputs.Counts, decided.Counts);
    }

    [Fact]
    public void The_package_carries_what_the_development_rows_looked_like()
    {
        var table = Tables.Regression(150);
        var plan = RunPlanner.Plan(Tables.Options("y") with { Trainers = ["ridge"] }, table, null);
        var model = FinalFit.Run(table, plan, new TrialSpec(0, "ridge", Trainers.Get("ridge").Space.Defaults), TimeProvider.System, default);
        var kept = ModelPackage.Load(new MemoryStream(model.Package)).Manifest.InputDistributions!.Value;
        Assert.Equal(model.InputSchema.Columns.Select(c => c.Name), kept.Select(d => d.Name));
        Assert.All(kept, column => Assert.Equal(model.DevelopmentRows, column.Rows));
        Assert.Equal(model.Inputs.Select(d => string.Join(',', d.Counts)), kept.Select(d => string.Join(',', d.Counts)));
    }

    [Theory]
    [InlineData(5_000)]
    [InlineData(80_000)]
    public void The_interval_of_a_share_has_the_width_of_the_binomial_law(int rows)
    {
        // Right with probability 0.8: half a width is 1.96 √(0.8 · 0.2 / n), whether all rows are resampled or a part of them.
        var random = new SeededRandom(5);
        var labels = new int[rows];
        var outputs = new double[2 * rows];
        for (int row = 0; row < rows; row++)
        {
            labels[row] = random.NextDouble() < 0.5 ? 1 : 0;
            int said = random.NextDouble() < 0.8 ? labels[row] : 1 - labels[row];
            outputs[2 * row + said] = 1;
        }
        var estimate = TrialEvaluation.Estimate(Metrics.Get("accuracy"), ScoredRows.Classification(labels, 2, outputs), 1, default);
        double half = 1.96 * Math.Sqrt(0.16 / rows);
        Assert.InRange(estimate.Value, 0.8 - 3 * half, 0.8 + 3 * half);
        Assert.InRange((estimate.High - estimate.Low) / 2, 0.75 * half, 1.25 * half);
    }

    private static (double, double, double) Score(Frame table, RunPlan plan, TrialSpec spec)
    {
        var figures = TrialEvaluation.Run(table, plan, spec, TimeProvider.System, default);
        return (figures.Score, figures.Low, figures.High);
    }

    private static string Hash(FinishedModel model) => Convert.ToHexStringLower(SHA256.HashData(model.Package));

    private static Frame Numbered(Frame table) => new(
        new TableSchema([.. table.Schema.Columns, new ColumnSchema("row", ColumnType.Numeric, ColumnRole.Id)]),
        [.. table.Columns, new NumericColumn([.. Enumerable.Range(0, table.Rows).Select(r => (double)r)])]);

    private static IEnumerable<int> Row(Frame table)
    {
        int[] rows = new int[table.Rows];
        for (int i = 0; i < rows.Length; i++) rows[i] = (int)((NumericColumn)table["row"]).Values[i];
        return rows;
    }

    private static NumericColumn Poison(NumericColumn column, int[] rows)
    {
        double[] values = column.Values.ToArray();
        foreach (int row in rows) values[row] = 1000 - values[row];
        return new(values);
    }
}
