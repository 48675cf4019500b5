using Kolosal.Access;
using Kolosal.Events;
using Orleans.Concurrency;

namespace Kolosal.Referrals;

/// <summary>One prediction that a person decides. Key <c>workspace/rfr_…</c>; the id follows from the prediction's.</summary>
[Alias("kolosal.referrals.IReferralGrain")]
public interface IReferralGrain : IGrainWithStringKey
{
    /// <summary>Opens it; opening it again changes nothing, whatever it has become.</summary>
    [Alias("Open")]
    Task<Referral> OpenAsync(ReferralOpening opening);

    /// <summary>The referral with the row it is about. Refuses <c>referrals.not-found</c>.</summary>
    [Alias("Get"), ReadOnly, RequiresPermission(Permission.ReviewRead)]
    Task<Result<Referral>> GetAsync();

    /// <summary>Decides it. The same decision by the same person again changes nothing.</summary>
    /// <remarks>
    /// Refuses <c>referrals.not-found</c>, <c>referrals.bad-decision</c> (422, errors by JSON path) and
    /// <c>workflow.transition-not-allowed</c> once it is decided or expired. What was decided is reported as the prediction's outcome, and told
    /// on the workspace's channels as <c>referral.decided</c>; both are repeated until they are taken.
    /// </remarks>
    [Alias("Decide"), RequiresPermission(Permission.ReviewDecide)]
    Task<Result<Referral>> DecideAsync(ReferralDecision decision);
}

/// <summary>Where a referral stands.</summary>
[GenerateSerializer, Alias("kolosal.referral-status")]
public enum ReferralStatus
{
    /// <summary>It waits for a person.</summary>
    Open,

    /// <summary>A person agreed with the prediction.</summary>
    Upheld,

    /// <summary>A person decided otherwise.</summary>
    Overridden,

    /// <summary>Nobody decided in time; the prediction stands unreviewed.</summary>
    Expired,
}

/// <summary>What a referral is made from.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Version">The version that predicted.</param>
/// <param name="PredictionId">The prediction.</param>
/// <param name="PredictedAt">When it was answered.</param>
/// <param name="Reasons">Why it goes to a person.</param>
/// <param name="Prediction">The class, or the number as JSON writes it.</param>
/// <param name="Confidence">Probability of the class; null for regression.</param>
/// <param name="Classes">What may be decided; empty for regression.</param>
/// <param name="Inputs">The row by column, as the log keeps it; null for a missing value.</param>
/// <param name="DecideBy">When it expires.</param>
/// <param name="Note">What who asked for it said; null for one by the rule.</param>
[GenerateSerializer, Immutable, Alias("kolosal.referral-opening")]
public sealed record ReferralOpening(
    string Model, int Version, string PredictionId, DateTimeOffset PredictedAt, ReferralReasons Reasons, string Prediction, double? Confidence,
    ImmutableArray<string> Classes, ImmutableArray<ReferredValue> Inputs, DateTimeOffset DecideBy, string? Note = null);

/// <param name="Column">The column.</param>
/// <param name="Value">Its value as text; null for a missing one, and for a category that training did not see.</param>
[GenerateSerializer, Immutable, Alias("kolosal.referred-value")]
public sealed record ReferredValue(string Column, string? Value);

/// <summary>A person's decision.</summary>
/// <param name="Verdict"><see cref="ReferralStatus.Upheld"/> or <see cref="ReferralStatus.Overridden"/>.</param>
/// <param name="Actual">What holds instead: a class as in the training file, or a number; needed to override, and null to uphold.</param>
/// <param name="Reasons">Why, in words; 1 to 4,000 characters.</param>
[GenerateSerializer, Immutable, Alias("kolosal.referral-decision")]
public sealed record ReferralDecision(ReferralStatus Verdict, string? Actual, string Reasons);

/// <summary>A prediction that a person decides.</summary>
/// <param name="Id"><c>rfr_</c> and the prediction's digits.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Model">The model's name.</param>
/// <param name="Version">The version that predicted.</param>
/// <param name="PredictionId">The prediction.</param>
/// <param name="PredictedAt">When it was answered.</param>
/// <param name="Reasons">Why it goes to a person, in the rule's words.</param>
/// <param name="Prediction">The class, or the number as text.</param>
/// <param name="Confidence">Probability of the class; null for regression.</param>
/// <param name="DecideBy">When it expires.</param>
/// <param name="Note">What who asked for it said; null for one by the rule.</param>
/// <param name="DecidedBy">Subject who decided; null before.</param>
/// <param name="DecidedAt">When it was decided or expired; null before.</param>
/// <param name="Decision">What holds after the decision: the class, or the number as text; null before, and when it expired.</param>
/// <param name="DecisionReasons">Why, in the reviewer's words.</param>
/// <param name="SecondsToDecide">From its opening to the decision; null before, and when it expired.</param>
/// <param name="Classes">What may be decided; empty for regression.</param>
/// <param name="Inputs">The row; empty in lists.</param>
/// <param name="CreatedAt">When it was opened.</param>
/// <param name="Revision">Counts changes; the entity tag.</param>
[GenerateSerializer, Immutable, Alias("kolosal.referral")]
public sealed record Referral(
    string Id, ReferralStatus Status, string Model, int Version, string PredictionId, DateTimeOffset PredictedAt, ImmutableArray<string> Reasons,
    string Prediction, double? Confidence, DateTimeOffset DecideBy, string? Note, string? DecidedBy, DateTimeOffset? DecidedAt, string? Decision,
    string? DecisionReasons, double? SecondsToDecide, ImmutableArray<string> Classes, ImmutableArray<ReferredValue> Inputs,
    DateTimeOffset CreatedAt, long Revision);

public static class ReferralGrains
{
    public static IReferralGrain Referral(this IGrainFactory grains, ResourceKey key) => grains.GetGrain<IReferralGrain>(key.ToString());

    public static IReferralDeskGrain ReferralDesk(this IGrainFactory grains, string workspace) =>
        grains.GetGrain<IReferralDeskGrain>($"{workspace}/referrals");
}
