namespace Kolosal.Storage;

/// <summary>Whole blobs, for those to whom a damaged one is as good as none.</summary>
public static class BlobReading
{
    /// <summary>The stored bytes; null when they are not there or fail their authentication.</summary>
    public static async Task<byte[]?> ReadWholeAsync(this IBlobStore blobs, BlobRef blob, CancellationToken cancel)
    {
        using var content = new MemoryStream();
        return await blobs.CopyWholeAsync(blob, content, cancel) ? content.ToArray() : null;
    }

    /// <summary>Whether the blob is there and every byte of it passes its authentication: all of it is read.</summary>
    public static Task<bool> IsWholeAsync(this IBlobStore blobs, BlobRef blob, CancellationToken cancel) =>
        blobs.CopyWholeAsync(blob, Stream.Null, cancel);

    private static async Task<bool> CopyWholeAsync(this IBlobStore blobs, BlobRef blob, Stream to, CancellationToken cancel)
    {
        try
        {
            await using var stored = await blobs.OpenAsync(blob, cancel);
            if (stored is null) return false;
            await stored.CopyToAsync(to, cancel);
            return true;
        }
        catch (BlobCorruptException)
        {
            return false;
        }
    }
}
