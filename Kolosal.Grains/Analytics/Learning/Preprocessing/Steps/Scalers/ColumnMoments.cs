using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Kolosal.Learning.Preprocessing.Scalers;

/// <summary>Mean and spread of every column in one pass over row-major rows; NaN is missing and left out.</summary>
/// <remarks>
/// Blocks of rows small enough for the cache are read twice, first for their means, then for the squares about them,
/// with what rounding left of the mean taken off (Chan, Golub and LeVeque, The American Statistician 37, 1983, eq.
/// 1.7); blocks are merged in row order (eq. 2.1). Block size and order of sums are fixed, so the bits depend neither
/// on the machine nor on threads. With weights w the mean is Σ w x / Σ w and the variance Σ w (x − mean)² / Σ w.
/// </remarks>
internal sealed class ColumnMoments
{
    private const int Lanes = 4, Group = 4 * Lanes, BlockValues = 4096, BlocksBetweenPolls = 256;

    // Sums of squares below it have lost digits, or are 0 of a column that is not constant.
    private const double MinSquares = 1e-280;
    private readonly double[] count, mean, squares, unit;

    private ColumnMoments(int columns)
    {
        (count, mean, squares, unit) = (new double[columns], new double[columns], new double[columns], new double[columns]);
        Array.Fill(unit, 1);
    }

    /// <summary>The mean of each column; 0 where no value is there.</summary>
    public ReadOnlySpan<double> Mean => mean;

    /// <summary>The weight of the values that are there, by column.</summary>
    public ReadOnlySpan<double> Count => count;

    /// <summary>The population standard deviation (division by the count).</summary>
    public double Deviation(int column) => unit[column] * Math.Sqrt(squares[column] / count[column]);

    /// <summary>Reads the rows.</summary>
    public static ColumnMoments Of(FeatureRows rows, CancellationToken cancel)
    {
        int p = rows.Columns.Length, pattern = p / (int)BigInteger.GreatestCommonDivisor(p, Group) * Group,
            blockLength = pattern * Math.Max(1, BlockValues / pattern);
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
        for (int c = 0; c < p; c++)
            if (!(moments.squares[c] >= MinSquares && double.IsFinite(moments.squares[c]))) moments.ReadInUnit(rows, c, weights);
        return moments;
    }

    /// <summary>Reads a column whose squares are no numbers, in the unit of half its range about the middle of it.</summary>
    private void ReadInUnit(FeatureRows rows, int c, ReadOnlySpan<double> weights)
    {
        double low = double.PositiveInfinity, high = double.NegativeInfinity, total = 0, sum = 0;
        for (int row = 0; row < rows.Rows; row++)
        {
            double value = rows.Row(row)[c], weight = weights.IsEmpty ? 1 : weights[row];
            if (double.IsNaN(value) || weight == 0) continue;
            (low, high, total) = (Math.Min(low, value), Math.Max(high, value), total + weight);
        }
        if (!(low < high)) return;
        double middle = low / 2 + high / 2, half = Math.Max(high / 2 - low / 2, double.Epsilon);
        for (int pass = 0; pass < 2; pass++)
        {
            double center = pass == 0 ? 0 : sum / total;
            for (int row = 0; row < rows.Rows; row++)
            {
                double value = rows.Row(row)[c], weight = weights.IsEmpty ? 1 : weights[row];
                if (double.IsNaN(value) || weight == 0) continue;
                double away = (value - middle) / half - center;
                if (pass == 0) sum += weight * away;
                else squares[c] += weight * away * away;
            }
            if (pass == 0) (squares[c], count[c], unit[c], mean[c]) = (0, total, half, middle + half * (sum / total));
        }
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
        private readonly double[] sums = new double[pattern], drifts = new double[pattern], second = new double[pattern],
            centers = new double[pattern];

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

        /// <summary>Adds up each place of the pattern over the block: four vectors at a time, whose sums stay in registers.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)] // one call is the whole work: there is no second one to be faster in
        private void Sum(ReadOnlySpan<double> block)
        {
            ref double x = ref MemoryMarshal.GetReference(block), sum = ref MemoryMarshal.GetArrayDataReference(sums);
            nuint whole = (nuint)(block.Length / pattern * pattern), step = (nuint)pattern;
            for (nuint k = 0; k < step; k += Group)
            {
                Vector256<double> s0 = Vector256<double>.Zero, s1 = s0, s2 = s0, s3 = s0;
                for (nuint at = k; at < whole; at += step)
                {
                    s0 += Vector256.LoadUnsafe(ref x, at);
                    s1 += Vector256.LoadUnsafe(ref x, at + Lanes);
                    s2 += Vector256.LoadUnsafe(ref x, at + 2 * Lanes);
                    s3 += Vector256.LoadUnsafe(ref x, at + 3 * Lanes);
                }
                s0.StoreUnsafe(ref sum, k);
                s1.StoreUnsafe(ref sum, k + Lanes);
                s2.StoreUnsafe(ref sum, k + 2 * Lanes);
                s3.StoreUnsafe(ref sum, k + 3 * Lanes);
            }
            for (int i = (int)whole, k = 0; i < block.Length; i++, k++) sums[k] += block[i];
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void SumAboutCenters(ReadOnlySpan<double> block)
        {
            ref double x = ref MemoryMarshal.GetReference(block), center = ref MemoryMarshal.GetArrayDataReference(centers);
            ref double drift = ref MemoryMarshal.GetArrayDataReference(drifts), square = ref MemoryMarshal.GetArrayDataReference(second);
            nuint whole = (nuint)(block.Length / pattern * pattern), step = (nuint)pattern;
            for (nuint k = 0; k < step; k += 2 * Lanes)
            {
                Vector256<double> c0 = Vector256.LoadUnsafe(ref center, k), c1 = Vector256.LoadUnsafe(ref center, k + Lanes);
                Vector256<double> d0 = Vector256<double>.Zero, d1 = d0, q0 = d0, q1 = d0;
                for (nuint at = k; at < whole; at += step)
                {
                    Vector256<double> g0 = Vector256.LoadUnsafe(ref x, at) - c0, g1 = Vector256.LoadUnsafe(ref x, at + Lanes) - c1;
                    d0 += g0;
                    d1 += g1;
                    q0 += g0 * g0;
                    q1 += g1 * g1;
                }
                d0.StoreUnsafe(ref drift, k);
                d1.StoreUnsafe(ref drift, k + Lanes);
                q0.StoreUnsafe(ref square, k);
                q1.StoreUnsafe(ref square, k + Lanes);
            }
            for (int i = (int)whole, k = 0; i < block.Length; i++, k++)
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
