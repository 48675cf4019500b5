namespace Kolosal.Storage.Retention;

/// <summary>A finished segment.</summary>
/// <param name="Until">The first number behind it.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="WrittenAt">When its last record was written.</param>
internal readonly record struct FinishedSegment(long Until, long Bytes, DateTimeOffset WrittenAt);

/// <summary>Decides how much of a log may go.</summary>
internal static class RetentionPolicy
{
    /// <param name="finished">The finished segments, oldest first.</param>
    /// <param name="activeBytes">Bytes of the segment that is written.</param>
    /// <param name="passed">Every consumer has taken all smaller numbers.</param>
    /// <param name="oldest">Segments written before it are too old.</param>
    /// <param name="maximumBytes">Most that the log may take, where consumers allow.</param>
    /// <returns>Smaller numbers may go; 0 when none may.</returns>
    public static long Before(IReadOnlyList<FinishedSegment> finished, long activeBytes, long passed, DateTimeOffset oldest, long maximumBytes)
    {
        long bytes = activeBytes + finished.Sum(segment => segment.Bytes), before = 0;
        foreach (var segment in finished)
        {
            if (segment.Until > passed || (segment.WrittenAt >= oldest && bytes <= maximumBytes)) break;
            bytes -= segment.Bytes;
            before = segment.Until;
        }

        return before;
    }
}
