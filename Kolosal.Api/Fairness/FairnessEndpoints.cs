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
        fairness.MapGet("/monitoring/fairness/{model_id}", GetMonitor).OfRecord(ModelRecords.ByName).WithName("GetFairnessMonitor")
            .WithSummary("One model's live windows of decisions and outcomes by protected attribute and intersection.");
        fairness.MapGet("/fairness/report/{model_id}", Get).OfRecord(ModelRecords.ByName).WithName("GetFairnessReport")
            .WithSummary("One version: its evaluation on held-out rows, its live windows, and what could be tried.");
        fairness.MapPut("/monitoring/fairness/{model_id}", Configure).OfRecord(ModelRecords.ByName).WithName("ConfigureFairnessMonitor")
            .WithSummary("Changes windows, limits, bands, minimum group size, and when violations become an incident.");
        fairness.MapPost("/fairness/evaluate", Evaluate).WithName("EvaluateFairness").WithMetadata(new BodyLimit(MostBytes, MostValues))
            .WithSummary("Judges decisions by group, or a model on a dataset (model_id, dataset_id) or on its held-out rows; keeps nothing.");
        fairness.MapPost("/fairness/bias-scan", Scan).WithName("ScanBias")
            .WithSummary("Looks at a dataset before training: imbalance, representation, label skew, proxies; keeps nothing.");
        fairness.MapPost("/fairness/mitigate", Mitigate).WithName("MitigateUnfairness").WithMetadata(new BodyLimit(MostBytes, MostValues))
            .WithSummary("Weights or thresholds that bring groups closer, with what they cost on rows they were not fitted to; keeps nothing.");
        return fairness;
    }

    private static Task<Listing<FairnessMonitor>> List(ListRequest list, Caller caller, ICatalogue catalogue, CancellationToken cancel) =>
        list.AnswerAsync<FairnessMonitor>(catalogue, caller, CatalogueKinds.FairnessMonitor, cancel);

    private static Task<Results<Ok<FairnessMonitor>, Problem>> GetMonitor(string model_id, Caller caller, IGrainFactory grains) =>
        grains.FairnessMonitor(new(caller.Workspace, model_id)).GetAsync().ToHttp();

    private static Task<Results<Ok<FairnessDocument>, Problem>> Get(string model_id, Caller caller, IGrainFactory grains, int? version = null) =>
        FairnessDocument.ReadAsync(grains, new(caller.Workspace, model_id), version).ToHttp();

    private static Task<Results<Ok<FairnessMonitor>, Problem>> Configure(
        string model_id, FairnessSettings settings, Caller caller, IGrainFactory grains) =>
        grains.FairnessMonitor(new(caller.Workspace, model_id)).ConfigureAsync(settings).ToHttp();

    private static async Task<Results<Ok<FairnessEvaluation>, Ok<VersionFairness>, Problem>> Evaluate(
        EvaluateFairnessRequest request, Caller caller, FairnessScans scans, CancellationToken cancel)
    {
        if (request.ModelId is not { } model)
        {
            var judged = request.Evaluate(cancel);
            return judged.Accepted ? TypedResults.Ok(judged.Value) : new Problem(judged.Refusal);
        }
        var order = request.ToOrder();
        if (!order.Accepted) return new Problem(order.Refusal);
        var scanned = await scans.EvaluateAsync(new(caller.Workspace, model), order.Value, cancel);
        return scanned.Accepted ? TypedResults.Ok(scanned.Value) : new Problem(scanned.Refusal);
    }

    private static async Task<Results<Ok<BiasReport>, Problem>> Scan(
        BiasScanRequest request, Caller caller, FairnessScans scans, CancellationToken cancel)
    {
        var order = request.ToOrder();
        return order.Accepted ? await scans.ScanAsync(caller.Key(request.DatasetId), order.Value, cancel).ToHttp() : new Problem(order.Refusal);
    }

    private static Results<Ok<FairnessMitigation>, Problem> Mitigate(MitigateFairnessRequest request) => request.Mitigate().ToHttp();
}
