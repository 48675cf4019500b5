namespace Kolosal.LogConsumers;

/// <summary>A place in a prediction log.</summary>
/// <param name="LogId">The log.</param>
/// <param name="Position">In it.</param>
public readonly record struct LogEnd(string LogId, long Position);
