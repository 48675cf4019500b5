using Kolosal.Http;
using Kolosal.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kolosal.Tracking;

/// <summary>Experiments, and runs of code that trains elsewhere.</summary>
/// <remarks>
/// <c>/api/runs/{run_id}</c> is the address of every run: one that trains here is named <c>run_…</c>, a tracked one with 32 hex digits, and that
/// form decides who answers.
/// </remarks>
internal static class TrackingEndpoints
{
    /// <summary>A run id of a tracked run, as a route asks for it.</summary>
    private const string Tracked = "/{run_id:regex(^[0-9a-f]{{32}}$)}";

    private static readonly PathRecord Experiment = PathRecord.Of("id", CatalogueKinds.TrackedExperiment, id =>
        Refusal.NotFound("tracking.experiment-not-found", $"There is no experiment '{id}' in this workspace."));

    /// <summary>The default experiment is there before anything was written of it.</summary>
    private static readonly PathRecord ExperimentOrDefault = new(context =>
        context.Request.RouteValues["id"] is "0" ? new((Refusal?)null) : Experiment.FindAsync(context));

    private static readonly PathRecord Run = PathRecord.Of("run_id", CatalogueKinds.TrackedRun, id =>
        Refusal.NotFound("tracking.run-not-found", $"There is no tracked run '{id}' in this workspace."));

    public static void MapTracking(this IEndpointRouteBuilder routes)
    {
        var experiments = routes.MapGroup("/api/experiments").WithTags("Tracking");
        experiments.MapPost("", Create).WithName("CreateExperiment").WithSummary("Makes an experiment, a named group of tracked runs.");
        experiments.MapGet("", List).WithName("ListExperiments").WithSummary("Experiments by name and lifecycle.");
        experiments.MapPost("/search", SearchRuns).WithName("SearchTrackedRuns")
            .WithSummary("Tracked runs by params, metrics, tags and attributes, in MLflow's filter language.");
        experiments.MapPost("/compare", Compare).WithName("CompareTrackedRuns").WithSummary("Params and metrics of several runs side by side.");
        experiments.MapGet("/{id}", Get).WithName("GetExperiment").WithSummary("One experiment.");
        experiments.MapPatch("/{id}", Rename).OfRecord(ExperimentOrDefault).WithName("RenameExperiment")
            .WithSummary("Gives an experiment a new name.");
        experiments.MapDelete("/{id}", Delete).WithName("DeleteExperiment")
            .WithSummary("Deletes an experiment; it and its runs can be restored.");
        experiments.MapPost("/{id}/restore", Restore).WithName("RestoreExperiment").WithSummary("Brings a deleted experiment back.");
        experiments.MapPost("/{id}/runs", Begin).OfRecord(ExperimentOrDefault).WithName("CreateTrackedRun")
            .WithSummary("Begins a run of code that trains elsewhere.");
        experiments.MapGet("/{id}/runs", ListRuns).WithName("ListTrackedRuns").WithSummary("Tracked runs of an experiment by status and lifecycle.");

        var runs = routes.MapGroup("/api/runs").WithTags("Tracking");

        // The document describes these addresses once, where runs that train here are.
        runs.MapGet(Tracked, GetRun).WithName("GetTrackedRun").ExcludeFromDescription();
        runs.MapDelete(Tracked, DeleteRun).WithName("DeleteTrackedRun").ExcludeFromDescription();
        runs.MapPatch("/{run_id}", Update).OfRecord(Run).WithName("UpdateTrackedRun").WithSummary("Status, end or name of a tracked run.");
        runs.MapPost("/{run_id}/restore", RestoreRun).WithName("RestoreTrackedRun").WithSummary("Brings a deleted tracked run back.");
        runs.MapPost("/{run_id}/metrics", LogMetrics).OfRecord(Run).WithName("LogMetrics")
            .WithSummary("Adds points to the metrics of a tracked run; a batch sent again changes nothing.");
        runs.MapGet("/{run_id}/metrics", GetMetric).WithName("GetMetricHistory")
            .WithSummary("The history of one metric, in the order it was logged.");
        runs.MapPost("/{run_id}/params", LogParams).OfRecord(Run).WithName("LogParams")
            .WithSummary("Writes params of a tracked run, each once.");
        runs.MapPost("/{run_id}/tags", SetTags).OfRecord(Run).WithName("SetRunTags").WithSummary("Sets tags of a tracked run.");
        runs.MapPost("/{run_id}/artifacts", PutArtifact).OfRecord(Run).WithName("PutArtifact")
            .WithSummary("Stores the body, bytes of any kind, as the artifact at ?path=.");
        runs.MapGet("/{run_id}/artifacts", ListArtifacts).WithName("ListArtifacts").WithSummary("What stands directly in the folder ?path=.");
        runs.MapGet("/{run_id}/artifacts/content", GetArtifact).WithName("GetArtifact").WithSummary("The bytes of the artifact at ?path=.");
    }

    private static Task<Results<Created<TrackedExperiment>, Problem>> Create(
        CreateExperimentRequest request, Caller caller, IGrainFactory grains) =>
        grains.TrackingDesk(caller.Workspace).CreateExperimentAsync(request.ToSpec()).ToCreated(made => $"/api/experiments/{made.ExperimentId}");

    private static Task<Listing<TrackedExperiment>> List(ListRequest list, Caller caller, ICatalogue catalogue, CancellationToken cancel) =>
        list.AnswerAsync<TrackedExperiment>(catalogue, caller, CatalogueKinds.TrackedExperiment, cancel);

    private static async Task<Results<Ok<SearchPage<TrackedRun>>, Problem>> SearchRuns(
        SearchRunsRequest request, Caller caller, TrackingQueries queries, CancellationToken cancel) =>
        (await queries.RunsAsync(
            caller.Workspace, request.ExperimentIds, request.Deleted ? LifecycleView.DeletedOnly : LifecycleView.ActiveOnly, request.ToSearch(),
            cancel)).ToHttp();

    private static async Task<Results<Ok<RunComparison>, Problem>> Compare(CompareRunsRequest request, Caller caller, IGrainFactory grains)
    {
        var runs = await Task.WhenAll(request.RunIds.Distinct().Select(id => grains.TrackedRun(caller.Key(id)).GetAsync()));
        return runs.FirstOrDefault(run => !run.Accepted) is { Refusal: { } refusal }
            ? new Problem(refusal) : TypedResults.Ok(RunComparison.Of([.. runs.Select(run => run.Value!)]));
    }

    private static Task<Results<Ok<TrackedExperiment>, StatusCodeHttpResult, Problem>> Get(
        string id, HttpContext context, Caller caller, IGrainFactory grains) =>
        grains.Experiment(caller.Key(id)).GetAsync().ToDocument(context, experiment => experiment.Revision);

    private static Task<Results<Ok<TrackedExperiment>, Problem>> Rename(
        string id, RenameExperimentRequest request, Caller caller, IGrainFactory grains) =>
        grains.TrackingDesk(caller.Workspace).RenameExperimentAsync(caller.Key(id).Id, request.Name).ToHttp();

    private static Task<Results<Ok<TrackedExperiment>, Problem>> Delete(string id, Caller caller, IGrainFactory grains) =>
        grains.Experiment(caller.Key(id)).DeleteAsync().ToHttp();

    private static Task<Results<Ok<TrackedExperiment>, Problem>> Restore(string id, Caller caller, IGrainFactory grains) =>
        grains.Experiment(caller.Key(id)).RestoreAsync().ToHttp();

    private static Task<Results<Created<TrackedRun>, Problem>> Begin(
        string id, CreateTrackedRunRequest request, HttpContext context, Caller caller, IGrainFactory grains) =>
        grains.TrackedRun(caller.Key(TrackedRunId.New()))
            .CreateAsync(request.ToSpec(caller.Key(id).Id, caller.Subject, TrackedRunId.Client(context))).ToCreated(run => $"/api/runs/{run.RunId}");

    private static async Task<Results<Listing<TrackedRun>, Problem>> ListRuns(
        string id, ListRequest list, Caller caller, IGrainFactory grains, ICatalogue catalogue, CancellationToken cancel)
    {
        var experiment = await grains.Experiment(caller.Key(id)).GetAsync();
        if (!experiment.Accepted) return new Problem(experiment.Refusal);
        return await (list with { Filters = list.Filters.Add(new("experiment_id", FilterOperator.Equal, experiment.Value.ExperimentId)) })
            .AnswerAsync<TrackedRun>(catalogue, caller, CatalogueKinds.TrackedRun, cancel);
    }

    private static Task<Results<Ok<TrackedRun>, StatusCodeHttpResult, Problem>> GetRun(
        string run_id, HttpContext context, Caller caller, IGrainFactory grains) =>
        grains.TrackedRun(caller.Key(run_id)).GetAsync().ToDocument(context, run => run.Revision);

    private static Task<Results<Ok<TrackedRun>, Problem>> DeleteRun(string run_id, Caller caller, IGrainFactory grains) =>
        grains.TrackedRun(caller.Key(run_id)).DeleteAsync().ToHttp();

    private static Task<Results<Ok<TrackedRun>, Problem>> Update(
        string run_id, UpdateTrackedRunRequest request, Caller caller, IGrainFactory grains) =>
        grains.TrackedRun(caller.Key(run_id)).UpdateAsync(request.ToUpdate()).ToHttp();

    private static Task<Results<Ok<TrackedRun>, Problem>> RestoreRun(string run_id, Caller caller, IGrainFactory grains) =>
        grains.TrackedRun(caller.Key(run_id)).RestoreAsync().ToHttp();

    private static async Task<Results<Ok<TrackedRun>, Problem>> LogMetrics(
        string run_id, LogMetricsRequest request, Caller caller, IGrainFactory grains, TimeProvider clock)
    {
        var batch = request.ToBatch(clock.GetUtcNow());
        return batch.Accepted ? await grains.TrackedRun(caller.Key(run_id)).LogAsync(batch.Value).ToHttp() : new Problem(batch.Refusal);
    }

    private static async Task<Results<Ok<MetricCurve>, Problem>> GetMetric(
        string run_id, string key, Caller caller, IGrainFactory grains, long from = 0, int limit = 1000) =>
        (await grains.TrackedRun(caller.Key(run_id)).HistoryAsync(key, from, limit)).Map(history => MetricCurve.Of(key, history)).ToHttp();

    private static Task<Results<Ok<TrackedRun>, Problem>> LogParams(
        string run_id, LogParamsRequest request, Caller caller, IGrainFactory grains) =>
        grains.TrackedRun(caller.Key(run_id)).LogAsync(request.ToBatch()).ToHttp();

    private static Task<Results<Ok<TrackedRun>, Problem>> SetTags(string run_id, SetTagsRequest request, Caller caller, IGrainFactory grains) =>
        grains.TrackedRun(caller.Key(run_id)).LogAsync(request.ToBatch()).ToHttp();

    private static async Task<Results<Ok<ArtifactEntry>, Problem>> PutArtifact(
        string run_id, string path, HttpContext context, Caller caller, ArtifactTransfer transfer) =>
        (await transfer.ReceiveAsync(context, caller.Key(run_id), path)).Map(ArtifactEntry.Of).ToHttp();

    private static async Task<Results<Ok<ImmutableArray<ArtifactEntry>>, Problem>> ListArtifacts(
        string run_id, Caller caller, IGrainFactory grains, string path = "")
    {
        var run = await grains.TrackedRun(caller.Key(run_id)).GetAsync();
        if (!run.Accepted) return new Problem(run.Refusal);
        var artifacts = await grains.RunArtifacts(caller.Key(run_id)).ListAsync(path);
        return TypedResults.Ok<ImmutableArray<ArtifactEntry>>([.. artifacts.Select(ArtifactEntry.Of)]);
    }

    private static async Task<Results<FileStreamHttpResult, Problem>> GetArtifact(
        string run_id, string path, Caller caller, ArtifactTransfer transfer, CancellationToken cancel)
    {
        var content = await transfer.OpenAsync(caller.Key(run_id), path, cancel);
        return content.Accepted ? ArtifactTransfer.Answer(content.Value, path) : new Problem(content.Refusal);
    }
}
