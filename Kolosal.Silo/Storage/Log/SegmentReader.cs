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

    public void Seek(long position)
    {
        (Position, _offset) = _segment.Index.Before(position, _segment.First);
        while (Position < position && TryRead(long.MaxValue, out _))
        {
        }

        if (Position != position) throw _segment.Corrupt(_offset, $"record {position} cannot be reached.");
    }

    /// <summary>The next record's payload, valid until the next call; false at the end or when what lies there is no sound record.</summary>
    public bool TryRead(long end, out ReadOnlyMemory<byte> payload)
    {
        payload = default;
        if (end - _offset < RecordFrame.HeaderBytes || !Fill(RecordFrame.HeaderBytes)) return false;

        int length = RecordFrame.Length(At(_offset));
        int size = RecordFrame.HeaderBytes + length;
        if (!RecordFrame.IsPlausibleLength(length) || end - _offset < size || !Fill(size)) return false;

        var frame = At(_offset)[..size];
        if (!RecordFrame.IsSound(frame) || RecordFrame.Position(frame) != Position) return false;

        payload = _buffer.AsMemory((int)(_offset - _bufferOffset) + RecordFrame.HeaderBytes, length);
        _segment.Index.Note(Position, _offset);
        Position++;
        _offset += size;
        return true;
    }

    /// <summary>
    /// After <see cref="TryRead"/> failed: true when a sound record further on belongs to a batch that was begun after the failed record had
    /// reached the disk, so that this is damage and not a write that was cut off.
    /// </summary>
    public bool LaterBatchFollows()
    {
        long end = FileLength;
        for (_offset++; end - _offset > RecordFrame.HeaderBytes; _offset++)
        {
            if (!Fill(RecordFrame.HeaderBytes)) return false;

            var header = At(_offset);
            int length = RecordFrame.Length(header);
            long size = RecordFrame.HeaderBytes + (long)length, position = RecordFrame.Position(header);
            if (!RecordFrame.IsPlausibleLength(length) || end - _offset < size) continue;
            if (position - RecordFrame.IndexInBatch(header) <= Position || position - Position > end) continue;
            if (Fill((int)size) && RecordFrame.IsSound(At(_offset)[..(int)size])) return true;
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

    /// <summary>Has the buffer hold that many bytes from the current offset on; false when the file ends before.</summary>
    private bool Fill(int bytes)
    {
        if (_offset >= _bufferOffset && _offset + bytes <= _bufferOffset + _filled) return true;

        if (bytes > _buffer.Length) Replace(ArrayPool<byte>.Shared.Rent(bytes));
        _bufferOffset = _offset;
        _filled = 0;
        while (_filled < _buffer.Length)
        {
            int read = RandomAccess.Read(_file, _buffer.AsSpan(_filled), _offset + _filled);
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
