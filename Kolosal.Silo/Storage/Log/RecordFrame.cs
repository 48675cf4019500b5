using System.Buffers.Binary;

namespace Kolosal.Storage.Log;

/// <summary>How a record lies in a segment.</summary>
/// <remarks>
/// <code>
/// segment header, 20 bytes   magic 8 | first position i64 | CRC-32C of the 16 before u32
/// record                     CRC-32C of all that follows u32 | payload length u32 | position i64 | index in its batch u32 | payload
/// </code>
/// Little-endian. The position is in the check sum, so a record copied or moved to another place is found. The index says which records
/// were written under one fsync: a batch is only begun when the one before has reached the disk, so a sound record of a later batch
/// proves that a damaged one before it was once whole, and damage is told from a torn write.
/// </remarks>
internal static class RecordFrame
{
    public const int SegmentHeaderBytes = 20;
    public const int HeaderBytes = 20;
    public const int MaximumPayload = 16 << 20;

    private static ReadOnlySpan<byte> Magic => "KLSLLOG1"u8;

    public static byte[] SegmentHeader(long first)
    {
        var header = new byte[SegmentHeaderBytes];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(8), first);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(16), Crc32C.Of(header.AsSpan(0, 16)));
        return header;
    }

    public static bool IsSegmentHeader(ReadOnlySpan<byte> header, long first) => header.SequenceEqual(SegmentHeader(first));

    /// <summary>Writes header and payload, all but the check sum, which the writer thread adds.</summary>
    public static void Write(Span<byte> frame, ReadOnlySpan<byte> payload, long position, int indexInBatch)
    {
        BinaryPrimitives.WriteInt32LittleEndian(frame[4..], payload.Length);
        BinaryPrimitives.WriteInt64LittleEndian(frame[8..], position);
        BinaryPrimitives.WriteInt32LittleEndian(frame[16..], indexInBatch);
        payload.CopyTo(frame[HeaderBytes..]);
    }

    /// <summary>Adds the check sums to a run of frames.</summary>
    public static void Sign(Span<byte> frames)
    {
        while (!frames.IsEmpty)
        {
            int size = HeaderBytes + BinaryPrimitives.ReadInt32LittleEndian(frames[4..]);
            BinaryPrimitives.WriteUInt32LittleEndian(frames, Crc32C.Of(frames[4..size]));
            frames = frames[size..];
        }
    }

    /// <summary>Payload length as it stands there; may be nonsense until <see cref="IsSound"/> says otherwise.</summary>
    public static int Length(ReadOnlySpan<byte> header) => BinaryPrimitives.ReadInt32LittleEndian(header[4..]);

    public static long Position(ReadOnlySpan<byte> header) => BinaryPrimitives.ReadInt64LittleEndian(header[8..]);

    public static int IndexInBatch(ReadOnlySpan<byte> header) => BinaryPrimitives.ReadInt32LittleEndian(header[16..]);

    public static bool IsPlausibleLength(int length) => length is > 0 and <= MaximumPayload;

    /// <summary>True when the whole frame is what was written.</summary>
    public static bool IsSound(ReadOnlySpan<byte> frame) => BinaryPrimitives.ReadUInt32LittleEndian(frame) == Crc32C.Of(frame[4..]);
}
