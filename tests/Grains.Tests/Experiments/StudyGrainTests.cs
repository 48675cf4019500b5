using System.Text.Json;
using Kolosal.Testing;

namespace Kolosal.Experiments;

public class StudyGrainTests
{
    private const string Space = """[{"name":"x","type":"float","low":0,"high":1,"default":0.5}]""";

    [Fact]
    public async Task Workers_ask_and_tell_and_the_best_value_wins()
    {
        await using var silo = await PlatformSilo.StartAsync();
        var study = Study(silo, "study_1");
        var request = StudyRequest.For("ridge") with { Trainer = null, Space = Space, Directions = ["maximize"], Seed = 3 };
        Assert.True((await study.CreateAsync(request)).Accepted);
        Assert.True((await study.CreateAsync(request)).Accepted);
        Assert.Equal("hyperopt.study-exists", (await study.CreateAsync(request with { Seed = 4 })).Refusal?.Code);

        double best = double.NegativeInfinity;
        for (int n = 0; n < 25; n++)
        {
            var trial = (await study.AskAsync($"ask {n}")).Value!;
            Assert.Equal((n, "running"), (trial.Trial, trial.State));
            double x = JsonDocument.Parse(trial.Parameters).RootElement.GetProperty("x").GetDouble(), value = -(x - 0.8) * (x - 0.8);
            Assert.InRange(x, 0, 1);
            best = Math.Max(best, value);
            Assert.True((await study.TellAsync(new(n, [value], null, null, null))).Accepted);
        }
        var snapshot = (await study.GetAsync()).Value!;
        Assert.Equal((25, 0), (snapshot.AskedTrials, snapshot.PendingTrials));
        Assert.Equal(best, snapshot.Best.Single().Values.Single());
        Assert.InRange(best, -0.01, 0);
    }

    [Fact]
    public async Task Repeated_asks_and_tells_change_nothing_and_contradictions_are_refused()
    {
        await using var silo = await PlatformSilo.StartAsync();
        var study = Study(silo, "study_1");
        await study.CreateAsync(StudyRequest.For("ridge"));
        var first = (await study.AskAsync("a")).Value!;
        Assert.Equal(first.Trial, (await study.AskAsync("a")).Value!.Trial);
        Assert.Equal(1, (await study.AskAsync("b")).Value!.Trial);
        Assert.Equal((2, 2), ((await study.GetAsync()).Value!.AskedTrials, (await study.GetAsync()).Value!.PendingTrials));

        for (int time = 0; time < 2; time++) Assert.Equal("complete", (await study.TellAsync(new(0, [0.5], null, null, null))).Value?.Trial.State);
        Assert.Equal("hyperopt.trial-ended", (await study.TellAsync(new(0, [0.6], null, null, null))).Refusal?.Code);
        Assert.Equal("hyperopt.trial-ended", (await study.TellAsync(new(0, [], null, "failed", "no"))).Refusal?.Code);
        Assert.Equal("hyperopt.no-such-trial", (await study.TellAsync(new(7, [0.5], null, null, null))).Refusal?.Code);
        Assert.Equal("hyperopt.bad-value", (await study.TellAsync(new(1, [double.NaN], null, null, null))).Refusal?.Code);
        Assert.Equal("hyperopt.bad-value", (await study.TellAsync(new(1, [1, 2], null, null, null))).Refusal?.Code);
        Assert.Equal("hyperopt.bad-value", (await study.TellAsync(new(1, [1], 1, "complete", null))).Refusal?.Code);
        Assert.Equal("out of memory", (await study.TellAsync(new(1, [], null, "failed", "out of memory"))).Value?.Trial.Reason);
    }

    [Fact]
    public async Task A_trial_far_behind_the_others_is_better_given_up()
    {
        await using var silo = await PlatformSilo.StartAsync();
        var study = Study(silo, "study_1");
        await study.CreateAsync(StudyRequest.For("ridge") with { Pruner = "median", MaxStep = 10 });
        for (int n = 0; n < 8; n++)
        {
            await study.AskAsync($"{n}");
            for (int step = 1; step <= 10; step++) Assert.True((await study.TellAsync(new(n, [1.0 / step], step, null, null))).Accepted);
            await study.TellAsync(new(n, [0.1], null, null, null));
        }
        await study.AskAsync("good");
        await study.AskAsync("bad");
        Assert.False((await study.TellAsync(new(8, [0.01], 5, null, null))).Value!.Prune);
        var verdict = (await study.TellAsync(new(9, [9], 5, null, null))).Value!;
        Assert.True(verdict.Prune);
        Assert.Equal("running", verdict.Trial.State); // advice: the worker says whether it followed
        Assert.Equal("pruned", (await study.TellAsync(new(9, [], null, "pruned", null))).Value?.Trial.State);
    }

    [Fact]
    public async Task Whatever_dies_pending_trials_and_values_are_there_again()
    {
        await using var silo = await PlatformSilo.StartAsync();
        await Study(silo, "study_1").CreateAsync(StudyRequest.For("random_forest") with { Seed = 1 });
        await Study(silo, "study_1").AskAsync("a");
        await Study(silo, "study_1").AskAsync("b");
        await Study(silo, "study_1").TellAsync(new(0, [0.25], null, null, null));
        var before = JsonSerializer.Serialize((await Study(silo, "study_1").GetAsync()).Value, WireJson.Options);
        await silo.KillAsync();
        var after = await Eventually.HoldsAsync(async () =>
        {
            try
            {
                return (await Study(silo, "study_1").GetAsync()).Value;
            }
            catch (Exception outage) when (outage is Orleans.Runtime.OrleansException or TimeoutException)
            {
                return null;
            }
        }, found => found is not null);
        Assert.Equal(before, JsonSerializer.Serialize(after, WireJson.Options));
        Assert.Equal(2, (await Study(silo, "study_1").AskAsync("c")).Value?.Trial);
    }

    [Fact]
    public async Task A_study_of_a_dataset_is_a_run_of_one_trainer()
    {
        await using var silo = await TestTables.StartSiloAsync();
        string data = await silo.AddAsync(Tables.Binary(80));
        var study = Study(silo, "study_00");
        var run = RunRequest.For(data, "label") with { Trainers = ["decision_tree"], MaxTrials = 3, Folds = 2 };
        Assert.Equal("experiments.cannot-learn",
            (await study.CreateAsync(StudyRequest.For("decision_tree") with { Run = run with { Target = "none" } })).Refusal?.Code);
        Assert.Equal("hyperopt.not-found", (await study.GetAsync()).Refusal?.Code);

        var made = (await study.CreateAsync(StudyRequest.For("decision_tree") with { Run = run })).Value!;
        Assert.Equal("run_00", made.RunId);
        Assert.Equal("hyperopt.run-searches", (await study.AskAsync("a")).Refusal?.Code);
        await silo.EndsAsync("run_00");
        var best = (await study.BestAsync()).Value!;
        var board = (await silo.Run("run_00").LeaderboardAsync()).Value!;
        Assert.Equal((3, board.Entries[0].Parameters), (board.Entries.Length, best.Parameters));
    }

    [Fact]
    public async Task Options_without_a_meaning_make_no_study()
    {
        await using var silo = await PlatformSilo.StartAsync();
        var good = StudyRequest.For("ridge");
        (StudyRequest Request, string Option)[] meaningless =
        [
            (good with { Trainer = "rigde" }, "trainer"), (good with { Space = Space }, "trainer"), (good with { Sampler = "guess" }, "sampler"),
            (good with { Pruner = "shears" }, "pruner"), (good with { MaxStep = 0 }, "max_step"), (good with { MaxTrials = 0 }, "max_trials"),
            (good with { Directions = ["up"] }, "directions"), (good with { First = "[1]" }, "first"),
            (good with { First = """[{"no_such":1}]""" }, "first"), (good with { Trainer = null, Space = "[]" }, "space"),
            (good with { Trainer = null, Space = """[{"name":"x","type":"float","low":2,"high":1,"default":1}]""" }, "space"),
        ];
        foreach (var (request, option) in meaningless)
        {
            var refused = (await Study(silo, "study_x").CreateAsync(request)).Refusal;
            Assert.True(refused?.Errors.ContainsKey($"$.{option}") == true, $"{option}: {refused?.Message}");
        }
        Assert.Equal("hyperopt.not-found", (await Study(silo, "study_x").AskAsync("a")).Refusal?.Code);
    }

    [Fact]
    public async Task A_study_has_no_more_trials_than_it_may()
    {
        await using var silo = await PlatformSilo.StartAsync();
        var study = Study(silo, "study_1");
        await study.CreateAsync(StudyRequest.For("ridge") with { MaxTrials = 1, First = """[{"alpha":0.5}]""" });
        var asked = await study.AskAsync("a");
        Assert.Equal(asked.Value!.Parameters, (await study.AskAsync("a")).Value!.Parameters);
        Assert.Equal("hyperopt.no-trials-left", (await study.AskAsync("b")).Refusal?.Code);
        Assert.Equal("hyperopt.nothing-found", (await study.BestAsync()).Refusal?.Code);
    }

    private static IStudyGrain Study(PlatformSilo silo, string id) => silo.Grains.Study(new ResourceKey(TrainingRuns.Workspace, id));
}
