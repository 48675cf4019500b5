using Kolosal.Storage.Files;

namespace Kolosal.Storage.Blobs;

/// <summary>A blob as one run of bytes, header and frames as <see cref="BlobSeal"/> draws them: a file, or an object of a store.</summary>
internal static class SealedFile
{
    /// <summary>Seals content into a new file and syncs it.</summary>
    public static async Task<BlobRef> WriteAsync(string path, string workspace, Stream content, IKeyRing keys, CancellationToken cancel)
    {
        await using var file = DurableFile.CreateNew(path);
        file.Position = BlobSeal.HeaderBytes;
        var (blob, header) = await BlobWriter.SealAsync(workspace, content, keys, (_, frame, stop) => file.WriteAsync(frame, stop), cancel);
        file.Position = 0;
        await file.WriteAsync(header, cancel);
        file.Flush(flushToDisk: true);
        return blob;
    }

    /// <summary>The plain view of a sealed stream, which goes with it; the stream is disposed of also when it does not open.</summary>
    /// <param name="stream">At its beginning.</param>
    /// <param name="length">Its bytes in all.</param>
    /// <param name="keys">Opens the header.</param>
    /// <param name="blob">What it must be.</param>
    /// <param name="cancel">Ends the reading of the header.</param>
    public static async Task<Stream> OpenAsync(Stream stream, long length, IKeyRing keys, BlobRef blob, CancellationToken cancel)
    {
        try
        {
            var header = new byte[BlobSeal.HeaderBytes];
            int read = await stream.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false, cancel);
            var seal = BlobSeal.Open(header.AsSpan(0, read), keys, blob.Workspace, blob.Sha256);
            if (length != BlobSeal.HeaderBytes + seal.Length + seal.Frames * BlobSeal.TagBytes)
            {
                seal.Dispose();
                throw new BlobCorruptException(blob.Sha256, $"it has {length} bytes, which is not what was written.");
            }

            return new BlobReadStream(
                seal, blob.Sha256, (_, buffer, stop) => stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, stop), stream);
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    /// <summary>A blob's place under the root of a store: <c>workspace/ab/abcd…</c>.</summary>
    /// <exception cref="ArgumentException">The reference names no blob.</exception>
    public static string NameOf(BlobRef blob)
    {
        WorkspaceName.Checked(blob.Workspace);
        if (blob.Sha256.Length != 64 || blob.Sha256.AsSpan().ContainsAnyExcept("0123456789abcdef"))
            throw new ArgumentException($"Need 64 lower-case hex digits as the blob's SHA-256, got '{blob.Sha256}'.", nameof(blob));
        return $"{blob.Workspace}/{blob.Sha256[..2]}/{blob.Sha256}";
    }
}
