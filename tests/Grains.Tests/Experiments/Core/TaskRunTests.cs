using Kolosal.Learning;
using Kolosal.Learning.Packages;
using Kolosal.Learning.Pipelines;
using Kolosal.Statistics;
using Kolosal.Tabular;

namespace Kolosal.Experiments;

/// <summary>Runs whose models say something else of the target than its mean: from options to the package that serves.</summary>
public class TaskRunTests
{
    [Fact]
    public void A_level_makes_a_quantile_that_the_delivered_model_keeps()
    {
        var table = Amounts(1_500, 1);
        var plan = RunPlanner.Plan(Tables.Options("y") with { Quantile = 0.9, Folds = 3, Ensemble = "greedy" }, table, null);
        Assert.Equal((LearningAim.Quantile, 0.9, "pinball"), (plan.Problem.Aim!.Value, plan.Problem.Level!.Value, plan.Metric));
        Assert.Equal(["gradient_boosting", "quantile_regression", "quantile_forest"], plan.Trainers.Where(t => t != "lightgbm"));
        Assert.Equal(plan.ToJson(), RunPlan.Parse(plan.ToJson()).ToJson());
        var (model, scorer) = Deliver(plan with { Trainers = ["gradient_boosting", "quantile_regression"] }, table);

        // y = x + (1 + x) e, e uniform: the level of 0.9 is x + 0.9 (1 + x); the mean is 0.4 (1 + x) below.
        var fresh = Amounts(500, 2);
        double[] said = scorer.Score(fresh), x = ((NumericColumn)fresh["x"]).Values.ToArray();
        double gap = said.Zip(x, (p, at) => Math.Abs(p - (at + 0.9 * (1 + at)))).Average();
        Assert.True(gap < 0.12, $"{gap:0.000} off");
        Assert.Equal(0.9, scorer.Problem.Level);
        Assert.Null(scorer.Conformalizer);
        Assert.Equal(["pinball", "pinball_d2"], model.Scores.Select(s => s.Metric.Name));
        Assert.True(model.Scores[0].Estimate.Value < model.BaselineScore);
        Assert.Contains(model.Notes, note => note.Contains("the level is 90 %", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("pinball", LearningAim.Quantile), InlineData("pinball_d2", LearningAim.Quantile), InlineData("ndcg_5", LearningAim.Ranking)]
    [InlineData("mae", null)]
    public void A_metric_that_measures_one_task_alone_names_it(string metric, LearningAim? aim)
    {
        var plan = RunPlanner.Plan(Tables.Options("grade") with { Metric = metric, Folds = 3 }, Lists(40, 6), null);
        Assert.Equal((LearningTask.Regression, aim, metric), (plan.Problem.Task, plan.Problem.Aim, plan.Metric));
    }

    [Fact]
    public void A_measure_of_classes_in_order_takes_the_order_of_numbers()
    {
        var random = new SeededRandom(8);
        double[] x = [.. Enumerable.Range(0, 300).Select(_ => random.NextNormal())];
        var table = Tables.Of(("x", new NumericColumn(x)), ("stars", new NumericColumn([.. x.Select(v => Math.Clamp(Math.Round(v) + 3, 1, 5))])));
        var plan = RunPlanner.Plan(Tables.Options("stars") with { Metric = "quadratic_kappa", Folds = 3 }, table, null);
        Assert.Equal(LearningAim.Ordinal, plan.Problem.Aim);
        Assert.Equal<string>(["1", "2", "3", "4", "5"], plan.Problem.Classes);
    }

    [Fact]
    public void A_count_is_never_predicted_below_its_least_mean()
    {
        var random = new SeededRandom(3);
        double[] x = new double[600], y = new double[600];
        for (int row = 0; row < x.Length; row++)
        {
            x[row] = random.NextNormal();
            y[row] = Poisson(Math.Exp(x[row]), ref random);
        }
        var table = Tables.Of(("x", new NumericColumn(x)), ("y", new NumericColumn(y)));
        var plan = RunPlanner.Plan(Tables.Options("y") with { Task = "count", Folds = 3 }, table, null);
        Assert.Equal(("poisson_deviance", "poisson"), (plan.Metric, plan.Steps!.Losses!.Value[0]));
        Assert.Contains("poisson_regression", plan.Trainers);
        var space = CandidateSpace.Of(plan, Trainers.Get("gradient_boosting"));
        Assert.Equal("poisson", space.Defaults.Choice("loss"));

        // The linear model of a count falls below 0 far out; what serves does not.
        var (_, scorer) = Deliver(plan with { Trainers = ["ridge"] }, table);
        double[] said = scorer.Score(Tables.Of(("x", new NumericColumn([-50, 0]))));
        Assert.Equal(LearningProblem.LeastMeanCount, said[0]);

        // The law's own mean, within the noise of 600 rows.
        var (model, fitted) = Deliver(plan with { Trainers = ["poisson_regression"] }, table);
        said = fitted.Score(Tables.Of(("x", new NumericColumn([-1, 0, 1]))));
        Assert.All(said.Zip([-1.0, 0, 1]), pair => Assert.InRange(pair.First / Math.Exp(pair.Second), 0.8, 1.25));
        Assert.True(model.Scores.Single(s => s.Metric.Name == "poisson_deviance").Estimate.Value < model.BaselineScore);
    }

    [Fact]
    public void Classes_in_order_are_learnt_by_their_thresholds_and_served_in_their_order()
    {
        var random = new SeededRandom(4);
        string[] words = ["low", "mid", "high"];
        double[] x = [.. Enumerable.Range(0, 400).Select(_ => random.NextNormal())];
        string[] grade = [.. x.Select(v => words[Math.Clamp((int)Math.Floor(v + 0.3 * random.NextNormal() + 1.5), 0, 2)])];
        var table = Tables.Of(("x", new NumericColumn(x)), ("grade", CategoricalColumn.From(grade)));
        var plan = RunPlanner.Plan(Tables.Options("grade") with { ClassOrder = [.. words], Folds = 3 }, table, null);
        Assert.Equal((LearningAim.Ordinal, "quadratic_kappa", "ordinal_boosting"), (plan.Problem.Aim!.Value, plan.Metric, plan.Trainers[0]));
        Assert.Equal<string>(words, plan.Problem.Classes);
        Assert.Contains(PlanNotes.Of(plan, table), note => note.EndsWith("'low', 'mid', 'high'.", StringComparison.Ordinal));
        var (model, scorer) = Deliver(plan with { Trainers = ["ordinal_logistic"] }, table);
        double[] said = scorer.Score(Tables.Of(("x", new NumericColumn([-3, 0, 3]))));
        Assert.Equal([0, 1, 2], Enumerable.Range(0, 3).Select(row => ClassDecision.Of(said.AsSpan(3 * row, 3))));
        Assert.True(model.Scores.Single(s => s.Metric.Name == "quadratic_kappa").Estimate.Value > 0.6);
        Assert.Contains("order of the classes", Assert.Throws<TrainingException>(
            () => RunPlanner.Plan(Tables.Options("grade") with { Task = "ordinal" }, table, null)).Message);
    }

    [Fact]
    public void A_ranking_keeps_its_lists_whole_and_orders_new_ones()
    {
        var table = Lists(80, 5);
        var plan = RunPlanner.Plan(Tables.Options("grade") with { Task = "ranking", Folds = 3, Ensemble = "greedy" }, table, null);
        Assert.Equal(("ndcg_10", SplitRule.Grouped), (plan.Metric, plan.Split));
        var rows = PlannedRows.Of(table, plan);
        string[] Of(Frame part, IEnumerable<int> numbers) => [.. numbers.Select(row => part["query"].TextAt(row)!).Distinct()];
        Assert.Empty(Of(rows.Test, Enumerable.Range(0, rows.Test.Rows)).Intersect(Of(rows.Development, Enumerable.Range(0, rows.Development.Rows))));
        Assert.All(rows.Parts, fold => Assert.Empty(Of(rows.Development, fold.Training).Intersect(Of(rows.Development, fold.Validation))));

        var (model, scorer) = Deliver(plan with { Trainers = ["gradient_boosting", "ridge"] }, table);
        Assert.DoesNotContain(scorer.InputSchema.Columns, c => c.Name == "query");
        Assert.Null(scorer.Conformalizer);
        var ndcg = model.Scores.Single(s => s.Metric.Name == "ndcg_10").Estimate;
        Assert.True(ndcg.Value > 0.95, $"{ndcg.Value}");
        Assert.InRange(ndcg.Low, 0.9, ndcg.Value);
        Assert.True(model.BaselineScore < 0.85);
        double[] said = scorer.Score(Tables.Of(("x", new NumericColumn([0.1, 0.5, 0.9])), ("z", new NumericColumn([0.5, 0.5, 0.5]))));
        Assert.True(said[0] < said[1] && said[1] < said[2]);
    }

    [Theory]
    [InlineData("quantile", 0.0, "0.01 to 0.99")]
    [InlineData("regression", 0.5, "belongs to the task quantile")]
    [InlineData("median", null, "A task is binary")]
    public void Options_that_contradict_each_other_are_refused(string task, double? level, string says) =>
        Assert.Contains(says, Assert.Throws<RunOptionException>(
            () => RunPlanner.Plan(Tables.Options("y") with { Task = task, Quantile = level }, Amounts(100, 1), null)).Message);

    [Fact]
    public void What_does_not_fit_the_task_is_refused()
    {
        var table = Amounts(100, 1);
        var options = Tables.Options("y");
        Assert.Contains("count is 0, 1, 2", Learn(options with { Task = "count" }));
        Assert.Contains("role group", Learn(options with { Task = "ranking" }));
        Assert.Equal("trainers", Option(options with { Quantile = 0.5, Trainers = ["ridge"] }));
        Assert.Equal("metric", Option(options with { Quantile = 0.5, Metric = "rmse" }));
        Assert.Equal("ensemble", Option(options with { Quantile = 0.5, Ensemble = "stacking" }));
        Assert.Equal("monotone", Option(options with
        {
            Quantile = 0.5,
            Monotone = ImmutableSortedDictionary<string, string>.Empty.Add("x", "increasing")
        }));
        Assert.Equal("interaction_constraints", Option(options with { Interactions = [["x", "nobody"]] }));
        Assert.Equal("interaction_constraints", Option(options with { Interactions = [["x"]], Trainers = ["ridge"] }));
        Assert.Equal("selection", Option(options with { Selection = "best" }));
        Assert.Equal("calibration", Option(options with { Calibration = "platt" }));

        string Learn(RunOptions asked) => Assert.Throws<TrainingException>(() => RunPlanner.Plan(asked, table, null)).Message;
        string Option(RunOptions asked) => Assert.Throws<RunOptionException>(() => RunPlanner.Plan(asked, table, null)).Option;
    }

    [Fact]
    public void A_plain_plan_is_what_it_was()
    {
        var plan = RunPlanner.Plan(Tables.Options("y"), Tables.Regression(200), null);
        Assert.Null(plan.Steps);
        Assert.DoesNotContain("aim", plan.ToJson(), StringComparison.Ordinal);
        foreach (string trainer in plan.Trainers) Assert.Same(Trainers.Get(trainer), CandidateTrainer.Of(plan, trainer));
    }

    private static (FinishedModel Model, Scorer Scorer) Deliver(RunPlan plan, Frame table)
    {
        var rows = PlannedRows.Of(table, plan);
        ImmutableArray<LibraryTrial> library =
        [
            .. plan.Trainers.Select((trainer, n) =>
            {
                var spec = new TrialSpec(n, trainer, CandidateSpace.Of(plan, Trainers.Get(trainer)).Defaults, plan.TopRung);
                var figures = TrialEvaluation.Run(rows, plan, spec, TimeProvider.System, default);
                return new LibraryTrial(spec, figures.Score, 0.01, figures.HeldOut);
            }),
        ];
        var terms = plan.Ensemble == EnsembleRule.None ? DeliveryTerms.Alone : new DeliveryTerms(library);
        var model = FinalFit.Run(table, plan, library[0].Spec, terms, TimeProvider.System, default);
        return (model, ModelPackage.Load(new MemoryStream(model.Package)).CreateScorer());
    }

    private static Frame Amounts(int count, ulong seed)
    {
        var random = new SeededRandom(seed);
        double[] x = new double[count], y = new double[count];
        for (int row = 0; row < count; row++)
        {
            x[row] = 2 * random.NextDouble();
            y[row] = x[row] + (1 + x[row]) * random.NextDouble();
        }
        return Tables.Of(("x", new NumericColumn(x)), ("y", new NumericColumn(y)));
    }

    /// <summary>Lists of ten rows whose grades are x in three steps; z tells nothing.</summary>
    private static Frame Lists(int lists, ulong seed)
    {
        var random = new SeededRandom(seed);
        int count = 10 * lists;
        double[] x = [.. Enumerable.Range(0, count).Select(_ => random.NextDouble())];
        double[] z = [.. Enumerable.Range(0, count).Select(_ => random.NextDouble())];
        var table = Tables.Of(("query", CategoricalColumn.From(Enumerable.Range(0, count).Select(row => $"q{row / 10}"))),
            ("x", new NumericColumn(x)), ("z", new NumericColumn(z)), ("grade", new NumericColumn([.. x.Select(v => Math.Floor(3 * v))])));
        return table.WithSchema(table.Schema.With(table.Schema["query"] with { Role = ColumnRole.Group }));
    }

    /// <summary>Knuth's product of uniforms.</summary>
    private static int Poisson(double mean, ref SeededRandom random)
    {
        int count = 0;
        for (double left = random.NextDouble(), limit = Math.Exp(-mean); left > limit; left *= random.NextDouble()) count++;
        return count;
    }
}
