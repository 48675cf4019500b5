using Kolosal.Numerics;
using Kolosal.Statistics;

namespace Kolosal.Learning.Trees;

/// <summary>A matrix of bin codes, one byte a value, column by column.</summary>
/// <remarks>Code(r, c) is at Columns[c][r]; a missing value has the code Bins of its column.</remarks>
internal sealed class BinnedMatrix
{
    /// <summary>Rows looked at to place thresholds: enough for 255 bins to be within a few per cent of equal weight.</summary>
    private const int SampleRows = 1 << 16;

    // Rows encoded at a time: 64 columns of 8-byte values are then 128 KiB, within the second-level cache for all columns of the block.
    private const int BlockRows = 256;

    private BinnedMatrix(FeatureBins[] bins, byte[][] columns, int rows, bool[] missing) =>
        (Bins, Columns, Rows, HasMissing) = (bins, columns, rows, missing);

    /// <summary>How each column was binned.</summary>
    public FeatureBins[] Bins { get; }

    /// <summary>The codes, column by column.</summary>
    public byte[][] Columns { get; }

    /// <summary>The number of rows.</summary>
    public int Rows { get; }

    /// <summary>Whether a column has a missing value.</summary>
    public bool[] HasMissing { get; }

    /// <summary>The number of different codes of a column.</summary>
    public int Slots(int column) => Bins[column].Bins + (HasMissing[column] ? 1 : 0);

    /// <summary>Places the bins on the rows and encodes them.</summary>
    /// <param name="features">rows × columns, row-major, NaN missing.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="weights">One weight a row, or empty.</param>
    /// <param name="maxBins">The largest number of bins of a number column, 2 … 255.</param>
    /// <param name="seed">Chooses the sample when there are more than 65,536 rows.</param>
    /// <param name="team">Works on columns, then on blocks of rows.</param>
    /// <param name="cancel">Polled for every column and block.</param>
    public static BinnedMatrix Fit(ReadOnlyMemory<double> features, ImmutableArray<FeatureInfo> columns, ReadOnlyMemory<double> weights, int maxBins,
        ulong seed,
        WorkerTeam team, CancellationToken cancel)
    {
        int width = columns.Length, rows = width == 0 ? 0 : features.Length / width;
        var sample = Sample(rows, seed);
        var bins = new FeatureBins[width];
        team.Run(width, c =>
        {
            cancel.ThrowIfCancellationRequested();
            var x = features.Span;
            var w = weights.Span;
            if (columns[c].IsCategorical)
            {
                var weightOf = new double[columns[c].Cardinality];
                for (int r = 0; r < rows; r++)
                {
                    double code = x[r * width + c];
                    if (!double.IsNaN(code)) weightOf[(int)code] += w.IsEmpty ? 1 : w[r];
                }
                bins[c] = FeatureBins.ForCategories(weightOf);
                return;
            }
            var values = new double[sample.Length];
            var share = w.IsEmpty ? [] : new double[sample.Length];
            for (int i = 0; i < sample.Length; i++) values[i] = x[sample[i] * width + c];
            for (int i = 0; i < share.Length; i++) share[i] = w[sample[i]];
            bins[c] = FeatureBins.ForNumbers(values, share, maxBins);
        });
        return Encode(features, bins, team, cancel);
    }

    /// <summary>Encodes rows with bins placed before.</summary>
    public static BinnedMatrix Encode(ReadOnlyMemory<double> features, FeatureBins[] bins, WorkerTeam team, CancellationToken cancel)
    {
        int width = bins.Length, rows = width == 0 ? 0 : features.Length / width;
        var codes = new byte[width][];
        for (int c = 0; c < width; c++) codes[c] = GC.AllocateUninitializedArray<byte>(rows);
        var missing = new bool[width];
        team.Run((rows + BlockRows - 1) / BlockRows, block =>
        {
            if ((block & 63) == 0) cancel.ThrowIfCancellationRequested();
            int from = block * BlockRows, to = Math.Min(rows, from + BlockRows);
            var x = features.Span;
            for (int c = 0; c < width; c++)
            {
                if (bins[c].Encode(x[(from * width + c)..], width, codes[c].AsSpan(from, to - from))) missing[c] = true;
            }
        });
        return new(bins, codes, rows, missing);
    }

    /// <summary>The same rows with further columns of codes behind, none of them missing.</summary>
    /// <param name="more">Columns to add.</param>
    /// <param name="keeps">Whether a column of this matrix is kept; the others become constant.</param>
    public BinnedMatrix With(IReadOnlyCollection<TargetStatistics> more, Func<int, bool> keeps)
    {
        var nothing = FeatureBins.FromThresholds([]);
        var none = new byte[Rows];
        int[] here = [.. Enumerable.Range(0, Columns.Length)];
        return new(
            [.. here.Select(c => keeps(c) ? Bins[c] : nothing), .. more.Select(statistics => statistics.Bins)],
            [.. here.Select(c => keeps(c) ? Columns[c] : none), .. more.Select(statistics => statistics.Codes)],
            Rows,
            [.. here.Select(c => keeps(c) && HasMissing[c]), .. more.Select(_ => false)]);
    }

    private static int[] Sample(int rows, ulong seed)
    {
        var chosen = new int[Math.Min(rows, SampleRows)];
        var random = new SeededRandom(seed, stream: 0xB1A5);
        for (int i = 0; i < chosen.Length; i++)
        {
            // One row out of each of equal stretches: spread over the whole table, whatever its order.
            long from = (long)i * rows / chosen.Length, to = (long)(i + 1) * rows / chosen.Length;
            chosen[i] = (int)from + random.Next((int)(to - from));
        }
        return chosen;
    }
}
