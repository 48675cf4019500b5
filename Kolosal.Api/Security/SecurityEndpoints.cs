using Kolosal.Access;
using Kolosal.Http;
using Kolosal.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kolosal.Security;

internal static class SecurityEndpoints
{
    private static readonly PathRecord Record = PathRecord.Of("id", CatalogueKinds.SecurityEvent, SecurityEventLifecycle.NotFound);

    public static RouteGroupBuilder MapSecurity(this IEndpointRouteBuilder routes)
    {
        var events = routes.MapGroup("/api/security/events").WithTags("Security");
        events.MapPost("/", Report).WithName("ReportSecurityEvent")
            .WithSummary("Reports what the doors do not see; high and critical ones open an incident.");
        events.MapGet("/", List).WithName("ListSecurityEvents").WithSummary("Security events by type, severity, status and source.");
        events.MapGet("/{id}", Get).WithName("GetSecurityEvent").WithSummary("One security event with its history.");
        events.MapPatch("/{id}/status", ChangeStatus).OfRecord(Record).WithName("ChangeSecurityEventStatus")
            .WithSummary("Takes a security event to another status of its transition table.");
        events.MapPost("/{id}/reports", NoteReport).OfRecord(Record).WithName("NoteBreachReport")
            .WithSummary("Notes that the authority was told of a breach, by whom and when.");
        return events;
    }

    private static async Task<Results<Created<SecurityEvent>, Problem>> Report(
        ReportSecurityEventRequest request, CommandKey command, Caller caller, IGrainFactory grains, TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        if (request.Refuse(now) is { } refusal) return new Problem(refusal);
        var recorded = await grains.SecurityDesk(caller.Workspace).ReportAsync(
            request.ToReport(caller.Subject, command, now));
        return TypedResults.Created($"/api/security/events/{recorded.Id}", recorded);
    }

    private static Task<Listing<SecurityEvent>> List(ListRequest list, Caller caller, ICatalogue catalogue, CancellationToken cancel) =>
        list.AnswerAsync<SecurityEvent>(catalogue, caller, CatalogueKinds.SecurityEvent, cancel);

    private static Task<Results<Ok<SecurityEvent>, StatusCodeHttpResult, Problem>> Get(
        string id, HttpContext context, Caller caller, IGrainFactory grains) =>
        grains.SecurityEvent(caller.Workspace, id).GetAsync().ToDocument(context, known => known.Revision);

    private static Task<Results<Ok<SecurityEvent>, StatusCodeHttpResult, Problem>> ChangeStatus(
        string id, ChangeSecurityEventStatusRequest request, IfMatch ifMatch, HttpContext context, Caller caller, IGrainFactory grains) =>
        grains.SecurityEvent(caller.Workspace, id).ChangeStatusAsync(new(request.Status, request.Note ?? "", ifMatch.Revision))
            .ToDocument(context, known => known.Revision);

    private static async Task<Results<Ok<SecurityEvent>, StatusCodeHttpResult, Problem>> NoteReport(
        string id, BreachReportRequest request, HttpContext context, Caller caller, IGrainFactory grains, TimeProvider clock) =>
        request.Refuse(clock.GetUtcNow()) is { } refusal ? new Problem(refusal)
            : await grains.SecurityEvent(caller.Workspace, id).NoteReportAsync(new(
                request.Authority.Trim(), string.IsNullOrWhiteSpace(request.Reference) ? null : request.Reference.Trim(),
                (request.ReportedAt ?? clock.GetUtcNow()).ToUniversalTime())).ToDocument(context, known => known.Revision);
}
