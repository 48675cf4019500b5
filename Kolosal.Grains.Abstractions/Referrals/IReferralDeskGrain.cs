using Kolosal.Access;
using Orleans.Concurrency;

namespace Kolosal.Referrals;

/// <summary>Takes wishes that a person look at a prediction (GDPR Art. 22(3)). Key <c>workspace/referrals</c>; keeps nothing itself.</summary>
[Alias("kolosal.referrals.IReferralDeskGrain")]
public interface IReferralDeskGrain : IGrainWithStringKey
{
    /// <summary>Refers a prediction, whatever the model's rule says of it; one that is referred already is answered as it stands.</summary>
    /// <remarks>
    /// Refuses <c>referrals.bad-request</c> (422), <c>referrals.no-such-prediction</c> (404), also for one of another workspace, and
    /// <c>referrals.catching-up</c> (503) while the log cannot be read.
    /// </remarks>
    [Alias("Request"), RequiresPermission(Permission.PredictServe)]
    Task<Result<Referral>> RequestAsync(ReferralRequest request);

    /// <summary>How well people do what is referred to them: the service levels of oversight.</summary>
    /// <param name="model">A model's name; null for all of the workspace.</param>
    /// <param name="days">Referrals opened in so many days, 1 to 366.</param>
    [Alias("Levels"), ReadOnly, RequiresPermission(Permission.ReviewRead)]
    Task<ReferralLevels> LevelsAsync(string? model, int days);
}

/// <summary>A wish that a person look at a prediction.</summary>
/// <param name="PredictionId">As the prediction's answer named it.</param>
/// <param name="Note">Why; 1 to 4,000 characters.</param>
/// <param name="DecideWithinMinutes">Time in which a person decides; null for the model's rule, or a day. 1 to 129,600.</param>
[GenerateSerializer, Immutable, Alias("kolosal.referral-request")]
public sealed record ReferralRequest(string PredictionId, string Note, int? DecideWithinMinutes = null);

/// <summary>How well people do what is referred to them.</summary>
/// <param name="Model">The model's name; null for all.</param>
/// <param name="Since">Referrals opened from then on are counted.</param>
/// <param name="Complete">All of them; false when there are more than 10,000 and only the newest were counted.</param>
/// <param name="Open">Waiting.</param>
/// <param name="Upheld">Decided as the model did.</param>
/// <param name="Overridden">Decided otherwise.</param>
/// <param name="Expired">Not decided in time.</param>
/// <param name="OverrideRate">Overridden of all decided; null without any.</param>
/// <param name="InTimeShare">Decided of all that are over; null without any.</param>
/// <param name="MedianSecondsToDecide">Half were decided sooner; null without any.</param>
/// <param name="P95SecondsToDecide">Nineteen of twenty were decided sooner; null without any.</param>
[GenerateSerializer, Immutable, Alias("kolosal.referral-levels")]
public sealed record ReferralLevels(
    string? Model, DateTimeOffset Since, bool Complete, int Open, int Upheld, int Overridden, int Expired, double? OverrideRate,
    double? InTimeShare, double? MedianSecondsToDecide, double? P95SecondsToDecide);
