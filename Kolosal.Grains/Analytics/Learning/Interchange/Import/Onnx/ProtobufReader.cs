using System.Buffers.Binary;
using System.Text;

namespace Kolosal.Learning.Import;

/// <summary>Reads fields in the wire format of Protocol Buffers ("Encoding", protobuf.dev), one after the other.</summary>
internal ref struct ProtobufReader(ReadOnlySpan<byte> message)
{
    private const int Varint = 0, Fixed64 = 1, Delimited = 2, Fixed32 = 5, LongestVarint = 10;
    private ReadOnlySpan<byte> rest = message;
    private int kind;

    /// <summary>The number of the field whose value comes next.</summary>
    public int Field { get; private set; }

    /// <summary>Goes to the next field; false behind the last.</summary>
    public bool Next()
    {
        if (rest.IsEmpty) return false;
        ulong tag = Number();
        (Field, kind) = ((int)(tag >> 3), (int)(tag & 7));
        return Field > 0 ? true : throw Damaged();
    }

    /// <summary>A whole number of any integer type.</summary>
    public long Integer() => kind == Varint ? (long)Number() : throw Damaged();

    /// <summary>A single-precision number.</summary>
    public float Single() => kind == Fixed32 ? BinaryPrimitives.ReadSingleLittleEndian(Take(sizeof(float))) : throw Damaged();

    /// <summary>A double-precision number.</summary>
    public double Double() => kind == Fixed64 ? BinaryPrimitives.ReadDoubleLittleEndian(Take(sizeof(double))) : throw Damaged();

    /// <summary>Bytes, or a message.</summary>
    public ReadOnlySpan<byte> Bytes()
    {
        if (kind != Delimited) throw Damaged();
        ulong length = Number();
        return length <= (ulong)rest.Length ? Take((int)length) : throw Damaged();
    }

    /// <summary>A text.</summary>
    public string Text() => Encoding.UTF8.GetString(Bytes());

    /// <summary>Whole numbers of a repeated field, packed or one.</summary>
    public void Integers(List<long> to)
    {
        if (kind != Delimited)
        {
            to.Add(Integer());
            return;
        }
        var packed = new ProtobufReader(Bytes());
        while (!packed.rest.IsEmpty) to.Add((long)packed.Number());
    }

    /// <summary>Single-precision numbers of a repeated field, packed or one.</summary>
    public void Singles(List<double> to)
    {
        if (kind != Delimited)
        {
            to.Add(Single());
            return;
        }
        var packed = Bytes();
        for (; packed.Length >= sizeof(float); packed = packed[sizeof(float)..]) to.Add(BinaryPrimitives.ReadSingleLittleEndian(packed));
        if (!packed.IsEmpty) throw Damaged();
    }

    /// <summary>Double-precision numbers of a repeated field, packed or one.</summary>
    public void Doubles(List<double> to)
    {
        if (kind != Delimited)
        {
            to.Add(Double());
            return;
        }
        var packed = Bytes();
        for (; packed.Length >= sizeof(double); packed = packed[sizeof(double)..]) to.Add(BinaryPrimitives.ReadDoubleLittleEndian(packed));
        if (!packed.IsEmpty) throw Damaged();
    }

    /// <summary>Passes over the field's value.</summary>
    public void Skip()
    {
        switch (kind)
        {
            case Varint:
                Number();
                break;
            case Fixed64:
                Take(sizeof(double));
                break;
            case Delimited:
                Bytes();
                break;
            case Fixed32:
                Take(sizeof(float));
                break;
            default:
                throw Damaged();
        }
    }

    private ulong Number()
    {
        ulong value = 0;
        for (int i = 0; i < LongestVarint; i++)
        {
            byte next = Take(1)[0];
            value |= (ulong)(next & 0x7F) << (7 * i);
            if (next < 0x80) return value;
        }
        throw Damaged();
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length > rest.Length) throw Damaged();
        var taken = rest[..length];
        rest = rest[length..];
        return taken;
    }

    private static InvalidDataException Damaged() => new("Not an ONNX file, or a damaged one: a field does not follow the wire format.");
}
