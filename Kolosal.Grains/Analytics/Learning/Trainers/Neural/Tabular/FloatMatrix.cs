using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Kolosal.Learning.Neural;

/// <summary>Matrix products in 32-bit numbers, row-major, in blocks that stay in registers.</summary>
/// <remarks>
/// Every element is one chain of fused multiply-adds over k = 0, 1, 2, …, whatever block or lane it falls into, and a fused multiply-add is
/// correctly rounded on every machine: an element has the same bits alone, in a batch, and for any width of the processor's vectors.
/// </remarks>
internal static class FloatMatrix
{
    /// <summary>What widths are multiples of: two vectors of eight.</summary>
    public const int Lanes = 16;

    private const int Vector = 8, BlockRows = 4;

    /// <summary>A count rounded up to a multiple of <see cref="Lanes"/>.</summary>
    public static int Padded(int count) => (count + Lanes - 1) / Lanes * Lanes;

    /// <summary>C = A B.</summary>
    /// <param name="a">A(i, k) is at i · <paramref name="rowStep"/> + k · <paramref name="sumStep"/>: either order of A's own rows.</param>
    /// <param name="rowStep">From a row of A to the next.</param>
    /// <param name="sumStep">From an element of the sum to the next.</param>
    /// <param name="b">sums × columns.</param>
    /// <param name="c">Receives rows × columns.</param>
    /// <param name="rows">Rows of A and C.</param>
    /// <param name="sums">Terms of each sum.</param>
    /// <param name="columns">Columns of B and C, a multiple of <see cref="Lanes"/>.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Multiply(ReadOnlySpan<float> a, int rowStep, int sumStep, ReadOnlySpan<float> b, Span<float> c, int rows, int sums,
        int columns)
    {
        if (rows == 0) return;
        if (columns % Lanes != 0 || b.Length < (long)sums * columns || c.Length < (long)rows * columns
            || (sums > 0 && a.Length <= (long)(rows - 1) * rowStep + (long)(sums - 1) * sumStep))
            throw new ArgumentException($"{rows} × {sums} by {sums} × {columns} does not fit {a.Length}, {b.Length} and {c.Length} numbers.");
        ref float left = ref MemoryMarshal.GetReference(a), right = ref MemoryMarshal.GetReference(b), result = ref MemoryMarshal.GetReference(c);
        for (int column = 0; column < columns; column += Lanes)
        {
            int row = 0;
            for (; row <= rows - BlockRows; row += BlockRows)
                Four(ref Unsafe.Add(ref left, (nint)row * rowStep), rowStep, sumStep, ref Unsafe.Add(ref right, column),
                    ref Unsafe.Add(ref result, (nint)row * columns + column), sums, columns);
            for (; row < rows; row++)
                One(ref Unsafe.Add(ref left, (nint)row * rowStep), sumStep, ref Unsafe.Add(ref right, column),
                    ref Unsafe.Add(ref result, (nint)row * columns + column), sums, columns);
        }
    }

    /// <summary>The transpose of a rows × columns matrix.</summary>
    public static void Transpose(ReadOnlySpan<float> from, int rows, int columns, Span<float> to)
    {
        for (int row = 0; row < rows; row++)
            for (int column = 0; column < columns; column++) to[column * rows + row] = from[row * columns + column];
    }

    /// <summary>Σ xᵢ yᵢ of numbers whose count is a multiple of eight: eight interleaved chains, added in a fixed order.</summary>
    public static float Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        var sum = Vector256<float>.Zero;
        for (int i = 0; i < x.Length; i += Vector)
            sum = Vector256.FusedMultiplyAdd(Vector256.Create(x.Slice(i, Vector)), Vector256.Create(y.Slice(i, Vector)), sum);
        return ((sum[0] + sum[4]) + (sum[1] + sum[5])) + ((sum[2] + sum[6]) + (sum[3] + sum[7]));
    }

    /// <summary>y ← y + a x for numbers whose count is a multiple of eight.</summary>
    public static void AddScaled(float a, ReadOnlySpan<float> x, Span<float> y)
    {
        var scale = Vector256.Create(a);
        for (int i = 0; i < x.Length; i += Vector)
            Vector256.FusedMultiplyAdd(Vector256.Create(x.Slice(i, Vector)), scale, Vector256.Create(y.Slice(i, Vector))).CopyTo(y.Slice(i, Vector));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four(ref float a, int rowStep, int sumStep, ref float b, ref float c, int sums, int columns)
    {
        Vector256<float> c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default, c30 = default, c31 = default;
        ref float second = ref Unsafe.Add(ref a, rowStep), third = ref Unsafe.Add(ref second, rowStep), fourth = ref Unsafe.Add(ref third, rowStep);
        nint at = 0;
        for (int k = 0; k < sums; k++)
        {
            Vector256<float> b0 = Vector256.LoadUnsafe(ref b), b1 = Vector256.LoadUnsafe(ref b, Vector);
            var value = Vector256.Create(Unsafe.Add(ref a, at));
            c00 = Vector256.FusedMultiplyAdd(value, b0, c00);
            c01 = Vector256.FusedMultiplyAdd(value, b1, c01);
            value = Vector256.Create(Unsafe.Add(ref second, at));
            c10 = Vector256.FusedMultiplyAdd(value, b0, c10);
            c11 = Vector256.FusedMultiplyAdd(value, b1, c11);
            value = Vector256.Create(Unsafe.Add(ref third, at));
            c20 = Vector256.FusedMultiplyAdd(value, b0, c20);
            c21 = Vector256.FusedMultiplyAdd(value, b1, c21);
            value = Vector256.Create(Unsafe.Add(ref fourth, at));
            c30 = Vector256.FusedMultiplyAdd(value, b0, c30);
            c31 = Vector256.FusedMultiplyAdd(value, b1, c31);
            at += sumStep;
            b = ref Unsafe.Add(ref b, columns);
        }
        c00.StoreUnsafe(ref c);
        c01.StoreUnsafe(ref c, Vector);
        c = ref Unsafe.Add(ref c, columns);
        c10.StoreUnsafe(ref c);
        c11.StoreUnsafe(ref c, Vector);
        c = ref Unsafe.Add(ref c, columns);
        c20.StoreUnsafe(ref c);
        c21.StoreUnsafe(ref c, Vector);
        c = ref Unsafe.Add(ref c, columns);
        c30.StoreUnsafe(ref c);
        c31.StoreUnsafe(ref c, Vector);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One(ref float a, int sumStep, ref float b, ref float c, int sums, int columns)
    {
        Vector256<float> c0 = default, c1 = default;
        for (int k = 0; k < sums; k++)
        {
            var value = Vector256.Create(a);
            c0 = Vector256.FusedMultiplyAdd(value, Vector256.LoadUnsafe(ref b), c0);
            c1 = Vector256.FusedMultiplyAdd(value, Vector256.LoadUnsafe(ref b, Vector), c1);
            a = ref Unsafe.Add(ref a, sumStep);
            b = ref Unsafe.Add(ref b, columns);
        }
        c0.StoreUnsafe(ref c);
        c1.StoreUnsafe(ref c, Vector);
    }
}
