namespace Kolosal.Storage;

/// <summary>A log could not be written. After a failed fsync nobody knows what the disk
/// holds, so the log stays shut until it is opened again.</summary>
[GenerateSerializer, Alias("kolosal.log-failed")]
public sealed class LogFailedException(string name, Exception cause)
    : Exception($"Log {name} takes no more records: {cause.Message} Free space or repair the disk, then restart.", cause);
