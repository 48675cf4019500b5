using System.Security.Cryptography;

namespace Kolosal.Storage.Blobs;

/// <summary>Reads content once, and hands out its sealed frames in order; memory stays at a few frames whatever the length.</summary>
internal static class BlobWriter
{
    /// <summary>Receives the frame of an index; the memory is reused afterwards.</summary>
    public delegate ValueTask FrameSink(long index, ReadOnlyMemory<byte> sealedFrame, CancellationToken cancel);

    /// <returns>The reference of what was read, and the header that opens its frames.</returns>
    public static async Task<(BlobRef Blob, byte[] Header)> SealAsync(
        string workspace, Stream content, IKeyRing keys, FrameSink sink, CancellationToken cancel)
    {
        using var seal = BlobSeal.CreateNew();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] current = new byte[BlobSeal.FrameBytes], next = new byte[BlobSeal.FrameBytes];
        var sealedFrame = new byte[BlobSeal.FrameBytes + BlobSeal.TagBytes];
        long length = 0, index = 0;

        int filled = await content.ReadAtLeastAsync(current, current.Length, throwOnEndOfStream: false, cancel);
        while (true)
        {
            // One frame ahead, because a frame must know whether it is the last.
            int ahead = filled < current.Length ? 0 : await content.ReadAtLeastAsync(next, next.Length, throwOnEndOfStream: false, cancel);
            hash.AppendData(current, 0, filled);
            length += filled;
            int size = seal.Close(current.AsSpan(0, filled), index, last: ahead == 0, sealedFrame);
            await sink(index++, sealedFrame.AsMemory(0, size), cancel);
            if (ahead == 0) break;
            (current, next, filled) = (next, current, ahead);
        }

        var blob = new BlobRef(workspace, Convert.ToHexStringLower(hash.GetHashAndReset()), length);
        return (blob, seal.Header(keys, workspace, blob.Sha256, length));
    }
}
