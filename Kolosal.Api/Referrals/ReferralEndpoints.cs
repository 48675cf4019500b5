using Kolosal.Http;
using Kolosal.Models;
using Kolosal.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kolosal.Referrals;

/// <summary>Predictions that a person decides (EU AI Act Art. 14, GDPR Art. 22(3)).</summary>
internal static class ReferralEndpoints
{
    private const int MostDays = 366;

    private static readonly PathRecord Record = PathRecord.Of("id", CatalogueKinds.Referral, id =>
        Refusal.NotFound("referrals.not-found", $"There is no referral '{id}' in this workspace."));

    public static RouteGroupBuilder MapReferrals(this IEndpointRouteBuilder routes)
    {
        var review = routes.MapGroup("/api/review/referrals").WithTags("Review");

        review.MapPost("", Refer).WithName("ReferPrediction").WithSummary("Asks that a person look at a prediction.");
        review.MapGet("", List).WithName("ListReferrals").WithSummary("Referrals by model, status, reason and time; without their rows.");
        review.MapGet("/levels", Levels).WithName("GetReviewLevels")
            .WithSummary("Override rate, share decided in time and time to decide, of all models or of model_id.");
        review.MapGet("/{id}", Get).OfRecord(Record).WithName("GetReferral").WithSummary("One referral with its row.");
        review.MapPost("/{id}/decision", Decide).OfRecord(Record).WithName("DecideReferral")
            .WithSummary("Upholds or overrides the prediction, with reasons; the decision becomes the prediction's outcome.");
        return review;
    }

    private static Task<Results<Created<Referral>, Problem>> Refer(ReferPredictionRequest request, Caller caller, IGrainFactory grains) =>
        grains.ReferralDesk(caller.Workspace).RequestAsync(new(request.PredictionId, request.Note, request.DecideWithinMinutes))
            .ToCreated(referral => $"/api/review/referrals/{referral.Id}");

    private static Task<Listing<Referral>> List(ListRequest list, Caller caller, ICatalogue catalogue, CancellationToken cancel) =>
        list.AnswerAsync<Referral>(catalogue, caller, CatalogueKinds.Referral, cancel);

    private static async Task<Results<Ok<ReferralLevels>, Problem>> Levels(
        Caller caller, IGrainFactory grains, string? model_id = null, int days = 30)
    {
        if (days is < 1 or > MostDays) return new Problem(400, "referrals.bad-days", $"Need days from 1 to {MostDays}, got {days}.");
        if (model_id is not null && !ModelId.IsName(model_id)) return new Problem(ModelId.NotFound(model_id));
        return TypedResults.Ok(await grains.ReferralDesk(caller.Workspace).LevelsAsync(model_id, days));
    }

    private static Task<Results<Ok<Referral>, StatusCodeHttpResult, Problem>> Get(
        string id, HttpContext context, Caller caller, IGrainFactory grains) =>
        grains.Referral(caller.Key(id)).GetAsync().ToDocument(context, referral => referral.Revision);

    private static Task<Results<Ok<Referral>, Problem>> Decide(
        string id, DecideReferralRequest request, Caller caller, IGrainFactory grains) =>
        grains.Referral(caller.Key(id)).DecideAsync(new(request.Verdict, request.Actual, request.Reasons)).ToHttp();
}
