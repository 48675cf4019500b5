using Kolosal.Access;
using Kolosal.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Kolosal.Compliance.Registers;

/// <summary>How people raise concerns: whoever is signed in, and whoever is not.</summary>
internal static class ConcernEndpoints
{

    /// <summary>A concern is a page of text, not a file.</summary>
    private static readonly BodyLimit Page = new(64 * 1024, 200);

    public static void MapConcerns(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/compliance/concerns", Raise).WithTags("Registers").WithMetadata(Page).WithName("RaiseConcern")
            .WithSummary("Raises a concern; whoever is signed in may.");
        routes.MapPost("/api/concerns/{workspace}", RaiseUnknown).WithTags("Registers").WithMetadata(Page)
            .OfRecord(new(OpenAsync)).WithName("RaiseConcernUnknown")
            .WithSummary("Raises a concern without signing in, in a workspace that takes them; no more than a few a minute.");
    }

    private static Task<Results<Created<ConcernReceipt>, Problem>> Raise(
        RaiseConcernRequest request, CommandKey command, Caller caller, IGrainFactory grains) =>
        grains.Register<IConcernGrain>(caller.Workspace, command.Name(RegisterKinds.Concern.Prefix)).RaiseAsync(request.ToConcern())
            .ToCreated(receipt => $"/api/compliance/concerns/{receipt.Id}");

    /// <summary>No address: whoever is not signed in reads none of it.</summary>
    private static async Task<Results<Accepted<ConcernReceipt>, Problem>> RaiseUnknown(
        string workspace, RaiseConcernRequest request, CommandKey command, IGrainFactory grains)
    {
        var taken = await grains.Register<IConcernGrain>(workspace, command.Name(RegisterKinds.Concern.Prefix))
            .RaiseUnknownAsync(request.ToConcern());
        return taken.Accepted ? TypedResults.Accepted((string?)null, taken.Value) : new Problem(taken.Refusal);
    }

    /// <summary>Whether a workspace takes concerns from outside; a name that is made up makes no record.</summary>
    private static ValueTask<Refusal?> OpenAsync(HttpContext context)
    {
        var options = context.RequestServices.GetRequiredService<IOptionsMonitor<ConcernOptions>>().CurrentValue;
        bool open = context.Request.RouteValues["workspace"] is string name && Workspaces.IsName(name) && options.IsOpen(name);
        return ValueTask.FromResult(open ? null : Refusal.NotFound("not-found", "Nothing here takes concerns from outside."));
    }
}
