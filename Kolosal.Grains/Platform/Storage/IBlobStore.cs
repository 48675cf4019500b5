namespace Kolosal.Storage;

/// <summary>
/// Blobs per workspace, addressed by the SHA-256 of their plain content, encrypted at rest under a key of their own.
/// Safe for any number of callers.
/// </summary>
public interface IBlobStore
{
    /// <summary>Stores what the stream still holds. Durable on return; storing the same content again answers the same reference.</summary>
    Task<BlobRef> PutAsync(string workspace, Stream content, CancellationToken cancel);

    /// <summary>Stores the content of a file, which stays where it is.</summary>
    Task<BlobRef> PutFileAsync(string workspace, string path, CancellationToken cancel);

    /// <summary>
    /// The plain content, decrypted while it is read, or null when there is no such blob. The stream is forward-only, and
    /// throws <see cref="BlobCorruptException"/> before it hands out a byte whose authentication tag does not match.
    /// </summary>
    Task<Stream?> OpenAsync(BlobRef blob, CancellationToken cancel);

    /// <summary>Removes the blob and its key; false when there was none.</summary>
    Task<bool> DeleteAsync(BlobRef blob, CancellationToken cancel);
}
