using System.Collections.Immutable;
using Kolosal.Support;
using Kolosal.Testing;

namespace Kolosal.Tracking;

[Collection(PlainSiloCollection.Name)]
public sealed class TrackedModelGrainTests(PlainSilo shared)
{
    private static readonly ImmutableDictionary<string, string> None = ImmutableDictionary<string, string>.Empty;

    private readonly PlatformSilo silo = shared.Silo;

    [Fact]
    public async Task A_number_is_never_given_again_and_a_request_makes_one_version()
    {
        var model = await MakeAsync("numbers", "m");
        Assert.Equal(1, Need(await model.AddVersionAsync(Spec("r1"))).Number);
        Assert.Equal(1, Need(await model.AddVersionAsync(Spec("r1"))).Number);
        Assert.Equal(2, Need(await model.AddVersionAsync(Spec("r2"))).Number);
        Need(await model.DeleteVersionAsync(2));
        Assert.Equal(3, Need(await model.AddVersionAsync(Spec("r3"))).Number);
        Assert.Equal([1, 3], Need(await model.GetAsync()).Versions.Select(version => version.Number));
    }

    [Fact]
    public async Task An_alias_names_a_version_that_is_there_and_goes_with_it()
    {
        var model = await MakeAsync("alias", "m");
        Assert.Equal("tracking.version-not-found", (await model.SetAliasAsync("champion", 1)).Refusal?.Code);
        Need(await model.AddVersionAsync(Spec("r1")));
        Need(await model.AddVersionAsync(Spec("r2")));
        Need(await model.SetAliasAsync("champion", 1));
        Assert.Equal(2, Need(await model.SetAliasAsync("champion", 2)).Aliases["champion"]);
        Need(await model.DeleteVersionAsync(2));
        Assert.Empty(Need(await model.GetAsync()).Aliases);
        Assert.Equal("tracking.bad-value", (await model.SetAliasAsync("v1", 1)).Refusal?.Code);
    }

    [Fact]
    public async Task A_stage_archives_the_others_only_when_asked()
    {
        var model = await MakeAsync("stage", "m");
        for (int i = 1; i <= 3; i++) Need(await model.AddVersionAsync(Spec($"r{i}")));
        Need(await model.ToStageAsync(1, "production", archiveOthers: false));
        Need(await model.ToStageAsync(2, "Production", archiveOthers: false));
        Assert.Equal(["Production", "Production", "None"], Stages(await model.GetAsync()));
        Need(await model.ToStageAsync(3, "Production", archiveOthers: true));
        Assert.Equal(["Archived", "Archived", "Production"], Stages(await model.GetAsync()));
        Assert.Equal("tracking.bad-stage", (await model.ToStageAsync(1, "live", archiveOthers: false)).Refusal?.Code);

        static string[] Stages(Result<TrackedModel> model) => [.. Need(model).Versions.Select(version => version.Stage)];
    }

    [Fact]
    public async Task A_name_moves_with_its_model_and_is_free_after_deletion()
    {
        var desk = silo.Grains.TrackingDesk("model-names");
        Need(await desk.CreateModelAsync(new("a", "what", None.Add("k", "v"))));
        Assert.Equal("tracking.model-taken", (await desk.CreateModelAsync(new("a", "", None))).Refusal?.Code);
        Need(await desk.CreateModelAsync(new("b", "", None)));
        Assert.Equal("tracking.model-taken", (await desk.RenameModelAsync("a", "b")).Refusal?.Code);
        Assert.Equal("c", Need(await desk.RenameModelAsync("a", "c")).Name);
        Assert.Equal("tracking.model-not-found", (await desk.FindModelAsync("a")).Refusal?.Code);
        Assert.NotEqual(Need(await desk.FindModelAsync("c")).Id, Need(await desk.CreateModelAsync(new("a", "", None))).Id);
        Need(await desk.DeleteModelAsync("c"));
        Assert.Equal("tracking.model-not-found", (await desk.DeleteModelAsync("c")).Refusal?.Code);
        var again = Need(await desk.CreateModelAsync(new("c", "", None)));
        Assert.Equal(("c", 0, 0), (again.Name, again.Versions.Length, again.Tags.Count));
        Assert.Equal("tracking.bad-value", (await desk.CreateModelAsync(new("a/b", "", None))).Refusal?.Code);
    }

    [Fact]
    public async Task Versions_are_searched_by_name_run_number_and_tags()
    {
        var model = await MakeAsync("versions", "m");
        Need(await model.AddVersionAsync(Spec("r1") with { RunId = "aa", Tags = None.Add("t", "x") }));
        Need(await model.AddVersionAsync(Spec("r2") with { RunId = "bb" }));
        var queries = silo.Service<TrackingQueries>();
        async Task<List<int>> Found(string filter, params string[] order) => [.. Need(await queries.VersionsAsync(
            "versions", new(filter, [.. order], 10, null), default)).Items.Select(pair => pair.Version.Number)];
        Assert.Equal((int[])[1, 2], await Found("name = 'm'", "version_number ASC"));
        Assert.Equal((int[])[2], await Found("run_id IN ('bb', 'cc')"));
        Assert.Equal((int[])[2], await Found("version_number > 1"));
        Assert.Equal((int[])[1], await Found("tags.t = 'x' and source_path LIKE 's3://%'"));
        Assert.Empty(await Found("name = 'other'"));
    }

    [Fact]
    public async Task The_platform_s_own_models_are_listed_by_name_unless_a_tracked_one_has_it()
    {
        await MakeAsync("own", "b");
        foreach (string name in (string[])["a", "b"])
            await silo.Service<Storage.ICatalogue>().UpsertAsync(
                new("own", CatalogueKinds.Model, name, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, $$"""{"name":"{{name}}"}"""), default);
        var queries = silo.Service<TrackingQueries>();
        var models = Need(await queries.ModelsAsync("own", new(null, [], 10, null), default)).Items;
        Assert.Equal((string[])["a", "b"], models.Select(model => model.Name));
        Assert.Equal((bool[])[true, false], models.Select(model => model.Tags.ContainsKey(TrackingQueries.PlatformTag)));
        Assert.Equal("a", (await queries.PlatformModelAsync("own", "a", default))?.Name);
        Assert.Null(await queries.PlatformModelAsync("own", "c", default));
    }

    private async Task<ITrackedModelGrain> MakeAsync(string workspace, string name)
    {
        var made = Need(await silo.Grains.TrackingDesk(workspace).CreateModelAsync(new(name, "", None)));
        return silo.Grains.TrackedModel(new(workspace, made.Id));
    }

    private static TrackedVersionSpec Spec(string request) => new("s3://models/m", "", "", "", None, request);

    private static T Need<T>(Result<T> result)
    {
        Assert.True(result.Accepted, result.Refusal?.Message);
        return result.Value!;
    }
}
