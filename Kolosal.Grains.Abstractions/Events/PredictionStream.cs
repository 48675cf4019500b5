namespace Kolosal.Events;

/// <summary>The stream that says of each model (key <c>workspace/model</c>) how far its log goes.</summary>
/// <remarks>
/// It carries positions, never rows: its messages are small whatever was predicted, and losing one loses nothing, since the next says more. A
/// consumer keeps a cursor per log in the same state write as its effect and reads the log from there.
/// </remarks>
public static class PredictionStream
{
    /// <summary>The stream provider of the product.</summary>
    public const string Provider = "kolosal";

    public const string Namespace = "predictions";
}

/// <summary>News of a model's log.</summary>
/// <param name="LogId">The log that holds its records: a machine's own, or the one that silos share, where every model has positions of its own.
/// </param>
/// <param name="Last">Position of its last durable record there.</param>
/// <param name="Trace">Trace context (W3C traceparent) of a request among the records told of, so that counting it shows in its trace; null when
/// none was traced.</param>
[GenerateSerializer, Immutable, Alias("kolosal.predictions-logged")]
public sealed record PredictionsLogged(string LogId, long Last, string? Trace = null);

/// <summary>Consecutive served requests of one model, as they stand in one prediction log.</summary>
/// <param name="LogId">The log.</param>
/// <param name="Previous">Position behind which was read: it holds every record of the model between that and <paramref name="Last"/>.</param>
/// <param name="First">Position of the first record.</param>
/// <param name="Last">Position of the last record; positions between that belong to other models, or whose records are lost, are skipped.</param>
/// <param name="Requests">The requests, in log order; none when all up to <paramref name="Last"/> are lost.</param>
[GenerateSerializer, Immutable, Alias("kolosal.predictions-served")]
public sealed record PredictionsServed(string LogId, long Previous, long First, long Last, ImmutableArray<ServedRequest> Requests);

/// <summary>One record of a model's log: an answered (or failed) prediction request, or outcomes that became known of earlier ones.</summary>
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
/// <param name="Outcomes">Null for a request. Otherwise the record says what really happened after earlier predictions of this
/// <paramref name="Version"/>: it has no rows, inputs, outputs or decisions of its own.</param>
/// <param name="Canary">The version answered in place of the champion; otherwise it is the one that was asked for.</param>
/// <param name="Referred">Per row why it goes to a person; null when none does.</param>
/// <param name="InputsSha256">SHA-256 of the inputs as they were before a person was erased from them, whose rows are missing values now; null when
/// nobody was. The audit chain seals this hash, so that proofs hold on.</param>
/// <param name="Purpose">What the caller declared to use the answers for; null when nothing was, and on an error. The audit chain does not seal it.
/// </param>
[GenerateSerializer, Immutable, Alias("kolosal.served-request")]
public sealed record ServedRequest(
    long Position, Guid BatchId, int Version, DateTimeOffset At, double LatencyMilliseconds, string? Error, bool ClientFault, int Rows,
    double[] Inputs, double[] Outputs, int[] Decisions, ImmutableArray<PredictionOutcome>? Outcomes = null, bool Canary = false,
    ReferralReasons[]? Referred = null, byte[]? InputsSha256 = null, string? Purpose = null);
