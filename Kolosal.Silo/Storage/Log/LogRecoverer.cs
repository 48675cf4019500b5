using Kolosal.Storage.Files;

namespace Kolosal.Storage.Log;

/// <summary>Puts a log's folder in order before the first append.</summary>
/// <remarks>
/// All segments but the last were finished before the last was begun; they are read when somebody asks for their records. The last is read
/// through: what follows its last sound record is a write that was cut off, never acknowledged, and dropped; what lies between sound records
/// is damage, which is told and left as it is. A byte that changed inside the very last batch cannot be told from a cut-off write and is
/// dropped, and reported, as one.
/// </remarks>
internal static class LogRecoverer
{
    public static (List<Segment> Segments, long End, LogRecovery Recovery) Recover(string folder, Action<LostRecords>? lost = null)
    {
        DurableFile.CreateFolder(folder);
        foreach (string left in Directory.EnumerateFiles(folder, $"*{SegmentRewrite.Incoming}")) File.Delete(left);
        var segments = Directory.EnumerateFiles(folder, $"*{Segment.Extension}")
            .Select(FirstPosition)
            .OfType<long>()
            .Select(first => Segment.At(folder, first))
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

        if (segments.Count == 0) segments = [Create(folder, 0)];
        else if (segments is [var only] && IsUnborn(only)) segments = [Create(folder, only.First)];

        var last = segments[^1];
        using var reader = new SegmentReader(last);
        if (!reader.HasSoundHeader()) lost?.Invoke(new(last.First, last.First, $"The header of segment {last.Name} was changed."));
        while (true)
        {
            if (reader.TryRead(long.MaxValue, out _)) continue;
            long offset = reader.Offset, failed = reader.Position;
            if (!reader.TryFindLaterBatch()) break;
            lost?.Invoke(new(failed, reader.Position, $"Segment {last.Name} is damaged at byte {offset}."));
        }

        long end = reader.Offset, position = reader.Position, torn = reader.FileLength - end;
        if (torn > 0)
        {
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

    /// <summary>Null for a file that is none of ours.</summary>
    private static long? FirstPosition(string path) =>
        long.TryParse(Path.GetFileNameWithoutExtension(path), out long first) && first >= 0 ? first : null;
}
