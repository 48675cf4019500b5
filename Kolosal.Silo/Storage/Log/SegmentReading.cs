using System.Runtime.CompilerServices;

namespace Kolosal.Storage.Log;

/// <summary>Reads a log over its segments, of which the last may grow and the first may be removed meanwhile.</summary>
/// <remarks>A function answers the segment that holds a position, and the end of its durable records: where its neighbour begins.</remarks>
internal static class SegmentReading
{
    /// <summary>Ends with an exception at the first record that is damaged or gone.</summary>
    public static async IAsyncEnumerable<LogRecord> StrictlyAsync(
        string name, Func<long, (Segment Segment, long Until)> segmentOf, long fromPosition, [EnumeratorCancellation] CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(fromPosition);
        await Task.CompletedTask;
        long position = fromPosition;
        while (segmentOf(position) is var (segment, until) && position < until)
        {
            if (position < segment.First || !File.Exists(segment.Path)) throw new LogIncompleteException(name, position);
            using var reader = new SegmentReader(segment);
            if (!reader.HasSoundHeader()) throw segment.Corrupt(0, "its header was changed.");
            bool reached = position == segment.First || reader.TrySeek(position);
            for (; position < until; position++)
            {
                cancel.ThrowIfCancellationRequested();
                ReadOnlyMemory<byte> payload = default;
                if (!reached || !reader.TryRead(long.MaxValue, out payload))
                {
                    if (reader.IsAtEnd) throw new LogIncompleteException(name, position);
                    throw segment.Corrupt(reader.Offset, $"record {position} is not what was written.");
                }

                yield return new LogRecord(position, payload.ToArray());
            }
        }
    }

    /// <summary>Hands out a record with an empty payload for each that is damaged or gone, and tells of the damage.</summary>
    public static async IAsyncEnumerable<LogRecord> SoundAsync(
        Func<long, (Segment Segment, long Until)> segmentOf, Action<LostRecords>? lost, long fromPosition,
        [EnumeratorCancellation] CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(fromPosition);
        await Task.CompletedTask;
        long position = fromPosition;
        while (segmentOf(position) is var (segment, until) && position < until)
        {
            // Segments before the first one were removed as retention wants it, and nothing is to be said of them.
            for (; position < Math.Min(segment.First, until); position++) yield return new LogRecord(position, default);
            using var reader = File.Exists(segment.Path) ? new SegmentReader(segment) : null;
            reader?.GoTowards(position);
            while (position < until)
            {
                cancel.ThrowIfCancellationRequested();
                if (reader is not null && reader.TryRead(long.MaxValue, out var payload))
                {
                    if (reader.Position <= position) continue;
                    yield return new LogRecord(position++, payload.ToArray());
                    continue;
                }

                long missing = reader?.Position ?? segment.First, offset = reader?.Offset ?? 0;
                long found = reader is not null && reader.TryFindSound(until) ? reader.Position : until;
                lost?.Invoke(new(missing, found, reader is null ? $"Segment {segment.Name} is missing."
                    : $"Segment {segment.Name} is damaged at byte {offset}."));
                for (; position < found; position++) yield return new LogRecord(position, default);
            }
        }
    }
}
