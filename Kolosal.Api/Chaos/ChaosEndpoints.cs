using Kolosal.Access;
using Kolosal.Http;
using Kolosal.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kolosal.Chaos;

internal static class ChaosEndpoints
{
    private static readonly PathRecord Record = PathRecord.Of("id", CatalogueKinds.ChaosTest, ChaosLifecycle.NotFound);

    public static RouteGroupBuilder MapChaos(this IEndpointRouteBuilder routes)
    {
        var chaos = routes.MapGroup("/api/chaos/tests").WithTags("Chaos");
        chaos.MapPost("", Start).WithName("StartChaosTest").WithSummary("Injects a fault into the running system and holds a hypothesis against it.");
        chaos.MapGet("", List).WithName("ListChaosTests").WithSummary("Chaos tests by type, fault, status and phase.");
        chaos.MapGet("/{id}", Get).WithName("GetChaosTest").WithSummary("One test with what was measured before, during and after its fault.");
        chaos.MapPatch("/{id}/complete", Complete).OfRecord(Record).WithName("CompleteChaosTest")
            .WithSummary("Writes down what people learnt from a test that has ended.");
        chaos.MapPost("/{id}/cancel", Cancel).WithName("CancelChaosTest").WithSummary("Lifts the fault and ends the test without a verdict.");
        return chaos;
    }

    private static Task<Results<Accepted<ChaosTest>, Problem>> Start(
        StartChaosTestRequest request, CommandKey command, Caller caller, IGrainFactory grains)
    {
        string id = command.Name("chaos");
        return grains.ChaosTest(caller.Workspace, id).StartAsync(request.ToPlan(caller.Workspace)).ToAccepted(test => $"/api/chaos/tests/{test.Id}");
    }

    private static Task<Listing<ChaosTest>> List(ListRequest list, Caller caller, ICatalogue catalogue, CancellationToken cancel) =>
        list.AnswerAsync<ChaosTest>(catalogue, caller, CatalogueKinds.ChaosTest, cancel);

    private static Task<Results<Ok<ChaosTest>, StatusCodeHttpResult, Problem>> Get(
        string id, HttpContext context, Caller caller, IGrainFactory grains) =>
        grains.ChaosTest(caller.Workspace, id).GetAsync().ToDocument(context, test => test.Revision);

    private static Task<Results<Ok<ChaosTest>, Problem>> Complete(
        string id, CompleteChaosTestRequest request, Caller caller, IGrainFactory grains) =>
        grains.ChaosTest(caller.Workspace, id).CompleteAsync(new(request.Lessons.Trim(), request.FailurePoints ?? [])).ToHttp();

    private static Task<Results<Ok<ChaosTest>, Problem>> Cancel(string id, Caller caller, IGrainFactory grains) =>
        grains.ChaosTest(caller.Workspace, id).CancelAsync().ToHttp();
}
