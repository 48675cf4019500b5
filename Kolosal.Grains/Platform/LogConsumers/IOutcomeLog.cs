using Kolosal.Events;

namespace Kolosal.LogConsumers;

/// <summary>The prediction logs as feedback uses them: finds predicted rows by their ids and appends what really happened after them. Safe for any
/// number of callers.</summary>
public interface IOutcomeLog
{
    /// <summary>Looks predicted rows up, however long ago they were answered, as long as the log keeps their requests.</summary>
    /// <param name="workspace">Whose models'; rows of others are not found.</param>
    /// <param name="ids">Which rows.</param>
    /// <param name="cancel">Looked at between parts of the log.</param>
    /// <returns>What was found; what is not yet durable is not.</returns>
    Task<FoundRows> FindAsync(string workspace, IReadOnlyCollection<PredictionId> ids, CancellationToken cancel);

    /// <summary>Appends outcomes to the log of their model; on return they are durable.</summary>
    /// <param name="model">The model, <c>workspace/name</c>.</param>
    /// <param name="record">With outcomes; its position is not looked at.</param>
    Task<LogEnd> AppendAsync(string model, ServedRequest record);

    /// <summary>How far the log to which outcomes are appended goes; waits until readers see that far.</summary>
    /// <param name="model">The model, <c>workspace/name</c>.</param>
    /// <param name="cancel">Ends the waiting.</param>
    /// <returns>Of its last durable record; position −1 when it has none.</returns>
    Task<LogEnd> EndAsync(string model, CancellationToken cancel);
}

/// <summary>What a look-up found.</summary>
/// <param name="Rows">The rows, in no particular order.</param>
/// <param name="Requests">The requests that are in the log, also where the row looked for is not one of theirs, or they failed.</param>
public sealed record FoundRows(ImmutableArray<PredictedRow> Rows, ImmutableHashSet<Guid> Requests);

/// <summary>A place in a prediction log.</summary>
/// <param name="LogId">The log.</param>
/// <param name="Position">In it.</param>
public readonly record struct LogEnd(string LogId, long Position);

/// <summary>One row that was predicted, as it stands in the log.</summary>
/// <param name="Model">The model, <c>workspace/name</c>.</param>
/// <param name="Version">The version that answered.</param>
/// <param name="Id">Names it.</param>
/// <param name="At">When it was answered.</param>
/// <param name="Inputs">Its inputs, as in <see cref="ServedRequest.Inputs"/>.</param>
/// <param name="Outputs">Class probabilities, or the one predicted value.</param>
/// <param name="Decision">Index of the predicted class; −1 for regression.</param>
public sealed record PredictedRow(
    string Model, int Version, PredictionId Id, DateTimeOffset At, double[] Inputs, double[] Outputs, int Decision);
