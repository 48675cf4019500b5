using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Kolosal.Http;
using Kolosal.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kolosal.Access;

internal static class AccessReviewEndpoints
{
    private static readonly PathRecord Record = PathRecord.Of("id", CatalogueKinds.AccessReview, AccessReviewLifecycle.NotFound);

    public static RouteGroupBuilder MapAccessReviews(this IEndpointRouteBuilder routes)
    {
        var reviews = routes.MapGroup("/api/compliance/access-reviews").WithTags("Access reviews");
        reviews.MapPost("/", Open).WithName("OpenAccessReview").WithSummary("Opens a review of a key's, a principal's or a role's access.");
        reviews.MapGet("/", List).WithName("ListAccessReviews").WithSummary("Reviews by status, type, subject and due date.");
        reviews.MapGet("/{id}", Get).WithName("GetAccessReview").WithSummary("One review with its history.");
        reviews.MapPatch("/{id}/status", Decide).OfRecord(Record).WithName("DecideAccessReview")
            .WithSummary("Decides a review; a revocation ends the access before it is answered.");
        return reviews;
    }

    private static async Task<Results<Created<AccessReview>, Problem>> Open(
        OpenAccessReviewRequest request, CommandKey command, Caller caller, IGrainFactory grains, TimeProvider clock)
    {
        if (!RouteNames.IsSoundKey(request.SubjectId))
            return new Problem(Refusal.Unprocessable("access.wrong-subject", $"Nothing can be called '{request.SubjectId}'."));
        return await grains.AccessReview(caller.Workspace, command.Name("rev")).OpenAsync(new(
            request.Type, request.SubjectId, (request.DueAt ?? clock.GetUtcNow() + TimeSpan.FromDays(14)).ToUniversalTime(), request.EveryDays,
            request.Note ?? "")).ToCreated(review => $"/api/compliance/access-reviews/{review.Id}");
    }

    private static Task<Listing<AccessReview>> List(ListRequest list, Caller caller, ICatalogue catalogue, CancellationToken cancel) =>
        list.AnswerAsync<AccessReview>(catalogue, caller, CatalogueKinds.AccessReview, cancel);

    private static Task<Results<Ok<AccessReview>, StatusCodeHttpResult, Problem>> Get(
        string id, HttpContext context, Caller caller, IGrainFactory grains) =>
        grains.AccessReview(caller.Workspace, id).GetAsync().ToDocument(context, review => review.Revision);

    private static async Task<Results<Ok<AccessReview>, StatusCodeHttpResult, Problem>> Decide(
        string id, DecideAccessReviewRequest request, IfMatch ifMatch, HttpContext context, Caller caller, IGrainFactory grains, ApiKeys keys,
        RoleBook book)
    {
        var decided = await grains.AccessReview(caller.Workspace, id).DecideAsync(new(request.Status, request.Note ?? "", ifMatch.Revision));
        if (decided is { Accepted: true, Value: { Status: AccessReviewStatus.Revoked } revoked })
        {
            if (revoked.Type == AccessReviewType.ApiKeys) keys.Forget(caller.Workspace, revoked.SubjectId);
            else book.Forget(caller.Workspace, revoked.SubjectId);
        }

        return await Task.FromResult(decided).ToDocument(context, review => review.Revision);
    }
}

/// <param name="Type">user_access, role_permissions, api_keys or service_accounts.</param>
/// <param name="SubjectId">The key, <c>key_…</c>, for api_keys; otherwise the principal, <c>prn_…</c>; for role_permissions also a
/// role, <c>rol_…</c>.</param>
/// <param name="DueAt">Until when it is to be decided; in 14 days, when left out.</param>
/// <param name="EveryDays">Days after an approval in which it opens again, 1 to 366. Default: 90.</param>
/// <param name="Note">Why, for who decides, at most 2,000 characters.</param>
internal sealed record OpenAccessReviewRequest(
    [property: JsonRequired] AccessReviewType Type, [property: JsonRequired, Length(5, 100)] string SubjectId, DateTimeOffset? DueAt = null,
    [property: Range(1, 366)] int EveryDays = 90, [property: DataType(DataType.MultilineText), MaxLength(2_000)] string? Note = null);

/// <param name="Status">pending, approved, revoked or needs_justification.</param>
/// <param name="Note">Why.</param>
internal sealed record DecideAccessReviewRequest(
    [property: JsonRequired] AccessReviewStatus Status, [property: DataType(DataType.MultilineText), MaxLength(2_000)] string? Note = null);
