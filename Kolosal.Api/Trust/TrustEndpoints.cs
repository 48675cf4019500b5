using Kolosal.Http;
using Kolosal.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kolosal.Trust;

/// <summary>The whole of trust at a glance. What changes is followed at <c>/api/audit/changes</c>.</summary>
internal static class TrustEndpoints
{
    public static void MapTrust(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/trust/overview", GetOverview).WithTags("Audit").WithName("GetTrustOverview").WithSummary(
            "Audit trail, incidents, security events, access, secrets, models and data of the workspace, counted in one read.");

    private static async Task<Ok<TrustOverview>> GetOverview(
        Caller caller, ICatalogue catalogue, IGrainFactory grains, TimeProvider clock, CancellationToken cancel) =>
        TypedResults.Ok(await new TrustReader(catalogue, grains, caller, cancel).ReadAsync(clock.GetUtcNow()));
}
