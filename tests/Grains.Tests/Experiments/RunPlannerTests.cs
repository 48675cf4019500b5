using Kolosal.Learning;
using Kolosal.Tabular;

namespace Kolosal.Experiments;

public class RunPlannerTests
{
    private static readonly Frame Table = Tables.Binary(200);
    private static readonly RunOptions Defaults = Tables.Options("label");

    [Fact]
    public void Defaults_are_written_into_the_plan()
    {
        var plan = RunPlanner.Plan(Defaults, Table, null);
        Assert.Equal((LearningTask.Binary, "roc_auc", 5, 4, 40, "tpe", SplitRule.Stratified, ValidationRule.Folds, 200),
            (plan.Problem.Task, plan.Metric, plan.Folds, plan.Lag, plan.MaxTrials, plan.Sampler, plan.Split, plan.Validation, plan.Rows));
        Assert.DoesNotContain("prior", plan.Trainers);
        Assert.Contains("logistic_regression", plan.Trainers);
    }

    [Fact]
    public void A_plan_survives_its_text()
    {
        var plan = RunPlanner.Plan(Defaults with { Seed = -1, TimeBudgetSeconds = 12.5, Trainers = ["logistic_regression"], Parameters = "{}" },
            Table, "no");
        string text = plan.ToJson();
        Assert.Equal(text, RunPlan.Parse(text).ToJson());
        Assert.Equal(ulong.MaxValue, RunPlan.Parse(text).Seed);
    }

    [Fact]
    public void The_favourable_label_becomes_the_second_class() =>
        Assert.Equal<string>(["yes", "no"], RunPlanner.Plan(Defaults, Table, "no").Problem.Classes);

    [Fact]
    public void A_missing_target_is_refused_with_the_columns_there_are() =>
        Assert.Contains("colour", Assert.Throws<TrainingException>(() => RunPlanner.Plan(Tables.Options("nothing"), Table, null)).Message);

    [Fact]
    public void One_class_cannot_be_learnt() => Refused(
        Tables.Of(("x", new NumericColumn([.. Enumerable.Range(0, 50).Select(i => (double)i)])),
            ("label", CategoricalColumn.From(Enumerable.Repeat("a", 50)))), "one class");

    [Fact]
    public void A_class_that_reads_as_missing_is_named_by_the_word_that_its_file_has()
    {
        var table = Tables.Of(("x", new NumericColumn([.. Enumerable.Range(0, 50).Select(i => (double)i)])),
            ("label", CategoricalColumn.From(Enumerable.Range(0, 50).Select(i => i % 2 == 0 ? "EU" : null))));
        var schema = table.Schema.With(table.Schema["label"] with { Reading = new(Missing: MissingWords.Unquoted, MissingWord: "NA") });
        Refused(table.WithSchema(schema), "missing in 25 rows (its file says NA there");
    }

    [Fact]
    public void One_row_cannot_be_learnt() => Refused(Tables.Binary(1), "at least 20 rows");

    [Fact]
    public void A_class_too_rare_for_the_folds_is_named()
    {
        var labels = Enumerable.Range(0, 100).Select(i => i < 3 ? "rare" : i % 2 == 0 ? "a" : "b");
        Refused(Tables.Of(("x", new NumericColumn([.. Enumerable.Range(0, 100).Select(i => (double)i)])), ("label", CategoricalColumn.From(labels))),
            "'rare' has 3");
    }

    [Fact]
    public void Rows_without_a_target_are_left_out_and_a_target_that_is_always_missing_is_refused()
    {
        var x = new NumericColumn([.. Enumerable.Range(0, 60).Select(i => (double)i)]);
        var some = CategoricalColumn.From(Enumerable.Range(0, 60).Select(i => i % 3 == 0 ? null : i % 3 == 1 ? "a" : "b"));
        Assert.Equal(40, RunPlanner.Plan(Defaults, Tables.Of(("x", x), ("label", some)), null).Rows);
        Refused(Tables.Of(("x", x), ("label", CategoricalColumn.From(Enumerable.Repeat<string?>(null, 60)))), "No row has a value");
    }

    [Fact]
    public void Features_that_are_always_missing_teach_nothing()
    {
        var nothing = NumericColumn.FromNaN([.. Enumerable.Repeat(double.NaN, 40)]);
        Refused(Tables.Of(("x", nothing), ("label", CategoricalColumn.From(Enumerable.Range(0, 40).Select(i => i % 2 == 0 ? "a" : "b")))),
            "every feature is missing");
    }

    [Fact]
    public void Options_out_of_range_are_named()
    {
        Bad(Defaults with { Folds = 1 }, "folds");
        Bad(Defaults with { Folds = 21 }, "folds");
        Bad(Defaults with { MaxTrials = 0 }, "max_trials");
        Bad(Defaults with { MaxTrials = 2001 }, "max_trials");
        Bad(Defaults with { Parallelism = 0 }, "parallelism");
        Bad(Defaults with { Parallelism = 65 }, "parallelism");
        Bad(Defaults with { TimeBudgetSeconds = 0.5 }, "time_budget_s");
        Bad(Defaults with { TimeBudgetSeconds = double.NaN }, "time_budget_s");
        Bad(Defaults with { Metric = "rmse" }, "metric");
        Bad(Defaults with { Task = "median" }, "task");
        Bad(Defaults with { Sampler = "wishing" }, "sampler");
        Bad(Defaults with { Pruner = "wishing" }, "pruner");
        Bad(Defaults with { Pruner = "wilcoxon", Folds = 4 }, "pruner"); // of four folds nothing is spared
        Bad(Defaults with { Trainers = ["ridge"] }, "trainers");
        Bad(Defaults with { Trainers = ["logistic_regression"], Parameters = "[1]" }, "parameters");
        Bad(Defaults with { Trainers = ["logistic_regression"], Parameters = """{"no_such":1}""" }, "parameters");
        Bad(Defaults with { Parameters = "{}" }, "parameters");
        Assert.Equal(2, RunPlanner.Plan(Defaults with { Folds = 2 }, Table, null).Folds);
        Assert.Equal(64, RunPlanner.Plan(Defaults with { Parallelism = 64 }, Table, null).Lag);
    }

    [Fact]
    public void A_time_budget_alone_leaves_the_trials_open() =>
        Assert.Equal(RunPlanner.MostTrials, RunPlanner.Plan(Defaults with { TimeBudgetSeconds = 10 }, Table, null).MaxTrials);

    [Fact]
    public void A_trainer_of_a_missing_engine_is_refused_with_what_is_missing()
    {
        Trainers.Add(new TrainerEngine("Planned 1.0", [Trainers.Get("logistic_regression") with { Name = "planned.logistic" }],
            "its library is not installed"));
        var refusal = Assert.Throws<RunOptionException>(() => RunPlanner.Plan(Defaults with { Trainers = ["planned.logistic"] }, Table, null));
        Assert.Equal("trainers", refusal.Option);
        Assert.Contains("its library is not installed", refusal.Message);
    }

    private static void Refused(Frame table, string because) =>
        Assert.Contains(because, Assert.Throws<TrainingException>(() => RunPlanner.Plan(Tables.Options("label"), table, null)).Message);

    private static void Bad(RunOptions options, string option) =>
        Assert.Equal(option, Assert.Throws<RunOptionException>(() => RunPlanner.Plan(options, Table, null)).Option);
}
