using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Kolosal.Numerics;

namespace Kolosal.Learning.Linear;

/// <summary>Σ v vᵀ over many vectors, in a fixed order: blocks of vectors, transposed, are
/// multiplied out two by four columns at a time, so that the sums stay in registers.</summary>
internal sealed class ProductSums
{
    // Tiles of 2 × 4 sums, four doubles each, fill eight of the sixteen registers; a block of 64 rows keeps both operands in the first-level cache.
    private const int Block = 64, Lanes = 4, TileRows = 2, TileColumns = 4;
    private readonly int width, padded;
    private readonly double[] rows, columns, sums;
    private int filled;

    /// <param name="width">Values in a vector.</param>
    public ProductSums(int width)
    {
        (this.width, padded) = (width, (width + TileColumns - 1) / TileColumns * TileColumns);
        (rows, columns, sums) = (new double[Block * width], new double[padded * Block], new double[width * width]);
    }

    /// <summary>Room for the next vector, to be filled before the next call.</summary>
    public Span<double> Next(CancellationToken cancel)
    {
        if (filled == Block) Flush(cancel);
        return rows.AsSpan(filled++ * width, width);
    }

    /// <summary>Adds the sums of others of the same width.</summary>
    public void Add(ProductSums other, CancellationToken cancel)
    {
        other.Flush(cancel);
        Numerics.FixedSum.AddScaled(1, other.sums, sums);
    }

    /// <summary>width × width, row-major; only the lower triangle is meant.</summary>
    public double[] Lower(CancellationToken cancel)
    {
        Flush(cancel);
        return sums;
    }

    private void Flush(CancellationToken cancel)
    {
        if (filled == 0) return;
        rows.AsSpan(filled * width).Clear();
        for (int r = 0; r < Block; r++)
            for (int c = 0; c < width; c++) columns[c * Block + r] = rows[r * width + c];
        filled = 0;
        for (int i = 0; i < width; i += TileRows)
        {
            cancel.ThrowIfCancellationRequested();
            for (int j = 0; j <= i + 1 && j < width; j += TileColumns) Multiply(i, j);
        }
    }

    /// <summary>Adds the products of columns i and i + 1 with columns j to j + 3.</summary>
    private void Multiply(int i, int j)
    {
        ref double start = ref MemoryMarshal.GetArrayDataReference(columns);
        nuint a = (nuint)(i * Block), b = (nuint)(Math.Min(i + 1, padded - 1) * Block), c = (nuint)(j * Block);
        Vector256<double> a0 = default, a1 = default, a2 = default, a3 = default, b0 = default, b1 = default, b2 = default, b3 = default;
        for (nuint r = 0; r < Block; r += Lanes)
        {
            Vector256<double> x = Vector256.LoadUnsafe(ref start, a + r), y = Vector256.LoadUnsafe(ref start, b + r),
                z = Vector256.LoadUnsafe(ref start, c + r);
            a0 += x * z;
            b0 += y * z;
            z = Vector256.LoadUnsafe(ref start, c + Block + r);
            a1 += x * z;
            b1 += y * z;
            z = Vector256.LoadUnsafe(ref start, c + 2 * Block + r);
            a2 += x * z;
            b2 += y * z;
            z = Vector256.LoadUnsafe(ref start, c + 3 * Block + r);
            a3 += x * z;
            b3 += y * z;
        }
        Put(i, j, a0);
        Put(i, j + 1, a1);
        Put(i, j + 2, a2);
        Put(i, j + 3, a3);
        Put(i + 1, j, b0);
        Put(i + 1, j + 1, b1);
        Put(i + 1, j + 2, b2);
        Put(i + 1, j + 3, b3);
    }

    private void Put(int i, int j, Vector256<double> lanes)
    {
        if (i < width && j < width) sums[i * width + j] += (lanes[0] + lanes[2]) + (lanes[1] + lanes[3]);
    }
}
