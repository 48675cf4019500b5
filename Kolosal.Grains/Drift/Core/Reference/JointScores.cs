using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Kolosal.Drift;

/// <summary>Arithmetic of rows of rank scores.</summary>
internal static class JointScores
{
    private const int Lanes = 4;

    /// <summary>‖z − V Vᵀ z‖²: what the leading components leave out.</summary>
    /// <param name="z">p scores.</param>
    /// <param name="basis">components × p, row-major, orthonormal.</param>
    /// <returns>≥ 0.</returns>
    public static double Error(ReadOnlySpan<double> z, ReadOnlySpan<double> basis)
    {
        double error = TensorPrimitives.SumOfSquares(z);
        for (int from = 0; from < basis.Length; from += z.Length)
        {
            double along = TensorPrimitives.Dot(z, basis.Slice(from, z.Length));
            error -= along * along;
        }

        return Math.Max(0, error);
    }

    /// <summary>Adds the products of rows to their sums: j up to i, row by row. A sum takes the rows in their order, each product rounded, so
    /// that it has the same bits whether they come one by one or together.</summary>
    /// <param name="z">Row-major rows × p scores.</param>
    /// <param name="p">Scores a row.</param>
    /// <param name="products">p (p + 1) / 2 sums.</param>
    public static void AddProducts(ReadOnlySpan<double> z, int p, Span<double> products)
    {
        if (z.IsEmpty) return;
        for (int i = 0, pair = 0; i < p; pair += ++i)
        {
            var own = products.Slice(pair, i + 1);
            int j = 0;
            for (; j + 2 * Lanes <= own.Length; j += 2 * Lanes) AddEight(z, p, i, j, own[j..]);
            for (; j < own.Length; j++)
            {
                double sum = own[j];
                for (int row = 0; row < z.Length; row += p) sum += z[row + j] * z[row + i];
                own[j] = sum;
            }
        }
    }

    /// <summary>Adds the rows to their sums, score by score.</summary>
    public static void AddRows(ReadOnlySpan<double> z, int p, Span<double> sums)
    {
        for (int row = 0; row < z.Length; row += p) TensorPrimitives.Add(sums, z.Slice(row, p), sums);
    }

    /// <summary>Eight neighbouring sums, which stay in registers over all rows.</summary>
    private static void AddEight(ReadOnlySpan<double> z, int p, int i, int j, Span<double> own)
    {
        Vector256<double> first = Vector256.Create(own), second = Vector256.Create(own[Lanes..]);
        ref double start = ref MemoryMarshal.GetReference(z);
        _ = z[z.Length - p + j + 2 * Lanes - 1]; // the last that is read
        for (nuint row = 0; row < (nuint)z.Length; row += (nuint)p)
        {
            var factor = Vector256.Create(Unsafe.Add(ref start, row + (nuint)i));
            first += Vector256.LoadUnsafe(ref start, row + (nuint)j) * factor;
            second += Vector256.LoadUnsafe(ref start, row + (nuint)j + Lanes) * factor;
        }

        first.CopyTo(own);
        second.CopyTo(own[Lanes..]);
    }
}
