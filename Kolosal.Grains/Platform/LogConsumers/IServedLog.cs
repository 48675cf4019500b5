using Kolosal.Events;

namespace Kolosal.LogConsumers;

/// <summary>The prediction logs as consumers read them: decoded once a silo, however many read. Safe for any number of callers.</summary>
public interface IServedLog
{
    /// <summary>Requests of a model behind a position.</summary>
    /// <param name="logId">The log.</param>
    /// <param name="model">The model, <c>workspace/name</c>.</param>
    /// <param name="after">Position behind which to read; −1 for everything.</param>
    /// <returns>
    /// At least one request behind <paramref name="after"/> and none left out up to the last; there may be some before it, too. Null when no
    /// durable record of the model lies behind it.
    /// </returns>
    ValueTask<PredictionsServed?> ReadAsync(string logId, string model, long after);
}
