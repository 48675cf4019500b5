using Kolosal.Access;
using Kolosal.Http;
using Kolosal.Models;
using Kolosal.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kolosal.Retraining;

internal static class RetrainingEndpoints
{
    private static readonly PathRecord Record = PathRecord.Of("id", CatalogueKinds.Retraining, id =>
        Refusal.NotFound("retraining.not-found", $"There is no retraining '{id}' in this workspace."));

    public static RouteGroupBuilder MapRetraining(this IEndpointRouteBuilder routes)
    {
        var retraining = routes.MapGroup("/api/retraining").WithTags("Retraining");

        retraining.MapGet("/policies", ListPolicies).WithName("ListRetrainingPolicies").WithSummary("The policies of the workspace.");
        retraining.MapGet("/policies/{model_id}", GetPolicy).OfRecord(ModelRecords.ByName).WithName("GetRetrainingPolicy")
            .WithSummary("When a model is trained again, and what that did.");
        retraining.MapPut("/policies/{model_id}", SetPolicy).OfRecord(ModelRecords.ByName).WithName("SetRetrainingPolicy")
            .WithSummary("Sets when a model is trained again, from what, and what becomes of it.");
        retraining.MapDelete("/policies/{model_id}", DeletePolicy).OfRecord(ModelRecords.ByName).WithName("DeleteRetrainingPolicy")
            .WithSummary("Removes the policy; what it started goes on.");
        retraining.MapPost("/{model_id}/start", Start).OfRecord(ModelRecords.ByName).WithName("StartRetraining")
            .WithSummary("Trains a model again now, by its policy or by the defaults.");
        retraining.MapGet("", List).WithName("ListRetrainings").WithSummary("Retrainings by model, status and verdict.");
        retraining.MapGet("/{id}", Get).WithName("GetRetraining").WithSummary("One retraining with its evidence and where it came from.");
        retraining.MapPost("/{id}/accept", Accept).OfRecord(Record).WithName("AcceptRetraining")
            .WithSummary("Promotes the challenger; not for who set the policy or started it.");
        retraining.MapPost("/{id}/reject", Reject).OfRecord(Record).WithName("RejectRetraining").WithSummary("Declines the proposal.");
        retraining.MapPost("/{id}/cancel", Cancel).OfRecord(Record).WithName("CancelRetraining").WithSummary("Gives it up, and its run with it.");
        return retraining;
    }

    private static Task<Listing<RetrainingPolicyReport>> ListPolicies(
        ListRequest list, Caller caller, ICatalogue catalogue, CancellationToken cancel) =>
        list.AnswerAsync<RetrainingPolicyReport>(catalogue, caller, CatalogueKinds.RetrainingPolicy, cancel);

    private static Task<Results<Ok<RetrainingPolicyReport>, StatusCodeHttpResult, Problem>> GetPolicy(
        string model_id, HttpContext context, Caller caller, IGrainFactory grains) =>
        grains.RetrainingPolicy(caller.Workspace, model_id).GetAsync().ToDocument(context, policy => policy.Revision);

    private static Task<Results<Ok<RetrainingPolicyReport>, StatusCodeHttpResult, Problem>> SetPolicy(
        string model_id, SetRetrainingPolicyRequest request, IfMatch ifMatch, HttpContext context, Caller caller, IGrainFactory grains) =>
        grains.RetrainingPolicy(caller.Workspace, model_id).SetAsync(request.ToPolicy(), ifMatch.Revision)
            .ToDocument(context, policy => policy.Revision);

    private static Task<Results<NoContent, Problem>> DeletePolicy(string model_id, Caller caller, IGrainFactory grains) =>
        grains.RetrainingPolicy(caller.Workspace, model_id).DeleteAsync().ToNoContent();

    private static Task<Results<Accepted<RetrainingReport>, Problem>> Start(
        string model_id, StartRetrainingRequest request, CommandKey command, Caller caller, IGrainFactory grains) =>
        grains.RetrainingPolicy(caller.Workspace, model_id).StartAsync(command.Text, request.Note ?? "")
            .ToAccepted(started => $"/api/retraining/{started.RetrainingId}");

    private static Task<Listing<RetrainingReport>> List(ListRequest list, Caller caller, ICatalogue catalogue, CancellationToken cancel) =>
        list.AnswerAsync<RetrainingReport>(catalogue, caller, CatalogueKinds.Retraining, cancel);

    private static Task<Results<Ok<RetrainingReport>, StatusCodeHttpResult, Problem>> Get(
        string id, HttpContext context, Caller caller, IGrainFactory grains) =>
        grains.Retraining(caller.Key(id)).GetAsync().ToDocument(context, retraining => retraining.Revision);

    private static Task<Results<Ok<RetrainingReport>, Problem>> Accept(
        string id, DecideRetrainingRequest request, Caller caller, IGrainFactory grains) =>
        grains.Retraining(caller.Key(id)).AcceptAsync(new(caller.Principal, request.Note)).ToHttp();

    private static Task<Results<Ok<RetrainingReport>, Problem>> Reject(
        string id, DecideRetrainingRequest request, Caller caller, IGrainFactory grains) =>
        grains.Retraining(caller.Key(id)).RejectAsync(new(caller.Principal, request.Note)).ToHttp();

    private static Task<Results<Ok<RetrainingReport>, Problem>> Cancel(
        string id, CancelRetrainingRequest request, Caller caller, IGrainFactory grains) =>
        grains.Retraining(caller.Key(id)).CancelAsync(new(caller.Principal, request.Note ?? "")).ToHttp();
}
