using System.Buffers.Binary;
using System.Text;

namespace Kolosal.Learning.Interchange;

/// <summary>Writes fields in the wire format of Protocol Buffers ("Encoding", protobuf.dev): a tag, then the value.</summary>
internal sealed class ProtobufWriter
{
    private const int Varint = 0, Delimited = 2, Fixed32 = 5;
    private readonly MemoryStream stream = new();

    /// <summary>What was written.</summary>
    public byte[] ToArray() => stream.ToArray();

    /// <summary>A whole number of any integer type.</summary>
    public void Integer(int field, long value)
    {
        Tag(field, Varint);
        Number((ulong)value);
    }

    /// <summary>A single-precision number.</summary>
    public void Single(int field, float value)
    {
        Tag(field, Fixed32);
        Span<byte> bytes = stackalloc byte[sizeof(float)];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
        stream.Write(bytes);
    }

    /// <summary>A text.</summary>
    public void Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    /// <summary>Bytes as they are.</summary>
    public void Bytes(int field, ReadOnlySpan<byte> value)
    {
        Tag(field, Delimited);
        Number((ulong)value.Length);
        stream.Write(value);
    }

    /// <summary>Whole numbers, packed into one field.</summary>
    public void Integers(int field, IEnumerable<long> values)
    {
        var packed = new ProtobufWriter();
        foreach (long value in values) packed.Number((ulong)value);
        Bytes(field, packed.ToArray());
    }

    /// <summary>A message inside this one.</summary>
    public void Message(int field, Action<ProtobufWriter> write)
    {
        var inner = new ProtobufWriter();
        write(inner);
        Bytes(field, inner.stream.GetBuffer().AsSpan(0, (int)inner.stream.Length));
    }

    /// <summary>All fields of another message, behind those of this one.</summary>
    public void Fields(ProtobufWriter other) => other.stream.WriteTo(stream);

    private void Tag(int field, int kind) => Number((ulong)((field << 3) | kind));

    private void Number(ulong value)
    {
        for (; value >= 0x80; value >>= 7) stream.WriteByte((byte)(value | 0x80));
        stream.WriteByte((byte)value);
    }
}
