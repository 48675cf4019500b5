using Kolosal.Access;
using Kolosal.Http;
using Kolosal.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kolosal.Classification;

internal static class DisclosureEndpoints
{
    private static readonly PathRecord Record = PathRecord.Of("id", CatalogueKinds.Disclosure, id =>
        Refusal.NotFound("disclosure.not-found", $"There is no disclosure '{id}' in this workspace."));

    public static RouteGroupBuilder MapDisclosures(this IEndpointRouteBuilder routes)
    {
        var disclosures = routes.MapGroup("/api/compliance/disclosures").WithTags("Compliance");
        disclosures.MapPost("/", Request).WithName("RequestDisclosure")
            .WithSummary("Asks that rows may leave, for a purpose and to a recipient; a second person decides.");
        disclosures.MapGet("/", List).WithName("ListDisclosures")
            .WithSummary("What left the system or is asked for: by asset, actor, recipient, country, status and time.");
        disclosures.MapGet("/{id}", Get).WithName("GetDisclosure").WithSummary("One disclosure.");
        disclosures.MapPost("/{id}/decisions", Decide).OfRecord(Record).WithName("DecideDisclosure")
            .WithSummary("Approves or refuses a disclosure, before rows leave or after.");
        return disclosures;
    }

    private static async Task<Results<Created<DisclosureRecord>, Problem>> Request(
        RequestDisclosureRequest request, HttpContext context, Caller caller, IGrainFactory grains)
    {
        if (request.Refuse() is { } refusal) return new Problem(refusal);
        string key = context.Request.Headers[IdempotencyMiddleware.Header].ToString();
        string id = key.Length == 0 ? $"dis_{Guid.NewGuid():N}" : DisclosureGrains.DisclosureId(caller.Subject, key);
        return await grains.Disclosure(caller.Workspace, id).RequestAsync(request.TheAsset, request.ToTerms())
            .ToCreated(made => $"/api/compliance/disclosures/{made.Id}");
    }

    private static Task<Listing<DisclosureRecord>> List(ListRequest list, Caller caller, ICatalogue catalogue, CancellationToken cancel) =>
        list.AnswerAsync<DisclosureRecord>(catalogue, caller, CatalogueKinds.Disclosure, cancel);

    private static Task<Results<Ok<DisclosureRecord>, StatusCodeHttpResult, Problem>> Get(
        string id, HttpContext context, Caller caller, IGrainFactory grains) =>
        grains.Disclosure(caller.Workspace, caller.Key(id).Id).GetAsync().ToDocument(context, found => found.Revision);

    private static Task<Results<Ok<DisclosureRecord>, Problem>> Decide(
        string id, DecideDisclosureRequest request, Caller caller, IGrainFactory grains) =>
        grains.Disclosure(caller.Workspace, caller.Key(id).Id)
            .DecideAsync(request.Approve, string.IsNullOrWhiteSpace(request.Note) ? null : request.Note).ToHttp();
}
