using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Kolosal.Predictions;

/// <summary>A matrix of doubles in as few bytes as keep every bit; written and read many times quicker than value by value.</summary>
/// <remarks>
/// The first byte says how: 0, all are single-precision numbers, row-major, as a float32 body sends them; 1, column by column
/// (<see cref="PackedColumn"/>); 2 and 3, of two columns the second or the first alone, since the other is what it leaves of 1, as of two
/// classes' probabilities. Little-endian. A NaN comes back as one, whatever its payload.
/// </remarks>
public static class PackedColumns
{
    private const byte Singles = 0, ByColumn = 1, SecondAlone = 2, FirstAlone = 3;

    /// <summary>Upper bound of the bytes.</summary>
    /// <param name="count">Values in all.</param>
    /// <param name="columns">Values a row.</param>
    public static int MaximumBytes(int count, int columns) => 1 + count * sizeof(double) + count / 4 + columns * PackedColumn.HeaderBytes;

    /// <param name="values">Row-major rows × columns.</param>
    /// <param name="columns">Values a row; 0 when there are none.</param>
    /// <param name="output">At least <see cref="MaximumBytes"/> long.</param>
    /// <returns>Bytes written.</returns>
    public static int Write(ReadOnlySpan<double> values, int columns, Span<byte> output)
    {
        output[0] = Singles;
        if (columns == 0) return 1;
        if (!AreSmall(values[..columns]) && TryWriteSingles(values, output[1..])) return 1 + values.Length * sizeof(float);

        int rows = values.Length / columns, at = 1;
        output[0] = columns == 2 ? Alone(values) : ByColumn;
        double[] column = ArrayPool<double>.Shared.Rent(2 * rows);
        try
        {
            for (int c = output[0] == SecondAlone ? 1 : 0; c < (output[0] == FirstAlone ? 1 : columns); c++)
            {
                for (int row = 0, from = c; row < rows; row++, from += columns) column[row] = values[from];
                at += PackedColumn.Write(column.AsSpan(0, rows), column.AsSpan(rows, rows), output[at..]);
            }
        }
        finally
        {
            ArrayPool<double>.Shared.Return(column);
        }
        return at;
    }

    /// <param name="input">What was written, and what follows it.</param>
    /// <param name="columns">Values a row.</param>
    /// <param name="values">Row-major rows × columns.</param>
    /// <returns>Bytes read.</returns>
    /// <exception cref="InvalidDataException">The input ends too early, or was not written by this.</exception>
    public static int Read(ReadOnlySpan<byte> input, int columns, Span<double> values)
    {
        if (input.IsEmpty) throw Truncated();
        byte how = input[0];
        if (columns == 0) return 1;
        if (how == Singles) return 1 + ReadSingles(input[1..], values);
        if (how > FirstAlone || (how != ByColumn && columns != 2))
            throw new InvalidDataException($"Need packed columns of form 0 to 3, got {how}; a newer program wrote them.");

        int rows = values.Length / columns, at = 1;
        double[] column = ArrayPool<double>.Shared.Rent(rows);
        try
        {
            for (int c = how == SecondAlone ? 1 : 0; c < (how == FirstAlone ? 1 : columns); c++)
            {
                at += PackedColumn.Read(input[at..], column.AsSpan(0, rows));
                for (int row = 0, to = c; row < rows; row++, to += columns) values[to] = column[row];
            }
        }
        finally
        {
            ArrayPool<double>.Shared.Return(column);
        }
        if (how == SecondAlone) for (int i = 0; i < values.Length; i += 2) values[i] = 1 - values[i + 1];
        if (how == FirstAlone) for (int i = 0; i < values.Length; i += 2) values[i + 1] = 1 - values[i];
        return at;
    }

    /// <returns>False, with nothing of use written, when a value is no single-precision number.</returns>
    internal static bool TryWriteSingles(ReadOnlySpan<double> values, Span<byte> output)
    {
        var singles = MemoryMarshal.Cast<byte, float>(output[..(values.Length * sizeof(float))]);
        int i = 0;
        for (; i + 8 <= values.Length; i += 8)
        {
            Vector256<double> low = Vector256.Create(values[i..]), high = Vector256.Create(values[(i + 4)..]);
            var narrow = Vector256.Narrow(low, high);
            var (wideLow, wideHigh) = Vector256.Widen(narrow);

            // A NaN equals nothing, itself included.
            var kept = (Vector256.Equals(wideLow, low) | ~Vector256.Equals(low, low)).AsInt64()
                & (Vector256.Equals(wideHigh, high) | ~Vector256.Equals(high, high)).AsInt64();
            if (kept != Vector256<long>.AllBitsSet) return false;
            narrow.CopyTo(singles[i..]);
        }

        for (; i < values.Length; i++)
        {
            singles[i] = (float)values[i];
            if (singles[i] != values[i] && !double.IsNaN(values[i])) return false;
        }
        return true;
    }

    /// <returns>Bytes read.</returns>
    internal static int ReadSingles(ReadOnlySpan<byte> input, Span<double> values)
    {
        if (input.Length < values.Length * sizeof(float)) throw Truncated();
        Widen(MemoryMarshal.Cast<byte, float>(input[..(values.Length * sizeof(float))]), values);
        return values.Length * sizeof(float);
    }

    /// <summary>Single-precision numbers as doubles.</summary>
    /// <returns>Whether one of them is infinite.</returns>
    internal static bool Widen(ReadOnlySpan<float> singles, Span<double> values)
    {
        var infinite = Vector256<float>.Zero;
        int i = 0;
        for (; i + 8 <= singles.Length; i += 8)
        {
            var eight = Vector256.Create(singles[i..]);
            infinite |= Vector256.Equals(Vector256.Abs(eight), Vector256.Create(float.PositiveInfinity));
            var (low, high) = Vector256.Widen(eight);
            low.CopyTo(values[i..]);
            high.CopyTo(values[(i + 4)..]);
        }

        bool any = infinite.AsInt32() != Vector256<int>.Zero;
        for (; i < singles.Length; i++)
        {
            values[i] = singles[i];
            any |= float.IsInfinity(singles[i]);
        }
        return any;
    }

    internal static InvalidDataException Truncated() => new("Packed columns end too early.");

    /// <summary>Most of a row are small whole numbers, which take a byte each where columns stand by themselves.</summary>
    private static bool AreSmall(ReadOnlySpan<double> row)
    {
        int small = 0;
        foreach (double value in row)
            if (Math.Abs(value) < sbyte.MaxValue && Math.Floor(value) == value) small++;
        return 2 * small > row.Length;
    }

    /// <summary>Which of two columns says the other to the last bit.</summary>
    private static byte Alone(ReadOnlySpan<double> values)
    {
        bool first = true, second = true;
        for (int i = 0; i < values.Length && (first || second); i += 2)
        {
            first &= AreSame(1 - values[i], values[i + 1]);
            second &= AreSame(1 - values[i + 1], values[i]);
        }
        return first ? FirstAlone : second ? SecondAlone : ByColumn;
    }

    private static bool AreSame(double a, double b) => BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b);
}
