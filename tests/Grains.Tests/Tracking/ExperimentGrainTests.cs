using System.Collections.Immutable;
using Kolosal.Support;
using Kolosal.Testing;

namespace Kolosal.Tracking;

[Collection(PlainSiloCollection.Name)]
public sealed class ExperimentGrainTests(PlainSilo shared)
{
    private static readonly ImmutableDictionary<string, string> None = ImmutableDictionary<string, string>.Empty;
    private static readonly SearchRequest All = new(null, [], 100, null);

    private readonly PlatformSilo silo = shared.Silo;

    [Fact]
    public async Task A_name_is_one_experiment_s_also_while_it_is_deleted_and_free_when_it_was_given_up()
    {
        var desk = silo.Grains.TrackingDesk("names");
        Assert.Equal("1", Need(await desk.CreateExperimentAsync(new("a", null, None))).ExperimentId);
        Assert.Equal("2", Need(await desk.CreateExperimentAsync(new("b", null, None))).ExperimentId);
        Assert.Equal("tracking.experiment-taken", (await desk.CreateExperimentAsync(new("a", null, None))).Refusal?.Code);
        Assert.Equal("tracking.experiment-taken", (await desk.RenameExperimentAsync("2", "a")).Refusal?.Code);
        Assert.Equal("tracking.experiment-taken", (await desk.CreateExperimentAsync(new("Default", null, None))).Refusal?.Code);
        Need(await silo.Grains.Experiment(new("names", "1")).DeleteAsync());
        Assert.Equal("tracking.experiment-taken", (await desk.CreateExperimentAsync(new("a", null, None))).Refusal?.Code);
        Assert.Equal("tracking.experiment-deleted", (await desk.RenameExperimentAsync("1", "c")).Refusal?.Code);
        Need(await silo.Grains.Experiment(new("names", "1")).RestoreAsync());

        Assert.Equal("c", Need(await desk.RenameExperimentAsync("1", "c")).Name);
        Assert.Equal("1", Need(await desk.FindExperimentAsync("c")).ExperimentId);
        Assert.Equal("tracking.experiment-not-found", (await desk.FindExperimentAsync("a")).Refusal?.Code);
        Assert.Equal("3", Need(await desk.CreateExperimentAsync(new("a", null, None))).ExperimentId);
    }

    [Fact]
    public async Task A_number_whose_experiment_a_crash_kept_from_being_made_is_used_by_the_repeated_command()
    {
        await using var silo = await PlatformSilo.StartAsync(); // its storage fails
        var desk = silo.Grains.TrackingDesk("crash");
        for (int failing = 1; failing <= 2; failing++)
        {
            // The desk's write, then the experiment's.
            string name = $"x{failing}";
            if (failing == 2) Need(await desk.CreateExperimentAsync(new("first", null, None)));
            silo.Silo.Storage.FailNextWrites(1);
            await Assert.ThrowsAnyAsync<Exception>(() => desk.CreateExperimentAsync(new(name, null, None)));
            var made = await Eventually.HoldsAsync(() => desk.CreateExperimentAsync(new(name, null, None)), result => result.Accepted);
            Assert.Equal(name, Need(await desk.FindExperimentAsync(name)).Name);
            Assert.Equal(made.Value!.ExperimentId, Need(await desk.FindExperimentAsync(name)).ExperimentId);
        }
    }

    [Fact]
    public async Task The_default_experiment_is_there_and_cannot_be_deleted()
    {
        var experiment = silo.Grains.Experiment(new("default", "0"));
        Assert.Equal(("Default", 0), (Need(await experiment.GetAsync()).Name, Need(await experiment.GetAsync()).Revision));
        Assert.Equal("tracking.default-experiment", (await experiment.DeleteAsync()).Refusal?.Code);
        Need(await silo.Grains.TrackedRun(new("default", Id(1))).CreateAsync(new("0", null, "", null, None, None)));
        Assert.Equal(1, Need(await experiment.GetAsync()).Revision);
        Assert.Equal("tracking.experiment-not-found",
            (await silo.Grains.TrackedRun(new("default", Id(2))).CreateAsync(new("9", null, "", null, None, None))).Refusal?.Code);
    }

    [Fact]
    public async Task A_deleted_experiment_takes_no_runs_and_a_search_passes_over_those_it_has()
    {
        var desk = silo.Grains.TrackingDesk("gone");
        string id = Need(await desk.CreateExperimentAsync(new("a", null, None))).ExperimentId;
        Need(await silo.Grains.TrackedRun(new("gone", Id(1))).CreateAsync(new(id, null, "", null, None, None)));
        Need(await silo.Grains.Experiment(new("gone", id)).DeleteAsync());
        Assert.Equal("tracking.experiment-deleted",
            (await silo.Grains.TrackedRun(new("gone", Id(2))).CreateAsync(new(id, null, "", null, None, None))).Refusal?.Code);

        var queries = silo.Service<TrackingQueries>();
        Assert.Empty(Need(await queries.RunsAsync("gone", [id], LifecycleView.ActiveOnly, All, default)).Items);
        Assert.Single(Need(await queries.RunsAsync("gone", [id], LifecycleView.DeletedOnly, All, default)).Items);
        Assert.Single(Need(await queries.RunsAsync("gone", [id], LifecycleView.All, All, default)).Items);
        Need(await silo.Grains.Experiment(new("gone", id)).RestoreAsync());
        Assert.Single(Need(await queries.RunsAsync("gone", [id], LifecycleView.ActiveOnly, All, default)).Items);
    }

    [Fact]
    public async Task A_search_filters_orders_and_pages_over_all_runs_of_the_experiments()
    {
        for (int i = 1; i <= 7; i++)
        {
            var run = silo.Grains.TrackedRun(new("search", Id(i)));
            Need(await run.CreateAsync(new("0", $"r{i}", "ann", DateTimeOffset.UnixEpoch.AddDays(i), None, None)));
            Need(await run.LogAsync(new([new("acc", MetricPoint.Of(i / 10.0, 1, 1))], [new("kind", i % 2 == 0 ? "even" : "odd")], [])));
        }
        var queries = silo.Service<TrackingQueries>();
        Task<Result<SearchPage<TrackedRun>>> Search(string? filter, string[] order, int most, string? token) =>
            queries.RunsAsync("search", ["0", "0", "no-such"], LifecycleView.ActiveOnly, new(filter, [.. order], most, token), default);

        Assert.Equal(["r7", "r6", "r5", "r4", "r3", "r2", "r1"], Names(Need(await Search(null, [], 100, null))));
        Assert.Equal(["r1", "r3", "r5", "r7"], Names(Need(await Search("params.kind = 'odd'", ["metrics.acc ASC"], 100, null))));
        var first = Need(await Search("metrics.acc > 0.25", ["attributes.start_time"], 3, null));
        Assert.Equal(["r3", "r4", "r5"], Names(first));
        Assert.Equal(5, first.Total);
        var second = Need(await Search("metrics.acc > 0.25", ["attributes.start_time"], 3, first.Next));
        Assert.Equal(["r6", "r7"], Names(second));
        Assert.Null(second.Next);
        Assert.Equal("tracking.bad-search", (await Search("metrics.acc >", [], 3, null)).Refusal?.Code);
        Assert.Equal("tracking.bad-value", (await Search(null, [], 3, "nonsense")).Refusal?.Code);

        static string[] Names(SearchPage<TrackedRun> page) => [.. page.Items.Select(run => run.Name)];
    }

    [Fact]
    public async Task A_search_over_more_than_its_limit_is_refused_and_says_so()
    {
        await using var small = await PlatformSilo.StartAsync(new() { ["Kolosal:Tracking:SearchedEntries"] = "1000" });
        var catalogue = small.Service<Storage.ICatalogue>();
        var now = DateTimeOffset.UnixEpoch;
        for (int i = 0; i < 1001; i++)
            await catalogue.UpsertAsync(new("wide", CatalogueKinds.TrackedRun, Id(i), now, now, """{"experiment_id":"0"}"""), default);
        var answer = await small.Service<TrackingQueries>().RunsAsync("wide", ["0"], LifecycleView.All, All, default);
        Assert.Equal("tracking.search-too-wide", answer.Refusal?.Code);
    }

    private static string Id(int number) => $"{number:x32}";

    private static T Need<T>(Result<T> result)
    {
        Assert.True(result.Accepted, result.Refusal?.Message);
        return result.Value!;
    }
}
