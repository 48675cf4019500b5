namespace Kolosal.Storage;

/// <summary>A log holds something that was never appended to it.</summary>
[GenerateSerializer, Alias("kolosal.log-corrupt")]
public sealed class LogCorruptException(string segment, long offset, string reason)
    : Exception($"Log segment {segment} is damaged at byte {offset}: {reason} Restore the segment from a backup.")
{
    /// <summary>File name of the segment.</summary>
    [Id(0)]
    public string Segment { get; } = segment;

    /// <summary>Where in the file the damaged record begins.</summary>
    [Id(1)]
    public long Offset { get; } = offset;
}
