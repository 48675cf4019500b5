using Kolosal.Access;
using Kolosal.Http;
using Kolosal.Models;
using Kolosal.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kolosal.Drift;

/// <summary>What monitors and outside tools have detected, and what people made of it.</summary>
internal static class DriftDetectionEndpoints
{
    private static readonly PathRecord Record = PathRecord.Of("id", CatalogueKinds.DriftDetection, DetectionLifecycle.NotFound);

    public static RouteGroupBuilder MapDriftDetections(this IEndpointRouteBuilder routes)
    {
        var detections = routes.MapGroup("/api/modelops/drift-detections").WithTags("Drift");

        detections.MapPost("/", Report).WithName("ReportDriftDetection").WithSummary("Records drift that an outside tool has detected.");
        detections.MapGet("/", List).WithName("ListDriftDetections").WithSummary("Detections by status, severity, type and model.");
        detections.MapGet("/{id}", Get).WithName("GetDriftDetection").WithSummary("One detection with its findings and its history.");
        detections.MapPatch("/{id}/status", ChangeStatus).OfRecord(Record).WithName("ChangeDriftDetectionStatus")
            .WithSummary("Takes a detection to another status of its transition table.");
        return detections;
    }

    private static async Task<Results<Created<DriftDetectionRecord>, Problem>> Report(
        ReportDriftRequest request, CommandKey command, Caller caller, IGrainFactory grains, TimeProvider clock)
    {
        if (request.Refuse(clock.GetUtcNow()) is { } refusal) return new Problem(refusal);
        if (!(await grains.Model(new(caller.Workspace, request.ModelId)).GetAsync()).Accepted) return new Problem(ModelId.NotFound(request.ModelId));
        string id = command.Name("dd");
        return await grains.DriftDetection(caller.Workspace, id).RecordAsync(request.ToDetected(clock.GetUtcNow()))
            .ToCreated(detection => $"/api/modelops/drift-detections/{detection.Id}");
    }

    private static Task<Listing<DriftDetectionRecord>> List(ListRequest list, Caller caller, ICatalogue catalogue, CancellationToken cancel) =>
        list.AnswerAsync<DriftDetectionRecord>(catalogue, caller, CatalogueKinds.DriftDetection, cancel);

    private static Task<Results<Ok<DriftDetectionRecord>, StatusCodeHttpResult, Problem>> Get(
        string id, HttpContext context, Caller caller, IGrainFactory grains) =>
        grains.DriftDetection(caller.Workspace, id).GetAsync().ToDocument(context, detection => detection.Revision);

    private static Task<Results<Ok<DriftDetectionRecord>, StatusCodeHttpResult, Problem>> ChangeStatus(
        string id, ChangeDetectionStatusRequest request, IfMatch ifMatch, HttpContext context, Caller caller, IGrainFactory grains) =>
        grains.DriftDetection(caller.Workspace, id).ChangeStatusAsync(new(request.Status, request.Note ?? "", ifMatch.Revision))
            .ToDocument(context, detection => detection.Revision);
}
