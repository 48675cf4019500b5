using System.Text.Json;
using Kolosal.Events;
using Kolosal.Notifications;

namespace Kolosal.Referrals;

/// <summary>A referral's id, and what is told of it. The row itself is never told: it may be personal data.</summary>
internal static class ReferralNews
{
    /// <summary>The id follows from the prediction's, so that one prediction is referred once.</summary>
    public static string IdOf(PredictionId prediction) => $"rfr_{prediction.ToString()["prd_".Length..]}";

    public static Refusal NotFound(string id) => Refusal.NotFound("referrals.not-found", $"There is no referral '{id}' in this workspace.");

    public static NotificationEvent Of(Referral referral, string word, DateTimeOffset now) => new(
        $"referral/{referral.Id}/{word}", $"referral.{word}", now, null, referral.Model, $"referrals/{referral.Id}",
        $"{referral.Id} {word}: a prediction of {referral.Model}", JsonSerializer.Serialize(new
        {
            referral.Id,
            referral.Status,
            referral.Model,
            referral.Version,
            referral.PredictionId,
            referral.Reasons,
            referral.Prediction,
            referral.DecideBy,
            referral.Decision,
            referral.DecisionReasons,
            referral.DecidedAt,
            Path = $"/api/review/referrals/{referral.Id}",
        }, WireJson.Options), []);
}
