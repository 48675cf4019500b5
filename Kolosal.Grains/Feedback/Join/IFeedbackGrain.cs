using Kolosal.Events;

namespace Kolosal.Feedback;

/// <summary>Records outcomes of one model, each fact once. Key <c>workspace/model</c>; the only writer of outcomes to its log.</summary>
[Alias("kolosal.feedback.IFeedbackGrain")]
internal interface IFeedbackGrain : IGrainWithStringKey
{
    /// <summary>Appends those that are news to the prediction log; on return they are durable.</summary>
    /// <param name="outcomes">Joined with their predictions; of one row the last wins.</param>
    /// <returns>What became of each, in order. Refuses <c>feedback.catching-up</c> (503).</returns>
    [Alias("Record")]
    Task<Result<ImmutableArray<OutcomeVerdict>>> RecordAsync(ImmutableArray<JoinedOutcome> outcomes);
}

/// <summary>An outcome with the version that had predicted.</summary>
[GenerateSerializer, Immutable, Alias("kolosal.joined-outcome")]
internal sealed record JoinedOutcome(int Version, PredictionOutcome Outcome);

/// <param name="Status">Accepted, repeated, corrected, or not found when it is too old.</param>
/// <param name="Before">What was recorded before; null when nothing was.</param>
[GenerateSerializer, Immutable, Alias("kolosal.outcome-verdict")]
internal sealed record OutcomeVerdict(FeedbackStatus Status, double? Before);
