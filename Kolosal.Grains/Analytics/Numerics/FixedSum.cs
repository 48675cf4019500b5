using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Kolosal.Numerics;

/// <summary>Sums in one fixed order: four interleaved lanes, no fused multiply-add, so
/// the bits are the same on every machine and for any number of threads.</summary>
public static class FixedSum
{
    private const int Lanes = 4;

    /// <summary>Σ xᵢ.</summary>
    public static double Of(ReadOnlySpan<double> x)
    {
        var sum = Vector256<double>.Zero;
        int i = 0;
        for (; i <= x.Length - Lanes; i += Lanes) sum += Vector256.Create(x.Slice(i, Lanes));
        double total = Combine(sum);
        for (; i < x.Length; i++) total += x[i];
        return total;
    }

    /// <summary>Σ xᵢ yᵢ.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        if (x.Length != y.Length) throw new ArgumentException($"Need equal lengths, got {x.Length} and {y.Length}.");
        ref double a = ref MemoryMarshal.GetReference(x), b = ref MemoryMarshal.GetReference(y);
        var sum = Vector256<double>.Zero;
        nuint i = 0, whole = (nuint)(x.Length & ~(Lanes - 1));
        for (; i < whole; i += Lanes) sum += Vector256.LoadUnsafe(ref a, i) * Vector256.LoadUnsafe(ref b, i);
        double total = Combine(sum);
        for (int rest = (int)i; rest < x.Length; rest++) total += x[rest] * y[rest];
        return total;
    }

    /// <summary>Dot products of x with several rows of a matrix, four side by side; each has the bits of <see cref="Dot"/>.</summary>
    /// <param name="x">As many numbers as a row has that count.</param>
    /// <param name="rows">The first row and those after it.</param>
    /// <param name="stride">From the start of a row to that of the next, at least the length of x.</param>
    /// <param name="results">One a row.</param>
    /// <exception cref="ArgumentException">The rows reach beyond the matrix.</exception>
    public static void Dots(ReadOnlySpan<double> x, ReadOnlySpan<double> rows, int stride, Span<double> results)
    {
        if (results.IsEmpty) return;
        if (stride < x.Length || (results.Length - 1L) * stride + x.Length > rows.Length)
            throw new ArgumentException($"{results.Length} rows of {x.Length} at a stride of {stride} do not fit {rows.Length} numbers.");
        ref double left = ref MemoryMarshal.GetReference(x);
        nuint whole = (nuint)(x.Length & ~(Lanes - 1)), step = (nuint)stride;
        int row = 0;
        for (; row <= results.Length - Lanes; row += Lanes)
        {
            ref double right = ref MemoryMarshal.GetReference(rows[(row * stride)..]);
            Vector256<double> s0 = default, s1 = default, s2 = default, s3 = default;
            for (nuint k = 0; k < whole; k += Lanes)
            {
                var v = Vector256.LoadUnsafe(ref left, k);
                s0 += v * Vector256.LoadUnsafe(ref right, k);
                s1 += v * Vector256.LoadUnsafe(ref right, k + step);
                s2 += v * Vector256.LoadUnsafe(ref right, k + 2 * step);
                s3 += v * Vector256.LoadUnsafe(ref right, k + 3 * step);
            }
            double t0 = Combine(s0), t1 = Combine(s1), t2 = Combine(s2), t3 = Combine(s3);
            for (int k = (int)whole, at = row * stride + k; k < x.Length; k++, at++)
            {
                t0 += x[k] * rows[at];
                t1 += x[k] * rows[at + stride];
                t2 += x[k] * rows[at + 2 * stride];
                t3 += x[k] * rows[at + 3 * stride];
            }
            (results[row], results[row + 1], results[row + 2], results[row + 3]) = (t0, t1, t2, t3);
        }
        for (; row < results.Length; row++) results[row] = Dot(x, rows.Slice(row * stride, x.Length));
    }

    /// <summary>y ← y + a x.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void AddScaled(double a, ReadOnlySpan<double> x, Span<double> y)
    {
        if (x.Length != y.Length) throw new ArgumentException($"Need equal lengths, got {x.Length} and {y.Length}.");
        ref double from = ref MemoryMarshal.GetReference(x), to = ref MemoryMarshal.GetReference(y);
        var scale = Vector256.Create(a);
        nuint i = 0, whole = (nuint)(x.Length & ~(Lanes - 1));
        for (; i < whole; i += Lanes) (Vector256.LoadUnsafe(ref to, i) + Vector256.LoadUnsafe(ref from, i) * scale).StoreUnsafe(ref to, i);
        for (int rest = (int)i; rest < x.Length; rest++) y[rest] += x[rest] * a;
    }

    private static double Combine(Vector256<double> lanes) => (lanes[0] + lanes[2]) + (lanes[1] + lanes[3]);
}
