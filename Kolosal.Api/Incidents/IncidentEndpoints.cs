using Kolosal.Http;
using Kolosal.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kolosal.Incidents;

internal static class IncidentEndpoints
{
    private static readonly PathRecord Record = PathRecord.Of("id", CatalogueKinds.Incident, id =>
        Refusal.NotFound("incidents.not-found", $"There is no incident '{id}' in this workspace."));

    public static RouteGroupBuilder MapIncidents(this IEndpointRouteBuilder routes)
    {
        var incidents = routes.MapGroup("/api/security/incidents").WithTags("Incidents");

        incidents.MapPost("/", Raise).WithName("RaiseIncident")
            .WithSummary("Reports trouble that no monitor saw; joins the open incident of the same matter.");
        incidents.MapGet("/", List).WithName("ListIncidents").WithSummary("Incidents by status, severity, type and model.");
        incidents.MapGet("/{id}", Get).WithName("GetIncident")
            .WithSummary("One incident with its timeline and its times to detect, acknowledge and resolve.");
        incidents.MapPatch("/{id}/status", ChangeStatus).OfRecord(Record).WithName("ChangeIncidentStatus")
            .WithSummary("Takes an incident to another status of its transition table.");
        return incidents;
    }

    private static async Task<Results<Created<Incident>, Problem>> Raise(
        RaiseIncidentRequest request, Caller caller, IGrainFactory grains, TimeProvider clock)
    {
        if (request.Refuse(clock.GetUtcNow()) is { } refusal) return new Problem(refusal);
        string id = await grains.IncidentDesk(caller.Workspace).RaiseAsync(request.ToSignal(caller.Subject, clock.GetUtcNow()));
        return await grains.Incident(caller.Workspace, id).GetAsync().ToCreated(incident => $"/api/security/incidents/{incident.Id}");
    }

    private static Task<Listing<Incident>> List(ListRequest list, Caller caller, ICatalogue catalogue, CancellationToken cancel) =>
        list.AnswerAsync<Incident>(catalogue, caller, CatalogueKinds.Incident, cancel);

    private static Task<Results<Ok<Incident>, StatusCodeHttpResult, Problem>> Get(
        string id, HttpContext context, Caller caller, IGrainFactory grains) =>
        grains.Incident(caller.Workspace, id).GetAsync().ToDocument(context, incident => incident.Revision);

    private static Task<Results<Ok<Incident>, StatusCodeHttpResult, Problem>> ChangeStatus(
        string id, ChangeIncidentStatusRequest request, IfMatch ifMatch, HttpContext context, Caller caller, IGrainFactory grains) =>
        grains.IncidentDesk(caller.Workspace).ChangeStatusAsync(id, new(request.Status, request.Note ?? "", ifMatch.Revision))
            .ToDocument(context, incident => incident.Revision);
}
