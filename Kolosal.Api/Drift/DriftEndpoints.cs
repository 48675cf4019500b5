using Kolosal.Datasets;
using Kolosal.Http;
using Kolosal.Models;
using Kolosal.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kolosal.Drift;

internal static class DriftEndpoints
{
    /// <summary>Of a comparison, over both samples: enough to tell what a test can tell, and held by a few dozen megabytes.</summary>
    private const int MostValues = 1_000_000, MostBytes = 16 << 20;

    public static RouteGroupBuilder MapDrift(this IEndpointRouteBuilder routes)
    {
        var drift = routes.MapGroup("/api").WithTags("Drift");

        drift.MapGet("/monitoring/drift", List).WithName("ListDriftMonitors").WithSummary("Every model's drift monitor with its last verdict.");
        drift.MapGet("/monitoring/drift/{model_id}", Get).OfRecord(ModelRecords.ByName)
            .WithName("GetDriftMonitor").WithSummary("One monitor with its latest windows.");
        drift.MapPut("/monitoring/drift/{model_id}", Configure).OfRecord(ModelRecords.ByName)
            .WithName("ConfigureDriftMonitor").WithSummary("Changes window and false-alarm rate.");
        drift.MapPost("/drift/detect", Detect).WithName("DetectDrift").WithMetadata(new BodyLimit(MostBytes, MostValues))
            .WithSummary("Compares two samples, a million values in all at most, or two datasets, column by column and together; keeps nothing.");
        return drift;
    }

    private static Task<Listing<DriftMonitor>> List(ListRequest list, Caller caller, ICatalogue catalogue, CancellationToken cancel) =>
        list.AnswerAsync<DriftMonitor>(catalogue, caller, CatalogueKinds.DriftMonitor, cancel);

    private static Task<Results<Ok<DriftMonitor>, Problem>> Get(string model_id, Caller caller, IGrainFactory grains) =>
        grains.DriftMonitor(new(caller.Workspace, model_id)).GetAsync().ToHttp();

    private static Task<Results<Ok<DriftMonitor>, Problem>> Configure(string model_id, DriftSettings settings, Caller caller, IGrainFactory grains) =>
        grains.DriftMonitor(new(caller.Workspace, model_id)).ConfigureAsync(settings).ToHttp();

    private static async Task<Results<Ok<DriftDetection>, Problem>> Detect(
        DetectDriftRequest request, Caller caller, IGrainFactory grains, DatasetComparison datasets, CancellationToken cancel)
    {
        if (request.Refuse() is { } refusal) return new Problem(refusal);
        return (request.OfDatasets ? await CompareAsync(request, caller, grains, datasets, cancel) : request.Detect(cancel)).ToHttp();
    }

    private static async Task<Result<DriftDetection>> CompareAsync(
        DetectDriftRequest request, Caller caller, IGrainFactory grains, DatasetComparison datasets, CancellationToken cancel)
    {
        var reference = await grains.Dataset(caller.Key(request.ReferenceDatasetId!)).OpenAsync();
        if (!reference.Accepted) return reference.Refusal;
        var current = await grains.Dataset(caller.Key(request.CurrentDatasetId!)).OpenAsync();
        if (!current.Accepted) return current.Refusal;
        return await datasets.CompareAsync(
            reference.Value, current.Value, request.FalseAlarm, request.Method, request.Tests ?? [], request.Joint ?? [], cancel);
    }
}
