namespace Kolosal.Storage;

/// <summary>A stored blob is not what was written: changed, cut short, reordered, or sealed under another master key.</summary>
[GenerateSerializer, Alias("kolosal.blob-corrupt")]
public sealed class BlobCorruptException(string sha256, string reason)
    : Exception($"Blob {sha256} cannot be read: {reason} Restore it from a backup.")
{
    /// <summary>The blob's name, as far as it is known.</summary>
    [Id(0)]
    public string Sha256 { get; } = sha256;
}
