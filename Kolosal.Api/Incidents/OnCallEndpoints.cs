using Kolosal.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kolosal.Incidents;

internal static class OnCallEndpoints
{
    public static void MapOnCall(this IEndpointRouteBuilder routes)
    {
        var onCall = routes.MapGroup("/api/security/on-call").WithTags("Incidents");
        onCall.MapGet("/", Get).WithName("GetOnCall").WithSummary("The on-call schedule, and who is on call now.");
        onCall.MapPut("/", Set).WithName("SetOnCall").WithSummary("Sets the on-call schedule.");
    }

    private static Task<Results<Ok<OnCall>, StatusCodeHttpResult, Problem>> Get(HttpContext context, Caller caller, IGrainFactory grains)
    {
        // Who is on call changes while the schedule does not: only a write is held against its revision.
        context.Request.Headers.IfNoneMatch = default;
        return grains.OnCall(caller.Workspace).GetAsync().ToDocument(context, onCall => onCall.Revision);
    }

    private static async Task<Results<Ok<OnCall>, StatusCodeHttpResult, Problem>> Set(
        OnCallRequest request, IfMatch ifMatch, HttpContext context, Caller caller, IGrainFactory grains) =>
        request.Refuse() is { } refusal ? new Problem(refusal)
            : await grains.OnCall(caller.Workspace).SetAsync(request.ToSchedule(), ifMatch.Revision).ToDocument(context, onCall => onCall.Revision);
}
