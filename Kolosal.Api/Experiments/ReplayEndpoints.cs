using Kolosal.Access;
using Kolosal.Http;
using Kolosal.Models;
using Kolosal.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kolosal.Experiments;

internal static class ReplayEndpoints
{
    public static void MapReplays(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/models/{id}/replay", Start).WithTags("Models").WithName("ReplayModel")
            .WithSummary("Trains a version again from its record and compares the packages, or says which part of the record differs.");
        var replays = routes.MapGroup("/api/replays").WithTags("Models");
        replays.MapGet("", List).WithName("ListReplays").WithSummary("Replays by state, model and verdict.");
        replays.MapGet("/{replay_id}", Get).WithName("GetReplay").WithSummary("Where a replay stands, or its verdict part by part.");
    }

    private static Task<Results<Accepted<ReplayReport>, Problem>> Start(ModelId id, HttpContext context, Caller caller, IGrainFactory grains) =>
        grains.Replay(caller.Key(ReplayId.For(caller.Subject, context.Request.Headers[IdempotencyMiddleware.Header].ToString())))
            .StartAsync(id.Name, id.Reference).ToAccepted(replay => $"/api/replays/{replay.ReplayId}");

    private static Task<Listing<ReplayReport>> List(ListRequest list, Caller caller, ICatalogue catalogue, CancellationToken cancel) =>
        list.AnswerAsync<ReplayReport>(catalogue, caller, CatalogueKinds.Replay, cancel);

    private static Task<Results<Ok<ReplayReport>, Problem>> Get(string replay_id, Caller caller, IGrainFactory grains) =>
        grains.Replay(caller.Key(replay_id)).GetAsync().ToHttp();
}
