using Kolosal.Access;

namespace Kolosal.Feedback;

/// <summary>Takes what really happened after predictions of a workspace's models. Key <c>workspace/feedback</c>; many hands, no truth of its own.
/// </summary>
[Alias("kolosal.feedback.IFeedbackDeskGrain")]
public interface IFeedbackDeskGrain : IGrainWithStringKey
{
    /// <summary>Joins outcomes with their predictions and records them; what was acknowledged is durable.</summary>
    /// <remarks>
    /// Idempotent by content: a fact that is recorded already adds nothing. A later report of another value corrects the earlier, which stays on
    /// record. Refuses <c>feedback.empty</c> and <c>feedback.bad-outcomes</c> (422, errors by JSON path; then nothing is recorded),
    /// <c>feedback.too-large</c> (413) and <c>feedback.catching-up</c> (503).
    /// </remarks>
    [Alias("Report"), RequiresPermission(Permission.PredictServe)]
    Task<Result<FeedbackReceipt>> ReportAsync(FeedbackReport report);
}

/// <summary>Outcomes of predictions.</summary>
/// <param name="Model">The one model that they may be of; null for any of the workspace's.</param>
/// <param name="Outcomes">In the order in which they count: of one prediction the last wins.</param>
[GenerateSerializer, Immutable, Alias("kolosal.feedback-report")]
public sealed record FeedbackReport(string? Model, ImmutableArray<ReportedOutcome> Outcomes);

/// <summary>What really happened after one prediction, as it was reported.</summary>
/// <param name="PredictionId">As the prediction's answer named it.</param>
/// <param name="Actual">A class label exactly as in the training file, or a finite number as JSON writes it.</param>
[GenerateSerializer, Immutable, Alias("kolosal.reported-outcome")]
public sealed record ReportedOutcome(string PredictionId, string Actual);

/// <summary>What became of reported outcomes; the counts add up to the report's.</summary>
/// <param name="Accepted">First outcomes of their predictions; recorded.</param>
/// <param name="Repeated">Recorded before with the same value; nothing was added.</param>
/// <param name="Corrected">Recorded before with another value; the new one is recorded as its correction.</param>
/// <param name="NotFound">No such prediction is in the workspace's log (or not of the model named), or it is too old.</param>
/// <param name="Waiting">The prediction was made just now and its record is on the way; looked for again by itself for a minute.</param>
/// <param name="Examples">The first few rows that were not simply accepted, with the reason.</param>
[GenerateSerializer, Immutable, Alias("kolosal.feedback-receipt")]
public sealed record FeedbackReceipt(
    int Accepted, int Repeated, int Corrected, int NotFound, int Waiting, ImmutableArray<FeedbackExample> Examples);

/// <param name="PredictionId">The row.</param>
/// <param name="Status">What became of it.</param>
/// <param name="Reason">Why, in words.</param>
[GenerateSerializer, Immutable, Alias("kolosal.feedback-example")]
public sealed record FeedbackExample(string PredictionId, FeedbackStatus Status, string Reason);

/// <summary>What became of one reported outcome.</summary>
[GenerateSerializer, Alias("kolosal.feedback-status")]
public enum FeedbackStatus { Accepted, Repeated, Corrected, NotFound, Waiting }

public static class FeedbackGrains
{
    public static IFeedbackDeskGrain FeedbackDesk(this IGrainFactory grains, string workspace) =>
        grains.GetGrain<IFeedbackDeskGrain>($"{workspace}/feedback");
}
