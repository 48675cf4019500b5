using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Kolosal.Storage.Log;

/// <summary>Reads the frames of one segment in order and checks each. Not for two threads at once.</summary>
internal sealed class SegmentReader : IDisposable
{
    private const int BufferBytes = 256 << 10;
    private readonly Segment segment;
    private readonly SafeFileHandle file;
    private byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
    private long bufferOffset, offset;
    private int filled;

    public SegmentReader(Segment segment)
    {
        this.segment = segment;
        file = segment.OpenForReading();
        Position = segment.First;
        offset = RecordFrame.SegmentHeaderBytes;
    }

    /// <summary>Position of the record that <see cref="TryRead"/> reads next.</summary>
    public long Position { get; private set; }

    /// <summary>Where that record begins.</summary>
    public long Offset => offset;

    /// <summary>Bytes of the file now.</summary>
    public long FileLength => RandomAccess.GetLength(file);

    public bool HasSoundHeader()
    {
        Span<byte> header = stackalloc byte[RecordFrame.SegmentHeaderBytes];
        return RandomAccess.Read(file, header, 0) == header.Length && RecordFrame.IsSegmentHeader(header, segment.First);
    }

    /// <summary>True when the file ends where the next record should begin: it was cut off there, or nothing was written.</summary>
    public bool IsAtEnd => offset >= FileLength;

    /// <summary>Goes to a record, over damage that lies before it.</summary>
    /// <returns>False when the record is not there.</returns>
    public bool TrySeek(long position)
    {
        GoTowards(position);
        while (Position < position && (TryRead(long.MaxValue, out _) || TryFindSound(position + 1)))
        {
        }

        return Position == position;
    }

    /// <summary>Goes to the last known place at or before a record.</summary>
    public void GoTowards(long position) => (Position, offset) = segment.Index.Before(position, segment.First);

    /// <summary>The next record's payload, valid until the next call; false at the end or when what lies there is no sound record.</summary>
    public bool TryRead(long end, out ReadOnlyMemory<byte> payload)
    {
        payload = default;
        if (end - offset < RecordFrame.HeaderBytes || !Fill(offset, RecordFrame.HeaderBytes)) return false;

        int length = RecordFrame.Length(At(offset));
        int size = RecordFrame.HeaderBytes + length;
        if (!RecordFrame.IsPlausibleLength(length) || end - offset < size || !Fill(offset, size)) return false;

        var frame = At(offset)[..size];
        if (!RecordFrame.IsSound(frame) || RecordFrame.Position(frame) != Position) return false;

        payload = buffer.AsMemory((int)(offset - bufferOffset) + RecordFrame.HeaderBytes, length);
        segment.Index.Note(Position, offset);
        Position++;
        offset += size;
        return true;
    }

    /// <summary>
    /// After <see cref="TryRead"/> failed: goes to the next sound record further on, if it belongs to a batch that was begun after the failed
    /// record had reached the disk, so that this is damage and not a write that was cut off.
    /// </summary>
    public bool TryFindLaterBatch() => TryFind(long.MaxValue, laterBatch: true);

    /// <summary>After <see cref="TryRead"/> failed: goes to the next sound record further on.</summary>
    /// <param name="until">The records wanted have smaller numbers.</param>
    public bool TryFindSound(long until) => TryFind(until, laterBatch: false);

    private bool TryFind(long until, bool laterBatch)
    {
        long end = FileLength;
        for (long at = offset + 1; end - at > RecordFrame.HeaderBytes; at++)
        {
            if (!Fill(at, RecordFrame.HeaderBytes)) return false;

            var header = At(at);
            int length = RecordFrame.Length(header);
            long size = RecordFrame.HeaderBytes + (long)length, position = RecordFrame.Position(header);
            if (!RecordFrame.IsPlausibleLength(length) || end - at < size) continue;
            if (position <= Position || position >= until || position - Position > end) continue;
            if (laterBatch && position - RecordFrame.IndexInBatch(header) <= Position) continue;
            if (!Fill(at, (int)size) || !RecordFrame.IsSound(At(at)[..(int)size])) continue;
            (Position, offset) = (position, at);
            return true;
        }

        return false;
    }

    public void Dispose()
    {
        file.Dispose();
        Replace([]);
    }

    private ReadOnlySpan<byte> At(long offset)
    {
        int start = (int)(offset - bufferOffset);
        return buffer.AsSpan(start, filled - start);
    }

    /// <summary>Has the buffer hold that many bytes from an offset on; false when the file ends before.</summary>
    private bool Fill(long offset, int bytes)
    {
        if (offset >= bufferOffset && offset + bytes <= bufferOffset + filled) return true;

        if (bytes > buffer.Length) Replace(ArrayPool<byte>.Shared.Rent(bytes));
        bufferOffset = offset;
        filled = 0;
        while (filled < buffer.Length)
        {
            int read = RandomAccess.Read(file, buffer.AsSpan(filled), offset + filled);
            if (read == 0) break;
            filled += read;
        }

        return filled >= bytes;
    }

    /// <summary>The old buffer goes back to the pool: a log is read often and a little at a time.</summary>
    private void Replace(byte[] buffer)
    {
        if (this.buffer.Length > 0) ArrayPool<byte>.Shared.Return(this.buffer);
        this.buffer = buffer;
        filled = 0;
    }
}
