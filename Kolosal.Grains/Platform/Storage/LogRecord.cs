namespace Kolosal.Storage;

/// <summary>A record read back.</summary>
/// <param name="Position">Its number in the log, from 0.</param>
/// <param name="Payload">What was appended.</param>
public readonly record struct LogRecord(long Position, ReadOnlyMemory<byte> Payload);
