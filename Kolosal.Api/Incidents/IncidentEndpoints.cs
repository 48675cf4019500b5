using Kolosal.Http;
using Kolosal.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kolosal.Incidents;

internal static class IncidentEndpoints
{
    private const int SummaryDays = 90, LongestSummaryDays = 3_660;

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
        incidents.MapGet("/summary", Summarise).WithName("SummariseIncidents")
            .WithSummary("Times to detect, acknowledge and resolve by type, and what is open by severity.");
        incidents.MapGet("/{id}/timeline", GetTimeline).WithName("GetIncidentTimeline")
            .WithSummary("What happened to the incident and meanwhile to its model, by its own record and by the audit trail.");
        incidents.MapPut("/{id}/assignee", Assign).OfRecord(Record).WithName("AssignIncident").WithSummary("Says who works on it.");
        incidents.MapPut("/{id}/postmortem", WritePostmortem).OfRecord(Record).WithName("WritePostmortem")
            .WithSummary("Writes the post-mortem, which the status postmortem asks for.");
        incidents.MapPost("/{id}/action-items", AddActionItem).OfRecord(Record).WithName("AddActionItem")
            .WithSummary("Adds something to be done so that it does not happen again.");
        incidents.MapPatch("/{id}/action-items/{item_id}", ChangeActionItem).OfRecord(Record).WithName("ChangeActionItem")
            .WithSummary("Changes an action item, or ticks it off.");
        incidents.MapPut("/{id}/reporting", SetReportable).OfRecord(Record).WithName("SetIncidentReportable")
            .WithSummary("Decides whether an authority must be told, within 72 hours of the detection.");
        incidents.MapPost("/{id}/reporting/reports", NoteReport).OfRecord(Record).WithName("NoteAuthorityReport")
            .WithSummary("Notes that the authority was told, by whom and when.");
        routes.MapOnCall();
        return incidents;
    }

    private static async Task<Results<Created<Incident>, Problem>> Raise(
        RaiseIncidentRequest request, CommandKey command, Caller caller, IGrainFactory grains, TimeProvider clock)
    {
        if (request.Refuse(clock.GetUtcNow()) is { } refusal) return new Problem(refusal);
        string id = await grains.IncidentDesk(caller.Workspace).RaiseAsync(request.ToSignal(caller.Subject, command, clock.GetUtcNow()));
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

    private static async Task<Results<Ok<IncidentSummary>, Problem>> Summarise(
        int? days, Caller caller, ICatalogue catalogue, TimeProvider clock, CancellationToken cancel)
    {
        if (days is < 1 or > LongestSummaryDays)
            return new Problem(new Refusal(RefusalKind.Invalid, "incidents.bad-period", "The period cannot be summed up.",
                ImmutableDictionary<string, string>.Empty.Add("days", $"Expected 1 to {LongestSummaryDays}.")));
        var now = clock.GetUtcNow();
        return TypedResults.Ok(await IncidentSummary.ReadAsync(
            catalogue, caller.Workspace, now - TimeSpan.FromDays(days ?? SummaryDays), now, cancel));
    }

    private static async Task<Results<Ok<IncidentTimeline>, Problem>> GetTimeline(
        string id, Caller caller, IGrainFactory grains, ICatalogue catalogue, CancellationToken cancel)
    {
        var incident = await grains.Incident(caller.Workspace, id).GetAsync();
        return incident.Accepted ? TypedResults.Ok(await IncidentTimeline.ReadAsync(catalogue, caller.Workspace, incident.Value, cancel))
            : new Problem(incident.Refusal);
    }

    private static Task<Results<Ok<Incident>, StatusCodeHttpResult, Problem>> Assign(
        string id, AssignIncidentRequest request, HttpContext context, Caller caller, IGrainFactory grains) =>
        grains.Incident(caller.Workspace, id).AssignAsync(Named(request.Assignee)).ToDocument(context, incident => incident.Revision);

    private static Task<Results<Ok<Incident>, StatusCodeHttpResult, Problem>> WritePostmortem(
        string id, PostmortemRequest request, IfMatch ifMatch, HttpContext context, Caller caller, IGrainFactory grains) =>
        grains.Incident(caller.Workspace, id).WritePostmortemAsync(request.ToText(), ifMatch.Revision)
            .ToDocument(context, incident => incident.Revision);

    private static async Task<Results<Created<ActionItem>, Problem>> AddActionItem(
        string id, ActionItemRequest request, CommandKey command, Caller caller, IGrainFactory grains)
    {
        string itemId = command.Name("act");
        var added = await grains.Incident(caller.Workspace, id).AddActionItemAsync(
            itemId, new(request.Title.Trim(), Named(request.Owner), request.DueAt?.ToUniversalTime()));
        return added.Map(incident => incident.ActionItems.Single(item => item.Id == itemId)).ToCreated(_ => $"/api/security/incidents/{id}");
    }

    private static async Task<Results<Ok<ActionItem>, Problem>> ChangeActionItem(
        string id, string item_id, ChangeActionItemRequest request, Caller caller, IGrainFactory grains) =>
        (await grains.Incident(caller.Workspace, id).ChangeActionItemAsync(
            item_id, new(Named(request.Owner), request.DueAt?.ToUniversalTime(), request.Done)))
            .Map(incident => incident.ActionItems.Single(item => item.Id == item_id)).ToHttp();

    private static Task<Results<Ok<Incident>, StatusCodeHttpResult, Problem>> SetReportable(
        string id, ReportingRequest request, HttpContext context, Caller caller, IGrainFactory grains) =>
        grains.Incident(caller.Workspace, id).SetReportableAsync(request.Reportable, request.Reason)
            .ToDocument(context, incident => incident.Revision);

    private static async Task<Results<Ok<Incident>, StatusCodeHttpResult, Problem>> NoteReport(
        string id, AuthorityReportRequest request, HttpContext context, Caller caller, IGrainFactory grains, TimeProvider clock) =>
        request.Refuse(clock.GetUtcNow()) is { } refusal ? new Problem(refusal)
            : await grains.Incident(caller.Workspace, id).NoteReportAsync(
                new(request.Authority.Trim(), Named(request.Reference), (request.ReportedAt ?? clock.GetUtcNow()).ToUniversalTime()))
                .ToDocument(context, incident => incident.Revision);

    private static string? Named(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
