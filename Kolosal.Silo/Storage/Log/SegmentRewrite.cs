using Kolosal.Storage.Files;

namespace Kolosal.Storage.Log;

/// <summary>Replaces the content of records of a segment that is not written any more.</summary>
/// <remarks>
/// The segment is copied, changed and put in its own place by one rename: a crash leaves the old one or the new one whole. Every frame keeps its
/// place and length, so that what is known of the segment holds, and whoever reads the old file meanwhile reads on undisturbed.
/// </remarks>
internal static class SegmentRewrite
{
    /// <summary>Ending of the copy that is being changed; one that is found at start was left by a crash.</summary>
    public const string Incoming = ".rewriting";

    /// <param name="segment">A finished one.</param>
    /// <param name="rewrite">Answers the new content, no longer than the old, or null to leave it.</param>
    /// <returns>How many records were replaced.</returns>
    public static int Run(Segment segment, Func<ReadOnlyMemory<byte>, byte[]?> rewrite)
    {
        if (!File.Exists(segment.Path)) return 0;
        var replaced = Find(segment, rewrite);
        if (replaced.Count == 0) return 0;
        string incoming = segment.Path + Incoming;
        File.Copy(segment.Path, incoming, overwrite: true);
        using (var file = File.OpenHandle(incoming, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            foreach (var (offset, frame) in replaced) RandomAccess.Write(file, frame, offset);
            RandomAccess.FlushToDisk(file);
        }

        // Retention goes by when the segment was last written to.
        File.SetLastWriteTimeUtc(incoming, File.GetLastWriteTimeUtc(segment.Path));
        File.Move(incoming, segment.Path, overwrite: true);
        DurableFile.SyncFolder(Path.GetDirectoryName(segment.Path)!);
        return replaced.Count;
    }

    private static List<(long Offset, byte[] Frame)> Find(Segment segment, Func<ReadOnlyMemory<byte>, byte[]?> rewrite)
    {
        var replaced = new List<(long Offset, byte[] Frame)>();
        var header = new byte[RecordFrame.HeaderBytes];
        using var reader = new SegmentReader(segment);
        using var file = segment.OpenForReading();
        while (true)
        {
            long offset = reader.Offset, position = reader.Position;
            if (!reader.TryRead(long.MaxValue, out var payload))
            {
                if (!reader.TryFindSound(long.MaxValue)) return replaced;
                continue;
            }

            if (rewrite(payload) is not { } left) continue;
            if (left.Length > payload.Length)
                throw new ArgumentException(
                    $"Need at most {payload.Length} bytes in place of record {position}, got {left.Length}.", nameof(rewrite));
            RandomAccess.Read(file, header, offset);
            var frame = new byte[RecordFrame.HeaderBytes + payload.Length];
            left.CopyTo(frame, RecordFrame.HeaderBytes);
            RecordFrame.Write(frame, frame.AsSpan(RecordFrame.HeaderBytes).ToArray(), position, RecordFrame.IndexInBatch(header));
            RecordFrame.Sign(frame);
            replaced.Add((offset, frame));
        }
    }
}
