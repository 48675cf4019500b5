using Kolosal.Learning;
using Kolosal.Learning.Packages;
using Kolosal.Statistics;
using Kolosal.Tabular;

namespace Kolosal.Experiments;

/// <summary>Steps, losses and limits that a run's options or its data make part of the search.</summary>
public class StepRunTests
{
    [Fact]
    public void Rare_classes_bring_resamplers_that_touch_training_rows_alone()
    {
        var table = Rare(1_200);
        var plan = RunPlanner.Plan(Tables.Options("label") with { Folds = 3 }, table, "yes");
        Assert.True(plan.Steps is { Resampling: true, Synthetic: true });
        Assert.Equal(["none", "random_over_sampler", "random_under_sampler", "smote", "borderline_smote", "adasyn"], Ways("logistic_regression"));
        Assert.Equal(["none", "random_over_sampler", "random_under_sampler"], Ways("gradient_boosting"));

        // A logistic regression with intercept says on average what share of the rows it was fitted to is positive: 8 % as they are, half of them
        // when balanced. It is asked about rows as they are.
        Assert.InRange(MeanOf("none"), 0.05, 0.11);
        foreach (string way in (string[])["random_over_sampler", "random_under_sampler", "smote"]) Assert.InRange(MeanOf(way), 0.15, 0.6);
        Assert.False(RunPlanner.Plan(Tables.Options("label"), Tables.Binary(300), "yes").Steps is { Resampling: true });

        string[] Ways(string trainer) => [.. ((CategoricalParameter)CandidateSpace.Of(plan, Trainers.Get(trainer)).Parameters
            .Single(p => p.Name == "preprocessing.resampler")).Choices];

        double MeanOf(string way)
        {
            var parameters = CandidateSpace.Of(plan, Trainers.Get("logistic_regression")).Complete(
                HyperParameters.Empty.With("preprocessing.resampler", way));
            var rows = PlannedRows.Of(table, plan);
            var spec = new TrialSpec(0, "logistic_regression", parameters, plan.TopRung);
            var held = HeldOutScores.Measure(rows, plan, spec, TimeProvider.System, default);
            Assert.Equal(rows.Development.Rows, held.Rows.Rows);
            return held.Rows.ProbabilitiesOf(1).Average();
        }
    }

    [Fact]
    public void Texts_are_tried_as_runs_of_characters()
    {
        // Words that no other row has: only their endings tell the class.
        var random = new SeededRandom(2);
        string Syllable() => $"{(char)('a' + random.Next(20))}{(char)('a' + random.Next(20))}";
        string[] label = [.. Enumerable.Range(0, 300).Select(i => i % 2 == 0 ? "noun" : "verb")];
        string[] text = [.. label.Select(kind => $"{Syllable()}{Syllable()}{Syllable()}{(kind == "noun" ? "ness" : "izing")}")];
        var table = Tables.Of(("text", new TextColumn([.. text.Select(t => $"the {t}")])), ("label", CategoricalColumn.From(label)));
        var plan = RunPlanner.Plan(Tables.Options("label") with { Folds = 3, Trainers = ["logistic_regression"] }, table, null);
        Assert.True(plan.Steps is { Characters: true });
        double Score(string unit) => TrialEvaluation.Run(table, plan, new TrialSpec(0, "logistic_regression",
            CandidateSpace.Of(plan, Trainers.Get("logistic_regression")).Complete(HyperParameters.Empty.With("preprocessing.text", unit)),
            plan.TopRung),
            TimeProvider.System, default).Score;
        Assert.True(Score("characters") > 0.99);
        Assert.True(Score("words") < 0.7);
    }

    [Fact]
    public void Reweighed_rows_teach_nothing_of_what_groups_had_before()
    {
        // Four fifths of one group and two fifths of the other are positive: what a logistic regression says of each, unless the rows are weighed.
        string[] group = [.. Enumerable.Range(0, 500).Select(i => i % 2 == 0 ? "a" : "b")];
        string[] label = [.. Enumerable.Range(0, 500).Select(i => i / 2 % 5 < (i % 2 == 0 ? 4 : 2) ? "yes" : "no")];
        var table = Tables.Of(("group", CategoricalColumn.From(group)), ("label", CategoricalColumn.From(label)));
        Assert.InRange(Gap(false), 0.35, 0.45);
        Assert.InRange(Gap(true), -0.05, 0.05);

        double Gap(bool reweighing)
        {
            var options = Tables.Options("label") with
            {
                Fairness = new(["group"], 0.1, reweighing),
                Trainers = ["logistic_regression"],
                MaxTrials = 1,
                Folds = 2,
                Calibration = "none",
            };
            var plan = RunPlanner.Plan(options, table, "yes");
            var spec = new TrialSpec(0, "logistic_regression", CandidateSpace.Of(plan, Trainers.Get("logistic_regression")).Defaults);
            var scorer = ModelPackage.Load(new MemoryStream(FinalFit.Run(table, plan, spec, TimeProvider.System, default).Package)).CreateScorer();
            double[] said = scorer.Score(Tables.Of(("group", CategoricalColumn.From(["a", "b"]))));
            int yes = plan.Problem.Classes.IndexOf("yes");
            return said[yes] - said[2 + yes];
        }
    }

    [Fact]
    public void Boruta_keeps_the_columns_that_tell_something()
    {
        var random = new SeededRandom(3);
        const int Count = 300;
        double[][] x = [.. Enumerable.Range(0, 6).Select(_ => Enumerable.Range(0, Count).Select(_ => random.NextNormal()).ToArray())];
        double[] y = [.. Enumerable.Range(0, Count).Select(row => 2 * x[0][row] - x[3][row] + 0.1 * random.NextNormal())];
        var table = Tables.Of([.. x.Select((values, c) => ($"x{c}", (Column)new NumericColumn(values))), ("y", new NumericColumn(y))]);
        var plan = RunPlanner.Plan(
            Tables.Options("y") with { Selection = "boruta", Trainers = ["ridge"], MaxTrials = 1, Folds = 2 }, table, null);
        var spec = new TrialSpec(0, "ridge", CandidateSpace.Of(plan, Trainers.Get("ridge")).Defaults);
        var package = ModelPackage.Load(new MemoryStream(FinalFit.Run(table, plan, spec, TimeProvider.System, default).Package));
        Assert.Equal(["x0", "x3"], package.Pipelines[0].Pipeline.Columns.Select(c => c.Name));
    }

    [Fact]
    public void Columns_that_may_not_act_together_do_not_in_the_delivered_model()
    {
        var random = new SeededRandom(4);
        const int Count = 800;
        double[] a = [.. Enumerable.Range(0, Count).Select(_ => random.NextNormal())], b = [.. a.Select(_ => random.NextNormal())];
        var table = Tables.Of(("a", new NumericColumn(a)), ("b", new NumericColumn(b)),
            ("y", new NumericColumn([.. a.Zip(b, (u, v) => u * v + u)])));
        double Interaction(ImmutableArray<ImmutableArray<string>>? limits)
        {
            var plan = RunPlanner.Plan(Tables.Options("y") with { Interactions = limits, Folds = 2, Ensemble = "none" }, table, null);
            if (limits is not null) Assert.Contains(plan.Findings!.Value, note => note.Contains("ridge", StringComparison.Ordinal));
            var spec = new TrialSpec(0, "gradient_boosting", CandidateSpace.Of(plan, Trainers.Get("gradient_boosting")).Defaults, plan.TopRung);
            var scorer = ModelPackage.Load(new MemoryStream(FinalFit.Run(table, plan, spec, TimeProvider.System, default).Package)).CreateScorer();
            double[] said = scorer.Score(Tables.Of(("a", new NumericColumn([1, 1, -1, -1])), ("b", new NumericColumn([1, -1, 1, -1]))));
            return said[0] - said[1] - said[2] + said[3];
        }
        Assert.True(Interaction(null) > 2); // 4 by the law
        Assert.Equal(0, Interaction([["a"], ["b"]]), 1e-9);
    }

    [Theory]
    [InlineData("mae", "squared,absolute,huber")]
    [InlineData("rmse", "squared,poisson,tweedie")]
    [InlineData("poisson_deviance", "poisson,tweedie")]
    public void Losses_follow_the_metric_and_the_targets_values(string metric, string losses)
    {
        double[] x = [.. Enumerable.Range(0, 300).Select(i => i * 0.01)];
        var table = Tables.Of(("x", new NumericColumn(x)), ("y", new NumericColumn([.. x.Select((v, i) => Math.Floor(v * 10 + i % 3))])));
        var plan = RunPlanner.Plan(Tables.Options("y") with { Metric = metric, Task = "regression" }, table, null);
        Assert.Equal(losses, string.Join(',', plan.Steps!.Losses!.Value));
        Assert.Contains(CandidateSpace.Of(plan, Trainers.Get("gradient_boosting")).Parameters, p => p.Name == "loss");
    }

    [Fact]
    public void Dropout_is_tried_where_there_is_time_for_it()
    {
        bool Tries(double? budget) => RunPlanner.Plan(Tables.Options("y") with { TimeBudgetSeconds = budget }, Tables.Regression(200), null)
            .Steps is { Dropout: true };
        Assert.Equal((false, false, true), (Tries(null), Tries(60), Tries(600)));
    }

    [Theory]
    [InlineData("none", null)]
    [InlineData("platt", "PlattCalibrator")]
    [InlineData("isotonic", "IsotonicCalibrator")]
    public void The_calibration_asked_for_is_in_the_package(string asked, string? calibrator)
    {
        var table = Tables.Binary(300);
        var plan = RunPlanner.Plan(
            Tables.Options("label") with { Calibration = asked, Trainers = ["logistic_regression"], MaxTrials = 1, Folds = 2 }, table, "yes");
        var spec = new TrialSpec(0, "logistic_regression", CandidateSpace.Of(plan, Trainers.Get("logistic_regression")).Defaults);
        var package = ModelPackage.Load(new MemoryStream(FinalFit.Run(table, plan, spec, TimeProvider.System, default).Package));
        Assert.Equal(calibrator, package.Manifest.Calibration?.GetType().Name);
    }

    /// <summary>Two series, yₜ = 0.9 yₜ₋₁ + e with e of a tenth of y's spread: nothing but the row before tells y.</summary>
    [Fact]
    public void What_went_before_a_row_is_an_input_of_the_delivered_model()
    {
        var random = new SeededRandom(5);
        const int Length = 200;
        double[] time = new double[2 * Length], y = new double[2 * Length], noise = new double[2 * Length];
        string[] store = new string[2 * Length];
        for (int row = 0; row < y.Length; row++)
        {
            (int t, int s) = (row / 2, row % 2);
            (time[row], store[row], noise[row]) = (t, $"s{s}", random.NextNormal());
            y[row] = t == 0 ? s : 0.9 * y[row - 2] + 0.1 * random.NextNormal();
        }
        var table = Tables.Of(("t", new NumericColumn(time)), ("store", CategoricalColumn.From(store)), ("noise", new NumericColumn(noise)),
            ("y", new NumericColumn(y)));
        table = table.WithSchema(table.Schema.With(table.Schema["t"] with { Role = ColumnRole.Time })
            .With(table.Schema["store"] with { Role = ColumnRole.Group }));
        var options = Tables.Options("y") with
        {
            History = new(Lags: [1, 2], Windows: [3], Statistics: ["mean"]),
            Trainers = ["ridge"],
            MaxTrials = 1,
            Folds = 3
        };
        var plan = RunPlanner.Plan(options, table, null);
        Assert.Equal(SplitRule.Chronological, plan.Split);
        Assert.Equal(plan.ToJson(), RunPlan.Parse(plan.ToJson()).ToJson());
        Assert.Contains(PlanNotes.Of(plan, table), note => note.StartsWith("What went before a row", StringComparison.Ordinal));
        var spec = new TrialSpec(0, "ridge", CandidateSpace.Of(plan, Trainers.Get("ridge")).Defaults);
        var model = FinalFit.Run(table, plan, spec, TimeProvider.System, default);
        var scorer = ModelPackage.Load(new MemoryStream(model.Package)).CreateScorer();
        Assert.Equal(["noise", "y_lag_1", "y_lag_2", "y_mean_3"], scorer.InputSchema.Columns.Select(c => c.Name));
        Assert.InRange(model.Scores.Single(s => s.Metric.Name == "rmse").Estimate.Value, 0.05, 0.15);
        double[] said = scorer.Score(Tables.Of(("noise", new NumericColumn([0])), ("y_lag_1", new NumericColumn([1])),
            ("y_lag_2", new NumericColumn([1.0 / 0.9])), ("y_mean_3", new NumericColumn([(1 + 1 / 0.9 + 1 / 0.81) / 3]))));
        Assert.InRange(said[0], 0.8, 1);
        Assert.True(FinalFit.Run(table, RunPlanner.Plan(options with { History = null }, table, null), spec, TimeProvider.System, default)
            .Scores.Single(s => s.Metric.Name == "rmse").Estimate.Value > 0.15);
        Assert.Contains("role time", Assert.Throws<TrainingException>(() => RunPlanner.Plan(
            options with { Target = "y" }, Tables.Regression(100), null)).Message);
        Assert.Throws<RunOptionException>(() => RunPlanner.Plan(options with { History = new(["store"]) }, table, null));
        Assert.Throws<RunOptionException>(() => RunPlanner.Plan(options with { History = new(Lags: [0]) }, table, null));
        Assert.Throws<RunOptionException>(() => RunPlanner.Plan(options with { History = new(Windows: [3], Statistics: ["median"]) }, table, null));
    }

    private static Frame Rare(int count)
    {
        var random = new SeededRandom(1);
        double[] x = [.. Enumerable.Range(0, count).Select(_ => random.NextNormal())];
        string[] label = [.. x.Select((v, i) => i % 25 < 2 && v > -1 || v > 2.3 ? "yes" : "no")];
        return Tables.Of(("x", new NumericColumn(x)), ("z", new NumericColumn([.. x.Select(_ => random.NextNormal())])),
            ("label", CategoricalColumn.From(label)));
    }
}
