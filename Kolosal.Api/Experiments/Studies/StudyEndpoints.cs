using Kolosal.Access;
using Kolosal.Http;
using Kolosal.Learning.Search;
using Kolosal.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kolosal.Experiments;

internal static class StudyEndpoints
{
    private static readonly PathRecord Study = PathRecord.Of("study_id", CatalogueKinds.Study, id =>
        Refusal.NotFound("hyperopt.not-found", $"There is no study '{id}' in this workspace."));

    public static void MapStudies(this IEndpointRouteBuilder routes)
    {
        var hyperopt = routes.MapGroup("/api/hyperopt").WithTags("Hyper-parameters");
        hyperopt.MapGet("/config", () => TypedResults.Ok(HyperoptConfig.All)).WithName("GetHyperoptConfig")
            .WithSummary("Samplers, pruners and limits.");
        hyperopt.MapGet("/search-space/{trainer}", GetSpace).WithName("GetSearchSpace").WithSummary("What may be searched of a trainer.");
        hyperopt.MapGet("/history", List).WithName("ListStudies").WithSummary("Studies by trainer, dataset and sampler, without their trials.");
        hyperopt.MapPost("", Create).WithName("StartHyperopt")
            .WithSummary("Searches one trainer on a dataset; without a dataset, makes a study that workers elsewhere ask and tell.");
        hyperopt.MapPost("/apply", Apply).WithName("ApplyHyperopt").WithSummary("Trains with the best that a study found.");
        hyperopt.MapGet("/{study_id}", Get).WithName("GetStudy").WithSummary("One study with its trials.");
        hyperopt.MapPost("/{study_id}/ask", Ask).WithName("AskStudy").WithSummary("What to try next; the trial is pending until it is told.");
        hyperopt.MapPost("/{study_id}/tell", Tell).OfRecord(Study).WithName("TellStudy")
            .WithSummary("A value on the way of a trial, answered by whether to give it up; or how the trial ended.");
    }

    private static Results<Ok<TrainerEntry>, Problem> GetSpace(string trainer) =>
        TrainerCatalogue.All.Items.FirstOrDefault(t => t.Name == trainer) is { } found ? TypedResults.Ok(found)
            : new Problem(Refusal.NotFound("hyperopt.no-such-trainer", $"There is no trainer '{trainer}'; see GET /api/train/models."));

    private static Task<Listing<StudySnapshot>> List(ListRequest list, Caller caller, ICatalogue catalogue, CancellationToken cancel) =>
        list.AnswerAsync<StudySnapshot>(catalogue, caller, CatalogueKinds.Study, cancel);

    private static async Task<Results<Accepted<StudySnapshot>, Created<StudySnapshot>, Problem>> Create(
        HyperoptRequest request, HttpContext context, Caller caller, IGrainFactory grains)
    {
        var asked = request.ToStudy();
        if (!asked.Accepted) return new Problem(asked.Refusal);
        var made = await grains.Study(caller.Key(StudyId.For(caller.Subject, Command(context)))).CreateAsync(asked.Value);
        if (!made.Accepted) return new Problem(made.Refusal);
        return made.Value.RunId is { } run ? TypedResults.Accepted($"/api/automl/status/{run}", made.Value)
            : TypedResults.Created($"/api/hyperopt/{made.Value.StudyId}", made.Value);
    }

    private static async Task<Results<Accepted<RunSnapshot>, Problem>> Apply(
        ApplyRequest request, HttpContext context, Caller caller, IGrainFactory grains)
    {
        var best = await grains.Study(caller.Key(request.StudyId)).BestAsync();
        if (!best.Accepted) return new Problem(best.Refusal);
        var run = request.ToRun(best.Value);
        return run.Accepted
            ? await grains.Run(caller.Key(RunId.For(caller.Subject, Command(context)))).StartAsync(run.Value)
                .ToAccepted(started => $"/api/train/status/{started.RunId}")
            : new Problem(run.Refusal);
    }

    private static Task<Results<Ok<StudySnapshot>, Problem>> Get(string study_id, Caller caller, IGrainFactory grains) =>
        grains.Study(caller.Key(study_id)).GetAsync().ToHttp();

    private static Task<Results<Ok<StudyTrialReport>, Problem>> Ask(string study_id, CommandKey command, Caller caller, IGrainFactory grains) =>
        grains.Study(caller.Key(study_id)).AskAsync(command.Text).ToHttp();

    private static Task<Results<Ok<StudyAnswer>, Problem>> Tell(string study_id, TellRequest request, Caller caller, IGrainFactory grains) =>
        grains.Study(caller.Key(study_id)).TellAsync(request.ToTell()).ToHttp();

    private static string Command(HttpContext context) => context.Request.Headers[IdempotencyMiddleware.Header].ToString();
}

/// <summary>What a search can be made of.</summary>
/// <param name="Samplers">By name; the first is the default.</param>
/// <param name="MultiObjectiveSamplers">Those that take several objectives.</param>
/// <param name="Pruners">By name; the first, which gives nothing up, is the default.</param>
/// <param name="DefaultMaxStep">The last step that a trial can report, when nobody says.</param>
/// <param name="MostTrials">Of a study.</param>
/// <param name="DefaultTrials">Of a run without a time budget.</param>
internal sealed record HyperoptConfig(
    ImmutableArray<string> Samplers, ImmutableArray<string> MultiObjectiveSamplers, ImmutableArray<string> Pruners, int DefaultMaxStep,
    int MostTrials, int DefaultTrials)
{
    public static HyperoptConfig All { get; } = new([.. Learning.Search.Samplers.All.Select(s => s.Name)],
        [.. Learning.Search.Samplers.All.OfType<IMultiObjectiveSampler>().Select(s => s.Name)], [.. Learning.Search.Pruners.All.Select(p => p.Name)],
        Learning.Search.Pruners.DefaultMaxStep, StudyPlanner.MostTrials, RunPlanner.DefaultTrials);
}
