using Kolosal.Events;

namespace Kolosal.Predictions;

/// <summary>Reads prediction logs for <see cref="IPredictionLogGrain"/>. Safe for any number of callers.</summary>
internal interface IPredictionLogReader
{
    /// <summary>True when this silo can read that log.</summary>
    bool Holds(string logId);

    /// <summary>As <see cref="IPredictionLogGrain.ReadAsync"/>.</summary>
    Task<PredictionsServed?> ReadAsync(string logId, string model, long after, int maxRequests);

    /// <summary>As <see cref="IPredictionLogGrain.LastAsync"/>.</summary>
    Task<long> LastAsync(string logId, string model);
}
