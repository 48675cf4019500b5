using Kolosal.Storage.Files;

namespace Kolosal.Storage.Log;

/// <summary>Puts a log's folder in order before the first append.</summary>
/// <remarks>
/// All segments but the last were finished before the last was begun; they are read when somebody asks for their records, and the
/// first positions of neighbours must then agree. The last is read through: what follows its last sound record is either a write that
/// was cut off, never acknowledged, and dropped; or damage, and refused. A byte that changed inside the very last batch cannot be told
/// from a cut-off write and is dropped, and reported, as one.
/// </remarks>
internal static class LogRecoverer
{
    public static (List<Segment> Segments, long End, LogRecovery Recovery) Recover(string folder)
    {
        DurableFile.CreateFolder(folder);
        var segments = Directory.EnumerateFiles(folder, $"*{Segment.Extension}")
            .Select(path => Segment.At(folder, FirstPosition(path)))
            .OrderBy(segment => segment.First)
            .ToList();

        long dropped = 0;
        if (segments.Count > 1 && IsUnborn(segments[^1]))
        {
            // Killed between the making of the file and the first fsync of its header: nothing was ever in it.
            dropped = new FileInfo(segments[^1].Path).Length;
            File.Delete(segments[^1].Path);
            segments.RemoveAt(segments.Count - 1);
        }

        if (segments.Count == 0 || (segments is [{ First: 0 } only] && IsUnborn(only)))
        {
            segments = [Create(folder, 0)];
        }
        else if (segments[0].First != 0)
        {
            throw segments[0].Corrupt(0, "the segments before it are missing.");
        }

        var last = segments[^1];
        using var reader = new SegmentReader(last);
        if (!reader.HasSoundHeader()) throw last.Corrupt(0, "its header was changed.");
        while (reader.TryRead(long.MaxValue, out _))
        {
        }

        long end = reader.Offset, position = reader.Position, torn = reader.FileLength - end;
        if (torn > 0)
        {
            if (reader.LaterBatchFollows()) throw last.Corrupt(end, $"record {position} is not what was written.");
            using var file = File.OpenHandle(last.Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            RandomAccess.SetLength(file, end);
            RandomAccess.FlushToDisk(file);
        }

        return (segments, end, new LogRecovery(position, torn + dropped, last.Name));
    }

    /// <summary>A new segment file with its header, durable under its name.</summary>
    public static Segment Create(string folder, long first)
    {
        var segment = Segment.At(folder, first);
        File.Delete(segment.Path);
        using (var file = DurableFile.CreateNew(segment.Path))
        {
            file.Write(RecordFrame.SegmentHeader(first));
            file.Flush(flushToDisk: true);
        }

        DurableFile.SyncFolder(folder);
        return segment;
    }

    private static bool IsUnborn(Segment segment)
    {
        using var reader = new SegmentReader(segment);
        return reader.FileLength <= RecordFrame.SegmentHeaderBytes && !reader.HasSoundHeader();
    }

    private static long FirstPosition(string path) =>
        long.TryParse(Path.GetFileNameWithoutExtension(path), out long first) && first >= 0
            ? first
            : throw new LogCorruptException(Path.GetFileName(path), 0, "its name is not that of a segment.");
}
