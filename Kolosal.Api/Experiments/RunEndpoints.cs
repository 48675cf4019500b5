using Kolosal.Access;
using Kolosal.Http;
using Kolosal.Models;
using Kolosal.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kolosal.Experiments;

internal static class RunEndpoints
{
    public static void MapExperiments(this IEndpointRouteBuilder routes)
    {
        var train = routes.MapGroup("/api/train").WithTags("Training");
        train.MapGet("/models", () => TypedResults.Ok(TrainerCatalogue.All)).WithName("ListTrainers")
            .WithSummary("Every trainer with its tasks and hyper-parameters.");
        train.MapPost("", Train).WithName("Train").WithSummary(
            "Trains one trainer: cross-validated, refitted, evaluated on a test part, registered.");
        train.MapPost("/compare", Compare).WithName("CompareTrainers")
            .WithSummary("Several trainers with their defaults on the same folds; the best is registered.");
        train.MapGet("/status/{run_id}", Get).WithName("GetTraining").WithSummary("State, progress and result of a training.");

        routes.MapGroup("/api/ensemble").WithTags("Training").MapPost("/train", TrainEnsemble).WithName("TrainEnsemble")
            .WithSummary("Several trainers with their defaults on the same folds, and one model made of them.");

        var automl = routes.MapGroup("/api/automl").WithTags("AutoML");
        automl.MapPost("/run", Search).WithName("StartAutoml")
            .WithSummary("Searches trainers and hyper-parameters; the winner becomes a model version.");
        automl.MapGet("/status/{run_id}", Get).WithName("GetAutoml").WithSummary("State, progress and result of a search.");

        var runs = routes.MapGroup("/api/runs").WithTags("Runs");
        runs.MapGet("", List).WithName("ListRuns").WithSummary("Runs by state, dataset, target and metric.");
        runs.MapGet("/{run_id}", Get).WithName("GetRun").WithSummary("One run with its plan, its progress and its result.");
        runs.MapGet("/{run_id}/leaderboard", GetLeaderboard).WithName("GetLeaderboard")
            .WithSummary("Scored trials, best first, with intervals and costs.");
        runs.MapGet("/{run_id}/trials", GetTrials).WithName("GetTrials")
            .WithSummary("Every trial by number, with hyper-parameters, score or reason of failure.");
        runs.MapGet("/{run_id}/events", GetEvents).WithName("GetRunEvents")
            .WithSummary("Progress as server-sent events; goes on after Last-Event-ID.");
        runs.MapPost("/{run_id}/cancel", Cancel).WithName("CancelRun").WithSummary("Stops a run; finished trials are kept.");
        runs.MapDelete("/{run_id}", Cancel).WithName("DeleteRun")
            .WithSummary("Stops a run; the same as cancel, since what was tried stays on record.");
        runs.MapPost("/{run_id}/pause", Pause).WithName("PauseRun")
            .WithSummary("Lets a run rest: it gives back its slots, keeps its dataset, and its time budget does not run.");
        runs.MapPost("/{run_id}/resume", Resume).WithName("ResumeRun")
            .WithSummary("Goes on with a paused, cancelled or failed run where it stopped.");
        runs.MapGet("/{run_id}/record", GetRecord).WithName("GetRunRecord")
            .WithSummary("What the result follows from: data and schema by hash, plan, seeds, trials, environment.");
    }

    private static Task<Results<Accepted<RunSnapshot>, Problem>> Search(
        AutomlRequest request, HttpContext context, Caller caller, IGrainFactory grains) =>
        StartAsync(request.ToRun(), "/api/automl/status", context, caller, grains);

    private static Task<Results<Accepted<RunSnapshot>, Problem>> Train(
        TrainRequest request, HttpContext context, Caller caller, IGrainFactory grains) =>
        StartAsync(request.ToRun(), "/api/train/status", context, caller, grains);

    private static Task<Results<Accepted<RunSnapshot>, Problem>> Compare(
        CompareRequest request, HttpContext context, Caller caller, IGrainFactory grains) =>
        StartAsync(request.ToRun(), "/api/train/status", context, caller, grains);

    private static Task<Results<Accepted<RunSnapshot>, Problem>> TrainEnsemble(
        EnsembleRequest request, HttpContext context, Caller caller, IGrainFactory grains) =>
        StartAsync(request.ToRun(), "/api/train/status", context, caller, grains);

    private static Task<Results<Accepted<RunSnapshot>, Problem>> StartAsync(
        RunRequest request, string status, HttpContext context, Caller caller, IGrainFactory grains) =>
        grains.Run(caller.Key(RunId.For(caller.Subject, context.Request.Headers[IdempotencyMiddleware.Header].ToString())))
            .StartAsync(request).ToAccepted(run => $"{status}/{run.RunId}");

    private static Task<Results<Ok<RunSnapshot>, Problem>> Get(string run_id, Caller caller, IGrainFactory grains) =>
        grains.Run(caller.Key(run_id)).GetAsync().ToHttp();

    private static Task<Listing<RunSnapshot>> List(
        ListRequest list, Caller caller, ICatalogue catalogue, IGrainFactory grains, CancellationToken cancel) =>
        list.AnswerAsync<RunSnapshot>(
            catalogue, caller, CatalogueKinds.Run, cancel, runs => QueuePositions.CompleteAsync(runs, caller.Workspace, grains));

    private static Task<Results<Ok<Leaderboard>, Problem>> GetLeaderboard(string run_id, Caller caller, IGrainFactory grains) =>
        grains.Run(caller.Key(run_id)).LeaderboardAsync().ToHttp();

    private static async Task<Results<Ok<TrialListing>, Problem>> GetTrials(string run_id, Caller caller, IGrainFactory grains) =>
        (await grains.Run(caller.Key(run_id)).TrialsAsync()).Map(trials => new TrialListing(trials, trials.Length)).ToHttp();

    private static async Task<Results<EventStream, Problem>> GetEvents(
        string run_id, LastEventId last, Caller caller, IGrainFactory grains, CancellationToken cancel)
    {
        var run = grains.Run(caller.Key(run_id));
        var known = await run.GetAsync();
        if (!known.Accepted) return new Problem(known.Refusal);
        return new EventStream(run.EventsAsync(last.Number, cancel).Select(noted => new StreamEvent(noted.Sequence, "progress", noted)));
    }

    private static Task<Results<Ok<RunSnapshot>, Problem>> Cancel(string run_id, Caller caller, IGrainFactory grains) =>
        grains.Run(caller.Key(run_id)).CancelAsync().ToHttp();

    private static Task<Results<Ok<RunSnapshot>, Problem>> Pause(string run_id, Caller caller, IGrainFactory grains) =>
        grains.Run(caller.Key(run_id)).PauseAsync().ToHttp();

    private static Task<Results<Ok<TrainingRecord>, Problem>> GetRecord(string run_id, Caller caller, IGrainFactory grains) =>
        grains.Run(caller.Key(run_id)).RecordAsync().ToHttp();

    private static Task<Results<Ok<RunSnapshot>, Problem>> Resume(string run_id, Caller caller, IGrainFactory grains) =>
        grains.Run(caller.Key(run_id)).ResumeAsync().ToHttp();
}

/// <summary>All trials of a run.</summary>
internal sealed record TrialListing(ImmutableArray<TrialReport> Items, int Total);
