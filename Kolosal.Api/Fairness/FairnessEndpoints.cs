using Kolosal.Http;
using Kolosal.Models;
using Kolosal.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kolosal.Fairness;

internal static class FairnessEndpoints
{
    /// <summary>Of rows in a request: enough to tell what a test can tell, and held by a few dozen megabytes.</summary>
    private const int MostValues = 1_000_000, MostBytes = 16 << 20;

    public static RouteGroupBuilder MapFairness(this IEndpointRouteBuilder routes)
    {
        var fairness = routes.MapGroup("/api").WithTags("Fairness");

        fairness.MapGet("/monitoring/fairness", List).WithName("ListFairnessMonitors")
            .WithSummary("Every model's fairness monitor with its last verdict.");
        fairness.MapGet("/fairness/report/{model_id}", Get).OfRecord(ModelRecords.ByName).WithName("GetFairnessReport")
            .WithSummary("One model's live windows by protected attribute.");
        fairness.MapPut("/monitoring/fairness/{model_id}", Configure).OfRecord(ModelRecords.ByName).WithName("ConfigureFairnessMonitor")
            .WithSummary("Changes window, limits and minimum group size.");
        fairness.MapPost("/fairness/evaluate", Evaluate).WithName("EvaluateFairness").WithMetadata(new BodyLimit(MostBytes, MostValues))
            .WithSummary("Judges decisions by group, attribute by attribute and crossed; keeps nothing.");
        fairness.MapPost("/fairness/mitigate", Mitigate).WithName("MitigateUnfairness").WithMetadata(new BodyLimit(MostBytes, MostValues))
            .WithSummary("Weights or thresholds that bring groups closer, with what they cost on rows they were not fitted to; keeps nothing.");
        return fairness;
    }

    private static Task<Listing<FairnessMonitor>> List(ListRequest list, Caller caller, ICatalogue catalogue, CancellationToken cancel) =>
        list.AnswerAsync<FairnessMonitor>(catalogue, caller, CatalogueKinds.FairnessMonitor, cancel);

    private static Task<Results<Ok<FairnessMonitor>, Problem>> Get(string model_id, Caller caller, IGrainFactory grains) =>
        grains.FairnessMonitor(new(caller.Workspace, model_id)).GetAsync().ToHttp();

    private static Task<Results<Ok<FairnessMonitor>, Problem>> Configure(
        string model_id, FairnessSettings settings, Caller caller, IGrainFactory grains) =>
        grains.FairnessMonitor(new(caller.Workspace, model_id)).ConfigureAsync(settings).ToHttp();

    private static Results<Ok<FairnessEvaluation>, Problem> Evaluate(EvaluateFairnessRequest request) => request.Evaluate().ToHttp();

    private static Results<Ok<FairnessMitigation>, Problem> Mitigate(MitigateFairnessRequest request) => request.Mitigate().ToHttp();
}
