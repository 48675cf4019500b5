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
