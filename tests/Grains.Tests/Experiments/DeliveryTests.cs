using System.Security.Cryptography;
using Kolosal.Learning;
using Kolosal.Learning.Packages;
using Kolosal.Learning.Uncertainty;
using Kolosal.Tabular;
using Microsoft.Extensions.Time.Testing;

namespace Kolosal.Experiments;

/// <summary>What a run makes of its trials.</summary>
public class DeliveryTests
{
    private static readonly Frame Table = Tables.Binary(300);

    [Theory]
    [InlineData("greedy")]
    [InlineData("stacking")]
    [InlineData("voting")]
    [InlineData("auto")]
    public void The_same_package_for_any_threads_any_order_of_trials_and_lost_outputs(string ensemble)
    {
        var (plan, library) = Searched(ensemble);
        var model = Deliver(plan, library, threads: 1);
        string expected = Hash(model);
        Assert.Equal(expected, Hash(Deliver(plan, library, threads: 2)));
        Assert.Equal(expected, Hash(Deliver(plan, [.. library.Reverse()], threads: 4)));
        Assert.Equal(expected, Hash(Deliver(plan, [.. library.Select(t => t with { HeldOut = null })], threads: 1)));
        Assert.Equal(1, model.Members.Sum(m => m.Weight), 9);
    }

    [Fact]
    public void The_ensemble_is_never_below_the_best_trial_on_held_out_rows()
    {
        var (plan, library) = Searched("greedy");
        Assert.True(Deliver(plan, library, 1).HeldOutScore >= library.Max(t => t.Score) - 1e-6); // outputs are kept to single precision
    }

    [Fact]
    public void A_stack_survives_its_package_and_scores_rows_one_by_one_as_together()
    {
        var (plan, library) = Searched("stacking");
        var package = ModelPackage.Load(new MemoryStream(Deliver(plan, library, 1).Package));
        Assert.NotNull(package.Manifest.Stack);
        Assert.True(package.Pipelines.Length > 1);
        var scorer = package.CreateScorer();
        double[] together = scorer.Score(Table), one = new double[2], modelRow = new double[scorer.RowLength];
        double[] modelRows = new double[Table.Rows * scorer.RowLength], batch = new double[together.Length];
        for (int row = 0; row < Table.Rows; row++)
        {
            var raw = new RawRow([.. scorer.InputSchema.Columns.Select(c => RawValue.At(Table[c.Name], row))]);
            scorer.Encode(in raw, modelRow);
            modelRow.CopyTo(modelRows, row * modelRow.Length);
            scorer.Score(modelRow, one);
            Assert.Equal(together.AsSpan(2 * row, 2).ToArray(), one);
            Assert.Equal(1, one.Sum(), 9);
        }
        scorer.ScoreBatch(modelRows, Table.Rows, batch);
        Assert.Equal(together, batch);
    }

    [Fact]
    public void Small_tables_get_the_models_of_every_fold()
    {
        var (plan, library) = Searched("greedy");
        Assert.All(Deliver(plan, library, 1).Members, m => Assert.Equal(plan.Folds, m.Models));
    }

    [Fact]
    public void Without_time_there_are_fewer_members_and_no_bags()
    {
        var (plan, library) = Searched("voting");
        // Each fit took a second, as far as the trials say: in a fifth of one only the best remains, on all rows.
        ImmutableArray<LibraryTrial> slow = [.. library.Select(t => t with { FitSeconds = 1 })];
        var model = FinalFit.Run(Table, plan, slow[0].Spec, new DeliveryTerms(slow, 0.2), new FakeTimeProvider(), default);
        var only = Assert.Single(model.Members);
        Assert.Equal(1, only.Models);
        Assert.Contains(model.Notes, note => note.Contains("the time left does not suffice", StringComparison.Ordinal));

        var roomy = FinalFit.Run(Table, plan, slow[0].Spec, new DeliveryTerms(slow, 1000), new FakeTimeProvider(), default);
        Assert.Equal(library.Length, roomy.Members.Length);
    }

    [Theory]
    [InlineData("auto")]
    [InlineData("voting")]
    [InlineData("stacking")]
    public void A_model_that_time_cut_short_is_made_again_from_its_record(string ensemble)
    {
        var (plan, library) = Searched(ensemble);
        ImmutableArray<LibraryTrial> slow = [.. library.Select(t => t with { FitSeconds = 1 })];
        var cut = FinalFit.Run(Table, plan, slow[0].Spec, new DeliveryTerms(slow, 15), new FakeTimeProvider(), default);
        ImmutableArray<LibraryTrial> lost = [.. library.Reverse().Select(t => t with { HeldOut = null })];
        var again = FinalFit.Run(Table, plan, slow[0].Spec,
            new DeliveryTerms(lost, Recorded: new RecordedEnsemble(cut.Members, cut.Stacked, cut.Bagged)), TimeProvider.System, default);
        Assert.Equal(Hash(cut), Hash(again));
    }

    [Fact]
    public void A_limit_for_a_row_that_nothing_keeps_is_said_and_the_fastest_is_delivered()
    {
        var (plan, library) = Searched("voting");
        var model = Deliver(plan with { InferLimitMicroseconds = 1e-6 }, library, 1);
        Assert.Single(model.Members);
        Assert.Contains(model.Notes, note => note.Contains("more than the", StringComparison.Ordinal));

        // Before it gives up it tries the same numbers in fewer bits, and says what came of it.
        Assert.Contains(model.Notes, note => note.Contains(" bits", StringComparison.Ordinal));
        Assert.Equal(library.Length, Deliver(plan with { InferLimitMicroseconds = 1e9 }, library, 1).Members.Length);
    }

    [Fact]
    public void Rows_of_the_test_part_change_no_bit_of_an_ensemble()
    {
        var numbered = new Frame(new TableSchema([.. Table.Schema.Columns, new ColumnSchema("row", ColumnType.Numeric, ColumnRole.Id)]),
            [.. Table.Columns, new NumericColumn([.. Enumerable.Range(0, Table.Rows).Select(r => (double)r)])]);
        var (plan, _) = Searched("auto");
        var test = (NumericColumn)PlannedRows.Of(numbered, plan).Test["row"];
        double[] poisoned = ((NumericColumn)Table["x0"]).Values.ToArray();
        for (int i = 0; i < test.Rows; i++) poisoned[(int)test.Values[i]] = 1e6;
        var trap = new Frame(Table.Schema, Table.Columns.SetItem(0, new NumericColumn(poisoned)));
        Assert.Equal(Hash(Deliver(plan, Library(Table, plan), 1)), Hash(FinalFit.Run(
            trap, plan, Library(trap, plan)[0].Spec, new DeliveryTerms(Library(trap, plan)), TimeProvider.System, default)));
    }

    [Fact]
    public void The_package_answers_sets_that_hold_the_truth_as_often_as_promised()
    {
        var big = Tables.Binary(1500, seed: 8);
        var (plan, library) = Searched("greedy", big);
        var model = FinalFit.Run(big, plan, library[0].Spec, new DeliveryTerms(library), TimeProvider.System, default);
        var scorer = ModelPackage.Load(new MemoryStream(model.Package)).CreateScorer();
        Assert.IsType<SetConformalizer>(scorer.Conformalizer);
        var fresh = Tables.Binary(2000, seed: 9);
        double[] outputs = scorer.Score(fresh);
        int[] labels = plan.Problem.Labels(fresh);
        double held = Enumerable.Range(0, fresh.Rows).Count(row => scorer.SetOf(outputs.AsSpan(2 * row, 2), 0.9)!.Value.Contains(labels[row]));
        Assert.True(held / fresh.Rows >= 0.87, $"{held / fresh.Rows}"); // 0.9 less three standard errors of calibration and test rows
    }

    [Fact]
    public void A_constraint_on_decisions_is_kept_where_a_fair_trial_exists_and_told_where_none_does()
    {
        // Group decides the label, so whoever sees it favours one group; without it nothing is favoured.
        var random = new Random(4);
        int rows = 600;
        string[] group = [.. Enumerable.Range(0, rows).Select(_ => random.Next(2) == 0 ? "a" : "b")];
        double[] x = [.. Enumerable.Range(0, rows).Select(_ => random.NextDouble())];
        string[] label = [.. Enumerable.Range(0, rows).Select(row =>
            (group[row] == "a" ? 0.35 : -0.35) + x[row] + 0.1 * random.NextDouble() > 0.55 ? "yes" : "no")];
        var table = Tables.Of(("x", new NumericColumn(x)), ("group", CategoricalColumn.From(group)), ("label", CategoricalColumn.From(label)));
        var plan = RunPlanner.Plan(Tables.Options("label") with
        {
            Trainers = ["logistic_regression"],
            Ensemble = "greedy",
            Fairness = new(["group"], 0.8)
        }, table, "yes");
        var sees = Library(table, plan);
        var told = FinalFit.Run(table, plan, sees[0].Spec, new DeliveryTerms(sees), TimeProvider.System, default);
        Assert.Contains(told.Notes, note => note.StartsWith("No model reaches a disparate impact of 0.8", StringComparison.Ordinal));

        // A trial that says yes to everyone is fair, and worse.
        int validated = PlannedRows.Of(table, plan).Validated.Length;
        byte[] everyone = HeldOutOutputs.Encode([.. Enumerable.Range(0, validated).SelectMany(_ => (double[])[0.4, 0.6])], 2);
        var fair = new LibraryTrial(sees[0].Spec with { Number = 9 }, 0.5, 0.1, everyone);
        var kept = FinalFit.Run(table, plan, sees[0].Spec, new DeliveryTerms([.. sees, fair]), TimeProvider.System, default);
        Assert.Equal(9, Assert.Single(kept.Members).Trial);
    }

    [Fact]
    public void A_monotone_column_is_kept_by_the_delivered_model()
    {
        // y falls with x at first sight of every second row; the constraint says it may only rise.
        var random = new Random(6);
        double[] x = [.. Enumerable.Range(0, 400).Select(_ => random.NextDouble())];
        double[] y = [.. x.Select(v => Math.Sin(9 * v) + 0.1 * random.NextDouble())];
        var table = Tables.Of(("x", new NumericColumn(x)), ("z", new NumericColumn([.. x.Select(_ => random.NextDouble())])),
            ("y", new NumericColumn(y)));
        var options = Tables.Options("y") with
        {
            Monotone = ImmutableSortedDictionary<string, string>.Empty.Add("x", "increasing"),
            Ensemble = "greedy"
        };
        var plan = RunPlanner.Plan(options, table, null);
        Assert.All(plan.Trainers, trainer => Assert.True(CandidateTrainer.KeepsDirections(trainer)));
        Assert.Contains(plan.Findings!.Value, note => note.StartsWith("Left out, since they keep no direction", StringComparison.Ordinal));
        var library = Library(table, plan);
        var scorer = ModelPackage.Load(new MemoryStream(FinalFit.Run(
            table, plan, library[0].Spec, new DeliveryTerms(library), TimeProvider.System, default).Package)).CreateScorer();
        var grid = Tables.Of(("x", new NumericColumn([.. Enumerable.Range(0, 101).Select(i => i / 100.0)])),
            ("z", new NumericColumn([.. Enumerable.Repeat(0.5, 101)])));
        double[] said = scorer.Score(grid);
        Assert.All(said.Zip(said.Skip(1)), pair => Assert.True(pair.Second >= pair.First));
        Assert.True(said[^1] > said[0]);
    }

    private static (RunPlan Plan, ImmutableArray<LibraryTrial> Library) Searched(string ensemble, Frame? table = null)
    {
        var plan = RunPlanner.Plan(Tables.Options("label") with
        {
            Trainers = ["logistic_regression", "gradient_boosting", "gaussian_naive_bayes"],
            Ensemble = ensemble
        }, table ?? Table, "yes");
        return (plan, Library(table ?? Table, plan));
    }

    private static ImmutableArray<LibraryTrial> Library(Frame table, RunPlan plan)
    {
        var rows = PlannedRows.Of(table, plan);
        var trials = plan.Trainers.Select((trainer, n) =>
        {
            var spec = new TrialSpec(n, trainer, CandidateSpace.Of(plan, Trainers.Get(trainer)).Defaults, plan.TopRung);
            var figures = TrialEvaluation.Run(rows, plan, spec, TimeProvider.System, default);
            return new LibraryTrial(spec, figures.Score, 0.01, figures.HeldOut);
        });
        return [.. trials];
    }

    private static FinishedModel Deliver(RunPlan plan, ImmutableArray<LibraryTrial> library, int threads) =>
        FinalFit.Run(Table, plan, library[0].Spec, new DeliveryTerms(library, null, threads), TimeProvider.System, default);

    private static string Hash(FinishedModel model) => Convert.ToHexStringLower(SHA256.HashData(model.Package));
}
