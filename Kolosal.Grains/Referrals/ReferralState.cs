using Kolosal.Events;

namespace Kolosal.Referrals;

/// <summary>One referral's life. Written before anything is acknowledged; what is owed to others is written with it and repeated until it is paid.
/// </summary>
[GenerateSerializer, Alias("kolosal.referral-state")]
internal sealed class ReferralState : RecordState
{
    private static readonly (ReferralReasons Reason, string Word)[] Words = [.. Enum.GetValues<ReferralReasons>()
        .Where(reason => reason != ReferralReasons.None).Select(reason => (reason, WireJson.Word(reason)))];

    [Id(0)] public ReferralOpening? Opening { get; set; }

    [Id(1)] public ReferralStatus Status { get; set; }

    [Id(2)] public string? DecidedBy { get; set; }

    [Id(3)] public DateTimeOffset? DecidedAt { get; set; }

    /// <summary>What holds after the decision.</summary>
    [Id(4)] public string? Decision { get; set; }

    [Id(5)] public string? DecisionReasons { get; set; }

    /// <summary>What is to be told on the channels, oldest first: <c>opened</c>, <c>decided</c>, <c>expired</c>.</summary>
    [Id(6)] public List<string> OwedNews { get; set; } = [];

    /// <summary>The decision is to be reported as the prediction's outcome.</summary>
    [Id(7)] public bool OwesOutcome { get; set; }

    /// <summary>Why the decision is no outcome; null while it is, or may become, one.</summary>
    [Id(8)] public string? NoOutcome { get; set; }

    public bool IsOpen => Exists && Status == ReferralStatus.Open;

    public bool OwesAnything => OwesOutcome || OwedNews.Count > 0;

    public static ImmutableArray<string> Say(ReferralReasons reasons) =>
        [.. Words.Where(known => reasons.HasFlag(known.Reason)).Select(known => known.Word)];

    public void Open(ReferralOpening opening)
    {
        (Opening, Status) = (opening, ReferralStatus.Open);
        OwedNews.Add("opened");
    }

    public void Decide(ReferralDecision decision, string by, DateTimeOffset at)
    {
        (Status, DecidedBy, DecidedAt) = (decision.Verdict, by, at);
        (Decision, DecisionReasons, OwesOutcome) = (decision.Actual ?? Opening!.Prediction, decision.Reasons, true);
        OwedNews.Add("decided");
    }

    public void Expire(DateTimeOffset at)
    {
        (Status, DecidedAt) = (ReferralStatus.Expired, at);
        DecisionReasons = "Nobody decided in time; the prediction stands unreviewed.";
        OwedNews.Add("expired");
    }

    public Referral Read(string id)
    {
        var opening = Opening!;
        return new(
            id, Status, opening.Model, opening.Version, opening.PredictionId, opening.PredictedAt, Say(opening.Reasons), opening.Prediction,
            opening.Confidence, opening.DecideBy, opening.Note, DecidedBy, DecidedAt, Decision, DecisionReasons,
            DecidedBy is null ? null : (DecidedAt - CreatedAt)?.TotalSeconds, opening.Classes, opening.Inputs, CreatedAt, Revision);
    }
}
