using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Kolosal.Learning.Import;

/// <summary>Universal Binary JSON, draft 12 (ubjson.org): one marker byte a value,
/// big-endian numbers, lists of one type with a count in front.</summary>
internal ref struct UbjReader(ReadOnlySpan<byte> bytes)
{
    // Deeper documents are refused before they exhaust the stack.
    private const int MaxDepth = 64;

    private readonly ReadOnlySpan<byte> bytes = bytes;
    private int at;

    /// <summary>The one value that the bytes are.</summary>
    /// <exception cref="InvalidDataException">Truncated, an unknown marker, or more than one value.</exception>
    public static DocumentValue Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new UbjReader(bytes);
        var value = reader.Value(reader.Marker(), 0);
        while (reader.at < bytes.Length && bytes[reader.at] == (byte)'N') reader.at++;
        return reader.at == bytes.Length ? value : throw new InvalidDataException($"{bytes.Length - reader.at} bytes follow the document's end.");
    }

    private DocumentValue Value(char marker, int depth) => marker switch
    {
        _ when depth > MaxDepth => throw new InvalidDataException($"Values are nested more than {MaxDepth} deep."),
        'Z' => new((object?)null),
        'T' => new(1.0),
        'F' => new(0.0),
        'S' => new(Text()),
        'H' => new(double.TryParse(Text(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number
            : throw new InvalidDataException("A high-precision number is none.")),
        'C' => new(((char)Take(1)[0]).ToString()),
        '[' => List(depth),
        '{' => Object(depth),
        _ => new(Number(marker)),
    };

    private DocumentValue List(int depth)
    {
        var (type, count) = Header();
        if (type is { } same && Size(same) is > 0 and var size)
        {
            if (count > (bytes.Length - at) / size)
                throw new InvalidDataException($"A list of {count} values of {size} bytes exceeds the {bytes.Length - at} bytes left.");
            var numbers = new double[count];
            for (int i = 0; i < count; i++) numbers[i] = Number(same);
            return new(numbers);
        }
        var list = new List<DocumentValue>();
        for (int i = 0; count < 0 ? Peek() != ']' : i < count; i++) list.Add(Value(type ?? Marker(), depth + 1));
        if (count < 0) Marker();
        return new(list.ToArray());
    }

    private DocumentValue Object(int depth)
    {
        var (type, count) = Header();
        var members = new Dictionary<string, DocumentValue>(StringComparer.Ordinal);
        for (int i = 0; count < 0 ? Peek() != '}' : i < count; i++)
        {
            string name = Text();
            members[name] = Value(type ?? Marker(), depth + 1);
        }
        if (count < 0) Marker();
        return new(members);
    }

    // $type and #count in front of a container; −1 where it ends with its own marker.
    private (char? Type, int Count) Header()
    {
        char? type = null;
        if (Peek() == '$')
        {
            Marker();
            type = (char)Take(1)[0];
            // Values without bytes would let a few bytes claim billions of them.
            if (type is 'Z' or 'T' or 'F' or 'N') throw new InvalidDataException($"A container of '{type}' values is not read.");
            if (Peek() != '#') throw new InvalidDataException("A typed container needs a count.");
        }
        if (Peek() != '#') return (type, -1);
        Marker();
        int count = Length();
        return count <= bytes.Length - at ? (type, count) : throw new InvalidDataException(
            $"A container of {count} values exceeds the {bytes.Length - at} bytes left.");
    }

    private string Text() => Encoding.UTF8.GetString(Take(Length()));

    private int Length() => Number(Marker()) is >= 0 and <= int.MaxValue and var length && length == Math.Floor(length) ? (int)length
        : throw new InvalidDataException($"A length at byte {at} is none.");

    private double Number(char marker) => marker switch
    {
        'i' => (sbyte)Take(1)[0],
        'U' => Take(1)[0],
        'I' => BinaryPrimitives.ReadInt16BigEndian(Take(2)),
        'l' => BinaryPrimitives.ReadInt32BigEndian(Take(4)),
        'L' => BinaryPrimitives.ReadInt64BigEndian(Take(8)),
        'd' => BinaryPrimitives.ReadSingleBigEndian(Take(4)),
        'D' => BinaryPrimitives.ReadDoubleBigEndian(Take(8)),
        _ => throw new InvalidDataException($"No value begins with the byte 0x{(int)marker:X2} (before byte {at})."),
    };

    private static int Size(char marker) => marker switch { 'i' or 'U' => 1, 'I' => 2, 'l' or 'd' => 4, 'L' or 'D' => 8, _ => 0 };

    private char Peek()
    {
        while (at < bytes.Length && bytes[at] == (byte)'N') at++; // no-op
        return at < bytes.Length ? (char)bytes[at] : throw Ended();
    }

    private char Marker()
    {
        char marker = Peek();
        at++;
        return marker;
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > bytes.Length - at) throw Ended();
        var taken = bytes.Slice(at, count);
        at += count;
        return taken;
    }

    private readonly InvalidDataException Ended() => new($"The document ends early, at byte {bytes.Length}.");
}
