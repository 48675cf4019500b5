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
        var tags = output[..((values.Length + 3) / 4)];
        tags.Clear();
        int at = tags.Length;
        for (int i = 0; i < values.Length; i++)
        {
            double value = values[i];
            int tag;
            if (double.IsNaN(value)) tag = 3;
            else if ((sbyte)Math.Clamp(value, sbyte.MinValue, sbyte.MaxValue) is var small && Same(small, value))
            {
                tag = 0;
                output[at++] = (byte)small;
            }
            else if (Same((float)value, value))
            {
                tag = 1;
                BinaryPrimitives.WriteSingleLittleEndian(output[at..], (float)value);
                at += sizeof(float);
            }
            else
            {
                tag = 2;
                BinaryPrimitives.WriteDoubleLittleEndian(output[at..], value);
                at += sizeof(double);
            }

            tags[i >> 2] |= (byte)(tag << ((i & 3) * 2));
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

    /// <summary>Equal bits: −0 is not 0.</summary>
    private static bool Same(double a, double b) => BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b);

    private static InvalidDataException Truncated() => new("Packed numbers end too early.");
}
