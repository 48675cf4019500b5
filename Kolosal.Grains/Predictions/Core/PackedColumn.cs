using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Kolosal.Predictions;

/// <summary>The values of one column: of numbers that were written with few digits the digits alone, of single-precision numbers four bytes
/// each, of others every bit.</summary>
/// <remarks>
/// Two bytes say how: the width of a whole number (1, 2 or 4 bytes, the least of them NaN) and the power of ten that it is divided by; or 5 for
/// single-precision numbers, 8 for doubles, 9 for <see cref="PackedDoubles"/>. That the nearest double of w / 10ᵉ is the value to the last bit is
/// tried for each before it is written (A. Afroozeh, L. Kuffó, P. Boncz, "ALP: Adaptive Lossless floating-Point Compression", SIGMOD 2024,
/// section 3; here the quotient is taken, which rounds as reading a JSON number does).
/// </remarks>
internal static class PackedColumn
{
    /// <summary>Width and exponent, and what <see cref="PackedDoubles"/> adds for a last byte of tags.</summary>
    public const int HeaderBytes = 3;

    private const byte Single = 5, Double = 8, Tagged = 9;

    /// <summary>Values that choose the exponent, before all are tried.</summary>
    private const int Tried = 8;

    /// <summary>Added and taken away again it rounds to a whole number, of sizes below 2⁵¹; of greater ones the width is too small anyway.</summary>
    private const double Rounds = 6_755_399_441_055_744;

    private static readonly double[] Powers = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000];

    /// <param name="values">The column.</param>
    /// <param name="wholes">As long; overwritten.</param>
    /// <param name="output">What is written to.</param>
    /// <returns>Bytes written.</returns>
    public static int Write(ReadOnlySpan<double> values, Span<double> wholes, Span<byte> output)
    {
        int exponent = Exponent(values), width = 0;
        for (; exponent >= 0 && exponent < Powers.Length; exponent++)
        {
            if (!Scale(values, Powers[exponent], wholes, out double largest)) continue;
            width = largest <= sbyte.MaxValue ? 1 : largest <= short.MaxValue ? 2 : largest <= int.MaxValue ? 4 : 0;
            break;
        }

        (output[0], output[1]) = ((byte)width, (byte)exponent);
        if (width is 1 or 2) return 2 + WriteWholes(wholes, width, output[2..]);
        if (PackedColumns.TryWriteSingles(values, output[2..]))
        {
            (output[0], output[1]) = (Single, 0);
            return 2 + values.Length * sizeof(float);
        }

        if (width == 4) return 2 + WriteWholes(wholes, width, output[2..]);
        (output[0], output[1]) = (AreMixed(values) ? Tagged : Double, 0);
        if (output[0] == Tagged) return 2 + PackedDoubles.Write(values, output[2..]);
        MemoryMarshal.AsBytes(values).CopyTo(output[2..]);
        return 2 + values.Length * sizeof(double);
    }

    /// <returns>Bytes read.</returns>
    /// <exception cref="InvalidDataException">The input ends too early, or was not written by this.</exception>
    public static int Read(ReadOnlySpan<byte> input, Span<double> values)
    {
        if (input.Length < 2) throw PackedColumns.Truncated();
        int form = input[0], exponent = input[1];
        var rest = input[2..];
        if (exponent >= Powers.Length || form is not (1 or 2 or 4 or Single or Double or Tagged))
            throw new InvalidDataException($"Need a packed column of a known form, got {form}; a newer program wrote it.");
        if (form == Tagged) return 2 + PackedDoubles.Read(rest, values);
        if (form == Single) return 2 + PackedColumns.ReadSingles(rest, values);
        if (rest.Length < values.Length * form) throw PackedColumns.Truncated();
        rest = rest[..(values.Length * form)];
        double power = Powers[exponent];
        if (form == Double) rest.CopyTo(MemoryMarshal.AsBytes(values));
        else if (form == 1)
        {
            var wholes = MemoryMarshal.Cast<byte, sbyte>(rest);
            for (int i = 0; i < values.Length; i++) values[i] = wholes[i] == sbyte.MinValue ? double.NaN : wholes[i] / power;
        }
        else if (form == 2)
        {
            var wholes = MemoryMarshal.Cast<byte, short>(rest);
            for (int i = 0; i < values.Length; i++) values[i] = wholes[i] == short.MinValue ? double.NaN : wholes[i] / power;
        }
        else
        {
            var wholes = MemoryMarshal.Cast<byte, int>(rest);
            for (int i = 0; i < values.Length; i++) values[i] = wholes[i] == int.MinValue ? double.NaN : wholes[i] / power;
        }
        return 2 + rest.Length;
    }

    private static int WriteWholes(ReadOnlySpan<double> wholes, int width, Span<byte> output)
    {
        output = output[..(wholes.Length * width)];
        if (width == 1)
        {
            var small = MemoryMarshal.Cast<byte, sbyte>(output);
            for (int i = 0; i < wholes.Length; i++) small[i] = double.IsNaN(wholes[i]) ? sbyte.MinValue : (sbyte)(int)wholes[i];
        }
        else if (width == 2)
        {
            var middle = MemoryMarshal.Cast<byte, short>(output);
            for (int i = 0; i < wholes.Length; i++) middle[i] = double.IsNaN(wholes[i]) ? short.MinValue : (short)(int)wholes[i];
        }
        else
        {
            var large = MemoryMarshal.Cast<byte, int>(output);
            for (int i = 0; i < wholes.Length; i++) large[i] = double.IsNaN(wholes[i]) ? int.MinValue : (int)wholes[i];
        }
        return output.Length;
    }

    /// <summary>The smallest exponent that suits the first values; −1 when none does.</summary>
    private static int Exponent(ReadOnlySpan<double> values)
    {
        Span<double> wholes = stackalloc double[Tried];
        var first = values[..Math.Min(Tried, values.Length)];
        for (int exponent = 0; exponent < Powers.Length; exponent++)
            if (Scale(first, Powers[exponent], wholes, out _)) return exponent;
        return -1;
    }

    /// <summary>Values times a power of ten, where dividing gives each of them back.</summary>
    /// <param name="values">The column.</param>
    /// <param name="power">The power.</param>
    /// <param name="wholes">Receives whole numbers, and NaN for NaN.</param>
    /// <param name="largest">The greatest size among them.</param>
    /// <returns>False when one is not given back.</returns>
    private static bool Scale(ReadOnlySpan<double> values, double power, Span<double> wholes, out double largest)
    {
        largest = 0;
        Vector256<double> scale = Vector256.Create(power), rounds = Vector256.Create(Rounds), most = Vector256<double>.Zero;
        int i = 0;
        for (; i + 4 <= values.Length; i += 4)
        {
            var value = Vector256.Create(values[i..]);
            var whole = (value * scale + rounds) - rounds;
            var zeros = Vector256.Equals(value, Vector256<double>.Zero).AsInt64();

            // Zero has two signs, and whole numbers have one of it. A NaN equals nothing, itself included.
            var same = (Vector256.Equals(whole / scale, value) | ~Vector256.Equals(value, value)).AsInt64()
                & (~zeros | Vector256.Equals(value.AsInt64(), Vector256<long>.Zero));
            if (same != Vector256<long>.AllBitsSet) return false;
            most = Vector256.MaxNumber(most, Vector256.Abs(whole));
            whole.CopyTo(wholes[i..]);
        }

        for (int lane = 0; lane < 4; lane++) largest = Math.Max(largest, most[lane]);
        for (; i < values.Length; i++)
        {
            double value = values[i], whole = value * power + Rounds - Rounds;
            if (!double.IsNaN(value))
            {
                if (whole / power != value || (value == 0 && double.IsNegative(value))) return false;
                largest = Math.Max(largest, Math.Abs(whole));
            }
            wholes[i] = whole;
        }
        return true;
    }

    /// <summary>Enough of the values need no eight bytes for tags to pay.</summary>
    private static bool AreMixed(ReadOnlySpan<double> values)
    {
        int singles = 0;
        foreach (double value in values)
            if ((float)value == value || double.IsNaN(value)) singles++;
        return 8 * singles > values.Length;
    }
}
