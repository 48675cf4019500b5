namespace Kolosal.Storage;

/// <summary>An upload went past the largest size that was allowed for it.</summary>
[GenerateSerializer, Alias("kolosal.upload-too-large")]
public sealed class UploadTooLargeException(long maximumBytes)
    : Exception($"The upload is larger than the allowed {maximumBytes} bytes. Send less, or raise the limit in the configuration.")
{
    /// <summary>The limit that was passed.</summary>
    [Id(0)]
    public long MaximumBytes { get; } = maximumBytes;
}
