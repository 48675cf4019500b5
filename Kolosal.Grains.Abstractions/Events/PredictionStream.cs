namespace Kolosal.Events;

/// <summary>The stream of served predictions, one per model (key <c>workspace/model</c>).</summary>
/// <remarks>
/// Delivered at least once and possibly never (memory streams lose their queue with the process), so a consumer keeps a cursor per
/// log in the same state write as its effect, drops what lies at or before the cursor, and reads the prediction log itself where
/// <see cref="PredictionsServed.Previous"/> is past its cursor.
/// </remarks>
public static class PredictionStream
{
    /// <summary>The stream provider of the product.</summary>
    public const string Provider = "kolosal";

    public const string Namespace = "predictions";
}

/// <summary>A run of consecutive served requests of one model, as they stand in one prediction log.</summary>
/// <param name="LogId">The log that holds them: a machine's own, or the one that silos share, where every model has positions of its own.</param>
/// <param name="Previous">Position of this model's last record before <paramref name="First"/> in that log; −1 when there is none.</param>
/// <param name="First">Position of the first record of this event.</param>
/// <param name="Last">Position of the last record; positions between that belong to other models are skipped.</param>
/// <param name="Requests">
/// The requests, in log order. Empty in an event that only says how far the log goes; then all three positions are that of the last record.
/// </param>
[GenerateSerializer, Immutable, Alias("kolosal.predictions-served")]
public sealed record PredictionsServed(string LogId, long Previous, long First, long Last, ImmutableArray<ServedRequest> Requests);

/// <summary>One answered (or failed) prediction request.</summary>
/// <param name="Position">Its ordinal number in the log.</param>
/// <param name="BatchId">Names the request; a row's prediction id is made of it and the row's number.</param>
/// <param name="Version">The model version that answered.</param>
/// <param name="At">When the request was answered.</param>
/// <param name="LatencyMilliseconds">From the request's arrival at the predictor to the scores.</param>
/// <param name="Error">Null when it was answered; otherwise the refusal's or fault's code.</param>
/// <param name="ClientFault">The caller caused the error (status 4xx); such requests do not count against availability.</param>
/// <param name="Rows">Rows asked for.</param>
/// <param name="Inputs">Row-major rows × input columns: numbers as they are, categories by index into the version's
/// category list, −1 for a category that training did not see, NaN for missing. Empty on an error.</param>
/// <param name="Outputs">Row-major rows × outputs: class probabilities, or the one predicted value. Empty on an error.</param>
/// <param name="Decisions">Per row the index of the predicted class; empty for regression and on an error.</param>
[GenerateSerializer, Immutable, Alias("kolosal.served-request")]
public sealed record ServedRequest(
    long Position, Guid BatchId, int Version, DateTimeOffset At, double LatencyMilliseconds, string? Error, bool ClientFault, int Rows,
    double[] Inputs, double[] Outputs, int[] Decisions);
