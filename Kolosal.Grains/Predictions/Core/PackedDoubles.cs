using System.Buffers.Binary;

namespace Kolosal.Predictions;

/// <summary>Doubles in as few bytes as keep every bit: small integers take one, NaN none, single-precision numbers four, the rest eight.</summary>
/// <remarks>Layout: two bits a value, four values a byte from the low end (00 signed byte,
/// 01 single, 10 double, 11 NaN), then the payloads in order, little-endian.</remarks>
public static class PackedDoubles
{
    /// <summary>Upper bound of the bytes for that many values.</summary>
    public static int MaximumBytes(int count) => (count + 3) / 4 + count * sizeof(double);

    /// <returns>Bytes written.</returns>
    public static int Write(ReadOnlySpan<double> values, Span<byte> output)
    {
        int at = (values.Length + 3) / 4, tags = 0;
        for (int i = 0; i < values.Length; i++)
        {
            double value = values[i];
            float single = (float)value;
            int tag = 3;
            if (single == value)
            {
                // Zero has two signs, and the byte has one.
                int small = (int)single;
                if (small == single && (uint)(small + 128) < 256 && (small != 0 || !double.IsNegative(value)))
                {
                    tag = 0;
                    output[at++] = (byte)small;
                }
                else
                {
                    tag = 1;
                    BinaryPrimitives.WriteSingleLittleEndian(output[at..], single);
                    at += sizeof(float);
                }
            }
            else if (!double.IsNaN(value))
            {
                tag = 2;
                BinaryPrimitives.WriteDoubleLittleEndian(output[at..], value);
                at += sizeof(double);
            }

            tags |= tag << ((i & 3) * 2);
            if ((i & 3) != 3 && i != values.Length - 1) continue;
            output[i >> 2] = (byte)tags;
            tags = 0;
        }

        return at;
    }

    /// <returns>Bytes read.</returns>
    /// <exception cref="InvalidDataException">The input ends too early.</exception>
    public static int Read(ReadOnlySpan<byte> input, Span<double> values)
    {
        int at = (values.Length + 3) / 4;
        if (input.Length < at) throw Truncated();
        var tags = input[..at];
        for (int i = 0; i < values.Length; i++)
        {
            int tag = (tags[i >> 2] >> ((i & 3) * 2)) & 3;
            int size = tag switch { 0 => 1, 1 => sizeof(float), 2 => sizeof(double), _ => 0 };
            if (input.Length - at < size) throw Truncated();
            values[i] = tag switch
            {
                0 => (sbyte)input[at],
                1 => BinaryPrimitives.ReadSingleLittleEndian(input[at..]),
                2 => BinaryPrimitives.ReadDoubleLittleEndian(input[at..]),
                _ => double.NaN,
            };
            at += size;
        }

        return at;
    }

    private static InvalidDataException Truncated() => new("Packed numbers end too early.");
}
