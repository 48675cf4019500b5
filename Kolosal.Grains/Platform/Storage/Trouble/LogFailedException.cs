namespace Kolosal.Storage;

/// <summary>A log could not be written. It takes no records until the disk does again, which it tries by itself.</summary>
[GenerateSerializer, Alias("kolosal.log-failed")]
public sealed class LogFailedException(string name, Exception cause)
    : Exception($"Log {name} takes no records: {cause.Message} It goes on by itself once the disk takes writes again.", cause)
{
    /// <summary>What is wrong with the disk.</summary>
    [Id(0)]
    public StorageTrouble Trouble { get; } = StorageTroubles.Of(cause);
}
