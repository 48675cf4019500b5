using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Kolosal.Learning.Preprocessing.Scalers;

/// <summary>Mean and spread of every column in one pass over row-major rows; NaN is missing and left out.</summary>
/// <remarks>
/// Blocks of rows small enough for the cache are read twice, first for their means, then for the squares about them, with what rounding left of the mean taken off
/// (Chan, Golub and LeVeque, The American Statistician 37, 1983, eq. 1.7); blocks are merged in row order (eq. 2.1). Block size and order of sums are fixed,
/// so the bits depend neither on the machine nor on threads. With weights w the mean is Σ w x / Σ w and the variance Σ w (x − mean)² / Σ w.
/// </remarks>
internal sealed class ColumnMoments
{
    private const int Lanes = 4, BlockValues = 2048, BlocksBetweenPolls = 256;
    private readonly double[] count, mean, squares;

    private ColumnMoments(int columns) => (count, mean, squares) = (new double[columns], new double[columns], new double[columns]);

    /// <summary>The mean of each column; 0 where no value is there.</summary>
    public ReadOnlySpan<double> Mean => mean;

    /// <summary>The weight of the values that are there, by column.</summary>
    public ReadOnlySpan<double> Count => count;

    /// <summary>The population standard deviation (division by the count).</summary>
    public double Deviation(int column) => Math.Sqrt(squares[column] / count[column]);

    /// <summary>Reads the rows.</summary>
    public static ColumnMoments Of(FeatureRows rows, CancellationToken cancel)
    {
        int p = rows.Columns.Length, pattern = LinearColumns.PatternLength(p), blockLength = pattern * Math.Max(1, BlockValues / pattern);
        var moments = new ColumnMoments(p);
        var block = new Block(p, pattern);
        var values = rows.Features.Span;
        var weights = rows.Weights.Span;
        if (weights.IsEmpty || !weights.ContainsAnyExcept(weights[0])) weights = default; // equal weights weigh nothing
        for (int at = 0, n = 0; at < values.Length; at += blockLength, n++)
        {
            if (n % BlocksBetweenPolls == 0) cancel.ThrowIfCancellationRequested();
            var part = values.Slice(at, Math.Min(blockLength, values.Length - at));
            block.Read(part, weights.IsEmpty ? default : weights.Slice(at / p, part.Length / p));
            for (int c = 0; c < p; c++) moments.Merge(c, block.Count[c], block.Mean[c], block.Squares[c]);
        }
        return moments;
    }

    private void Merge(int c, double n, double m, double s)
    {
        if (n == 0) return;
        double total = count[c] + n, gap = m - mean[c];
        mean[c] += gap * (n / total);
        squares[c] += s + gap * gap * (count[c] * n / total);
        count[c] = total;
    }

    /// <summary>The moments of a block, and the room to compute them.</summary>
    private sealed class Block(int columns, int pattern)
    {
        private readonly double[] sums = new double[pattern], drifts = new double[pattern], second = new double[pattern], centers = new double[pattern];

        public double[] Count { get; } = new double[columns];

        public double[] Mean { get; } = new double[columns];

        public double[] Squares { get; } = new double[columns];

        public void Read(ReadOnlySpan<double> block, ReadOnlySpan<double> weights)
        {
            int rows = block.Length / columns;
            if (!weights.IsEmpty)
            {
                for (int c = 0; c < columns; c++) ReadColumn(block, weights, c);
                return;
            }
            Sum(block);
            for (int c = 0; c < columns; c++) Mean[c] = Fold(sums, c) / rows;
            for (int k = 0; k < pattern; k++) centers[k] = Mean[k % columns];
            SumAboutCenters(block);
            for (int c = 0; c < columns; c++)
            {
                double drift = Fold(drifts, c);
                (Count[c], Squares[c]) = (rows, Fold(second, c) - drift * drift / rows);
                if (!double.IsFinite(Squares[c])) ReadColumn(block, weights, c); // a hole, or numbers whose sum overflows
                else Squares[c] = Math.Max(0, Squares[c]);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)] // one call is the whole work: there is no second one to be faster in
        private void Sum(ReadOnlySpan<double> block)
        {
            Array.Clear(sums);
            ref double x = ref MemoryMarshal.GetReference(block), sum = ref MemoryMarshal.GetArrayDataReference(sums);
            nuint at = 0, length = (nuint)block.Length, step = (nuint)pattern;
            for (; at + step <= length; at += step)
                for (nuint k = 0; k < step; k += Lanes) (Vector256.LoadUnsafe(ref sum, k) + Vector256.LoadUnsafe(ref x, at + k)).StoreUnsafe(ref sum, k);
            for (int i = (int)at, k = 0; i < block.Length; i++, k++) sums[k] += block[i];
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)] // one call is the whole work: there is no second one to be faster in
        private void SumAboutCenters(ReadOnlySpan<double> block)
        {
            Array.Clear(drifts);
            Array.Clear(second);
            ref double x = ref MemoryMarshal.GetReference(block), center = ref MemoryMarshal.GetArrayDataReference(centers);
            ref double drift = ref MemoryMarshal.GetArrayDataReference(drifts), square = ref MemoryMarshal.GetArrayDataReference(second);
            nuint at = 0, length = (nuint)block.Length, step = (nuint)pattern;
            for (; at + step <= length; at += step)
                for (nuint k = 0; k < step; k += Lanes)
                {
                    var gap = Vector256.LoadUnsafe(ref x, at + k) - Vector256.LoadUnsafe(ref center, k);
                    (Vector256.LoadUnsafe(ref drift, k) + gap).StoreUnsafe(ref drift, k);
                    (Vector256.LoadUnsafe(ref square, k) + gap * gap).StoreUnsafe(ref square, k);
                }
            for (int i = (int)at, k = 0; i < block.Length; i++, k++)
            {
                double gap = block[i] - centers[k];
                drifts[k] += gap;
                second[k] += gap * gap;
            }
        }

        private double Fold(double[] lanes, int column)
        {
            double total = 0;
            for (int k = column; k < pattern; k += columns) total += lanes[k];
            return total;
        }

        /// <summary>Value by value, with weights and holes; a running mean cannot overflow where the mean does not.</summary>
        private void ReadColumn(ReadOnlySpan<double> block, ReadOnlySpan<double> weights, int column)
        {
            double n = 0, m = 0, s = 0;
            for (int at = column, row = 0; at < block.Length; at += columns, row++)
            {
                double weight = weights.IsEmpty ? 1 : weights[row];
                if (double.IsNaN(block[at]) || weight == 0) continue;
                n += weight;
                double gap = block[at] - m;
                m += gap * (weight / n);
                s += weight * gap * (block[at] - m);
            }
            (Count[column], Mean[column], Squares[column]) = (n, m, s);
        }
    }
}
