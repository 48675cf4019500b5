using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Kolosal.Storage.Log;

/// <summary>Reads the frames of one segment in order and checks each. Not for two threads at once.</summary>
internal sealed class SegmentReader : IDisposable
{
    private const int BufferBytes = 256 << 10;
    private readonly Segment _segment;
    private readonly SafeFileHandle _file;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
    private long _bufferOffset, _offset;
    private int _filled;

    public SegmentReader(Segment segment)
    {
        _segment = segment;
        _file = segment.OpenForReading();
        Position = segment.First;
        _offset = RecordFrame.SegmentHeaderBytes;
    }

    /// <summary>Position of the record that <see cref="TryRead"/> reads next.</summary>
    public long Position { get; private set; }

    /// <summary>Where that record begins.</summary>
    public long Offset => _offset;

    /// <summary>Bytes of the file now.</summary>
    public long FileLength => RandomAccess.GetLength(_file);

    public bool HasSoundHeader()
    {
        Span<byte> header = stackalloc byte[RecordFrame.SegmentHeaderBytes];
        return RandomAccess.Read(_file, header, 0) == header.Length && RecordFrame.IsSegmentHeader(header, _segment.First);
    }

    /// <summary>True when the file ends where the next record should begin: it was cut off there, or nothing was written.</summary>
    public bool IsAtEnd => _offset >= FileLength;

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
    public void GoTowards(long position) => (Position, _offset) = _segment.Index.Before(position, _segment.First);

    /// <summary>The next record's payload, valid until the next call; false at the end or when what lies there is no sound record.</summary>
    public bool TryRead(long end, out ReadOnlyMemory<byte> payload)
    {
        payload = default;
        if (end - _offset < RecordFrame.HeaderBytes || !Fill(_offset, RecordFrame.HeaderBytes)) return false;

        int length = RecordFrame.Length(At(_offset));
        int size = RecordFrame.HeaderBytes + length;
        if (!RecordFrame.IsPlausibleLength(length) || end - _offset < size || !Fill(_offset, size)) return false;

        var frame = At(_offset)[..size];
        if (!RecordFrame.IsSound(frame) || RecordFrame.Position(frame) != Position) return false;

        payload = _buffer.AsMemory((int)(_offset - _bufferOffset) + RecordFrame.HeaderBytes, length);
        _segment.Index.Note(Position, _offset);
        Position++;
        _offset += size;
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
        for (long at = _offset + 1; end - at > RecordFrame.HeaderBytes; at++)
        {
            if (!Fill(at, RecordFrame.HeaderBytes)) return false;

            var header = At(at);
            int length = RecordFrame.Length(header);
            long size = RecordFrame.HeaderBytes + (long)length, position = RecordFrame.Position(header);
            if (!RecordFrame.IsPlausibleLength(length) || end - at < size) continue;
            if (position <= Position || position >= until || position - Position > end) continue;
            if (laterBatch && position - RecordFrame.IndexInBatch(header) <= Position) continue;
            if (!Fill(at, (int)size) || !RecordFrame.IsSound(At(at)[..(int)size])) continue;
            (Position, _offset) = (position, at);
            return true;
        }

        return false;
    }

    public void Dispose()
    {
        _file.Dispose();
        Replace([]);
    }

    private ReadOnlySpan<byte> At(long offset)
    {
        int start = (int)(offset - _bufferOffset);
        return _buffer.AsSpan(start, _filled - start);
    }

    /// <summary>Has the buffer hold that many bytes from an offset on; false when the file ends before.</summary>
    private bool Fill(long offset, int bytes)
    {
        if (offset >= _bufferOffset && offset + bytes <= _bufferOffset + _filled) return true;

        if (bytes > _buffer.Length) Replace(ArrayPool<byte>.Shared.Rent(bytes));
        _bufferOffset = offset;
        _filled = 0;
        while (_filled < _buffer.Length)
        {
            int read = RandomAccess.Read(_file, _buffer.AsSpan(_filled), offset + _filled);
            if (read == 0) break;
            _filled += read;
        }

        return _filled >= bytes;
    }

    /// <summary>The old buffer goes back to the pool: a log is read often and a little at a time.</summary>
    private void Replace(byte[] buffer)
    {
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = buffer;
        _filled = 0;
    }
}
