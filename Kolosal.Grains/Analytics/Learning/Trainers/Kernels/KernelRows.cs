using Kolosal.Numerics;

namespace Kolosal.Learning.Kernels;

/// <summary>The rows of the kernel matrix of a training set, computed when asked for and kept
/// while they fit into a number of bytes; the one used longest ago goes first.</summary>
/// <remarks>One instance serves all sub-problems (pairs of classes, folds) of a fit, so a
/// row is computed once if everything fits. Not for several threads.</remarks>
internal sealed class KernelRows
{
    // Two rows of a step and one more, so that neither is thrown out by the other.
    private const int MinRows = 3;
    private readonly double[] points, norms;
    private readonly double[]?[] kept;
    private readonly long[] used;
    private readonly int columns, capacity;
    private int held;
    private long now;

    /// <param name="kernel">The kernel.</param>
    /// <param name="points">count × columns, row-major.</param>
    /// <param name="columns">Values in a row.</param>
    /// <param name="count">The number of rows.</param>
    /// <param name="bytes">Room for kept rows; never less than three rows.</param>
    public KernelRows(Kernel kernel, double[] points, int columns, int count, long bytes)
    {
        (Kernel, this.points, this.columns, Count) = (kernel, points, columns, count);
        capacity = (int)Math.Clamp(bytes / (sizeof(double) * (long)count), MinRows, Math.Max(MinRows, count));
        (kept, used, norms, Diagonal) = (new double[]?[count], new long[count], new double[count], new double[count]);
        for (int i = 0; i < count; i++)
        {
            norms[i] = FixedSum.Dot(Point(i), Point(i));
            Diagonal[i] = kernel.Of(Point(i), Point(i), norms[i], norms[i]);
        }
    }

    public Kernel Kernel { get; }

    public int Count { get; }

    /// <summary>k(xᵢ, xᵢ) of every row.</summary>
    public double[] Diagonal { get; }

    public ReadOnlySpan<double> Point(int i) => points.AsSpan(i * columns, columns);

    /// <summary>k(xᵢ, ·) with every row; still there after two more calls.</summary>
    public ReadOnlySpan<double> Row(int i)
    {
        used[i] = ++now;
        if (kept[i] is { } known) return known;
        double[] row = held < capacity ? new double[Count] : Oldest(i);
        held = Math.Min(held + 1, capacity);
        var point = Point(i);
        for (int j = 0; j < Count; j++) row[j] = Kernel.Of(point, Point(j), norms[i], norms[j]);
        return kept[i] = row;
    }

    private double[] Oldest(int except)
    {
        int oldest = -1;
        for (int j = 0; j < Count; j++)
            if (j != except && kept[j] is not null && (oldest < 0 || used[j] < used[oldest])) oldest = j;
        double[] row = kept[oldest]!;
        kept[oldest] = null;
        return row;
    }
}
