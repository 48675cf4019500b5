namespace Kolosal.Predictions;

/// <summary>A consumer of the prediction log that is behind and does not move.</summary>
/// <param name="Consumer">Which: <c>drift-monitor</c>.</param>
/// <param name="Model">Of which model, <c>workspace/name</c>.</param>
/// <param name="Counted">Position up to which it has counted; null when it does not answer.</param>
/// <param name="Last">Position of the model's last record.</param>
/// <param name="Since">When it was first found there.</param>
/// <param name="Reason">What it waits for, or why it does not answer.</param>
public sealed record StalledConsumer(string Consumer, string Model, long? Counted, long Last, DateTimeOffset Since, string Reason);
