using System.Text.Json;
using Kolosal.Learning;
using Kolosal.Learning.Search;
using Kolosal.Tabular;
using Kolosal.Testing;

namespace Kolosal.Experiments;

/// <summary>Searches that begin with what earlier runs of their workspace found.</summary>
public class WarmStartTests
{
    private static readonly ImmutableArray<string> Few = ["logistic_regression", "gradient_boosting"];

    [Fact]
    public async Task A_search_begins_with_the_best_of_earlier_runs_on_similar_tables_and_says_so()
    {
        await using var silo = await TestTables.StartSiloAsync();
        string first = await silo.AddAsync(Tables.Binary(120)), second = await silo.AddAsync(Tables.Binary(140, seed: 2));
        await silo.StartRunAsync("run_a", Request(first));
        var earlier = await silo.EndsAsync("run_a");
        Assert.Equal((96L, 4, 2), (earlier.Shape!.Rows, earlier.Shape.Features, earlier.Shape.Classes));
        Assert.Empty(earlier.WarmStart!.Value);
        var board = (await silo.Run("run_a").LeaderboardAsync()).Value!.Entries;

        await silo.StartRunAsync("run_b", Request(second) with { WarmStart = true });
        var run = await silo.EndsAsync("run_b");
        Assert.Equal(RunStatus.Completed, run.State);
        var taken = run.WarmStart!.Value;
        Assert.Equal(Few.Order(), taken.Select(w => w.Trainer).Order());
        double[] scores = [.. taken.Select(w => board.First(e => e.Trainer == w.Trainer && e.Parameters == w.Parameters).Outcome.Score)];
        Assert.Equal(Few.Select(trainer => board.Where(e => e.Trainer == trainer).Max(e => e.Outcome.Score)).OrderDescending(), scores);
        // Half of the imbalance counts beside the rows.
        double distance = Math.Log10(112.0 / 96) + Math.Abs(Math.Log10(run.Shape!.Imbalance / earlier.Shape.Imbalance)) / 2;
        Assert.All(taken, w => Assert.Equal("run_a", w.RunId));
        Assert.All(taken, w => Assert.Equal(distance, w.Distance, 9));
        var trials = (await silo.Run("run_b").TrialsAsync()).Value;
        Assert.Equal(taken.Select(w => (w.Trainer, w.Parameters)), trials.Take(2).Select(t => (t.Trainer, t.Parameters)));
        Assert.Contains(run.Notes, note => note.Contains("earlier runs on similar tables found: run_a", StringComparison.Ordinal));

        // What was taken stands in the record, so the run can be followed without the earlier one.
        var recorded = RunPlan.Parse((await silo.Run("run_b").RecordAsync()).Value!.Plan).Portfolio!.Value;
        Assert.Equal(["run_a", "run_a"], recorded.Take(2).Select(c => c.FromRun!));
        Assert.All(recorded.Skip(2), c => Assert.Null(c.FromRun));
    }

    [Fact]
    public async Task Nothing_is_taken_unasked_from_another_workspace_or_from_another_task()
    {
        await using var silo = await TestTables.StartSiloAsync();
        string data = await silo.AddAsync(Tables.Binary(120)), numbers = await silo.AddAsync(Tables.Regression(120));
        string elsewhere = await silo.Service<TestTables>().AddAsync(silo.Grains, Tables.Binary(120), "w2");
        var stranger = silo.Grains.Run(new ResourceKey("w2", "run_s"));
        Assert.True((await stranger.StartAsync(Request(elsewhere))).Accepted);
        await Eventually.HoldsAsync(async () => (await stranger.GetAsync()).Value!, run => run.State == RunStatus.Completed);
        await silo.StartRunAsync("run_n", RunRequest.For(numbers, "y") with { Trainers = ["ridge", "gradient_boosting"], MaxTrials = 6 });
        await silo.EndsAsync("run_n");

        var started = await silo.StartRunAsync("run_a", Request(data) with { WarmStart = true });
        Assert.Empty(started.WarmStart!.Value);
        Assert.Contains(started.Notes, note => note.StartsWith("No earlier run of this workspace", StringComparison.Ordinal));
        await silo.EndsAsync("run_a");
        Assert.Empty((await silo.StartRunAsync("run_u", Request(data))).WarmStart!.Value);
        await silo.EndsAsync("run_u");
    }

    [Fact]
    public void What_no_longer_fits_is_left_out()
    {
        var table = Tables.Binary(100);
        var plan = RunPlanner.Plan(Tables.Options("label") with { MaxTrials = 30, Trainers = Few }, table, null);
        EarlierRun Run(string id, string trainer, HyperParameters parameters) =>
            new(id, plan.Shape!, LearningTask.Binary, [new(trainer, parameters, 0.1)]);
        var warm = Opening.WithWarmStart(plan,
        [
            Run("a", "gradient_boosting", HyperParameters.Empty.With("trees", 77).With("preprocessing.encoder", "target").With("gone", 1)),
            Run("b", "gradient_boosting", HyperParameters.Empty.With("trees", 1_000_000)),
            Run("c", "svm", HyperParameters.Empty),
        ]);
        var taken = Assert.Single(warm.Portfolio!.Value, c => c.FromRun is not null);
        Assert.Equal(("a", 0.0, 77, 1), (taken.FromRun, taken.Distance, taken.Parameters.Integer("trees"), taken.Parameters.Values.Count));
        Assert.Equal(plan.Portfolio!.Value, warm.Portfolio!.Value.Skip(1));
        Assert.Equal(warm.ToJson(), RunPlan.Parse(warm.ToJson()).ToJson());
        Assert.Equal(77, Suggestion.For(warm, 0, [], []).Parameters.Integer("trees"));
    }

    private static RunRequest Request(string dataset) =>
        RunRequest.For(dataset, "label") with { Trainers = Few, MaxTrials = 8, Folds = 3, Seed = 3, Ensemble = "none" };
}
