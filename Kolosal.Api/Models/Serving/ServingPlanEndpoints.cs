using Kolosal.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kolosal.Models;

/// <summary>How a model answers. The kill switch of all versions is the model's suspension; that of canary and shadows is the halt.</summary>
internal static class ServingPlanEndpoints
{
    public static RouteGroupBuilder MapServingPlans(this IEndpointRouteBuilder routes)
    {
        var models = routes.MapGroup("/api/models/{id}").WithTags("Models");

        models.MapGet("/serving", Get).OfRecord(ModelRecords.ByIdsName).WithName("GetServingPlan")
            .WithSummary("Traffic, referral rule, coverage, cache and announced ends of a model, as one document.");
        models.MapGet("/traffic", Get).OfRecord(ModelRecords.ByIdsName).WithName("GetModelTraffic")
            .WithSummary("Who gets which version; the same document.");
        models.MapPut("/traffic", SetTraffic).OfRecord(ModelRecords.ByIdsName).WithName("SetModelTraffic")
            .WithSummary("Lets a canary answer a share of requests, sticky by key, and shadows score beside the champion.");
        models.MapPost("/traffic/halt", Halt).OfRecord(ModelRecords.ByIdsName).WithName("HaltModelTraffic")
            .WithSummary("Ends canary and shadows; the champion answers everything.");
        models.MapGet("/referrals", Get).OfRecord(ModelRecords.ByIdsName).WithName("GetReferralRule")
            .WithSummary("Which predictions a person looks at; the same document.");
        models.MapPut("/referrals", SetReferrals).OfRecord(ModelRecords.ByIdsName).WithName("SetReferralRule")
            .WithSummary("Sets which predictions a person looks at, and how soon.");
        models.MapPut("/serving", SetAnswers).OfRecord(ModelRecords.ByIdsName).WithName("SetServingPlan")
            .WithSummary("Sets coverage, adaptive levels, cache and announced ends.");
        return models;
    }

    private static Task<Results<Ok<ServingPlan>, StatusCodeHttpResult, Problem>> Get(
        ModelId id, HttpContext context, Caller caller, IGrainFactory grains) =>
        grains.ServingPlan(id.Key(caller.Workspace)).GetAsync().ToDocument(context, plan => plan.Revision);

    private static Task<Results<Ok<ServingPlan>, StatusCodeHttpResult, Problem>> SetTraffic(
        ModelId id, SetTrafficRequest request, IfMatch ifMatch, HttpContext context, Caller caller, IGrainFactory grains) =>
        grains.ServingPlan(id.Key(caller.Workspace)).SetTrafficAsync(request.ToPlan(), ifMatch.Revision)
            .ToDocument(context, plan => plan.Revision);

    private static Task<Results<Ok<ServingPlan>, StatusCodeHttpResult, Problem>> Halt(
        ModelId id, HaltTrafficRequest request, CommandKey command, HttpContext context, Caller caller, IGrainFactory grains) =>
        grains.ServingPlan(id.Key(caller.Workspace)).HaltAsync($"manual/{command.Digits}", request.Note)
            .ToDocument(context, plan => plan.Revision);

    private static Task<Results<Ok<ServingPlan>, StatusCodeHttpResult, Problem>> SetReferrals(
        ModelId id, SetReferralRuleRequest request, IfMatch ifMatch, HttpContext context, Caller caller, IGrainFactory grains) =>
        grains.ServingPlan(id.Key(caller.Workspace)).SetReferralsAsync(request.ToRule(), ifMatch.Revision)
            .ToDocument(context, plan => plan.Revision);

    private static Task<Results<Ok<ServingPlan>, StatusCodeHttpResult, Problem>> SetAnswers(
        ModelId id, SetAnswersRequest request, IfMatch ifMatch, HttpContext context, Caller caller, IGrainFactory grains) =>
        grains.ServingPlan(id.Key(caller.Workspace)).SetAnswersAsync(request.ToSettings(), ifMatch.Revision)
            .ToDocument(context, plan => plan.Revision);
}
