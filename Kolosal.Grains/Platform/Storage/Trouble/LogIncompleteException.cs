namespace Kolosal.Storage;

/// <summary>A record that was acknowledged has been removed from its log.</summary>
[GenerateSerializer, Alias("kolosal.log-incomplete")]
public sealed class LogIncompleteException(string log, long position)
    : Exception($"Log {log} has lost record {position}. Restore it from a backup.")
{
    [Id(0)]
    public string Log { get; } = log;

    /// <summary>Number of the first record that is missing.</summary>
    [Id(1)]
    public long Position { get; } = position;
}
