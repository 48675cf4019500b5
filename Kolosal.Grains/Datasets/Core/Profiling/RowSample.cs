using Kolosal.Statistics;

namespace Kolosal.Datasets;

/// <summary>Rows that stand for all: one out of each of n equally long runs, so every
/// part of the file is represented; all rows when there are few.</summary>
/// <remarks>The place within a run comes from SplitMix64 (Steele, Lea and Flood 2014), so
/// equal tables have equal samples and no period of the data can lock in.</remarks>
public sealed class RowSample
{
    private readonly long rows;

    /// <param name="rows">Rows of the table.</param>
    /// <param name="most">Most rows to take, ≥ 1.</param>
    public RowSample(long rows, int most)
    {
        this.rows = rows;
        Size = (int)Math.Min(rows, most);
    }

    /// <summary>Rows in the sample.</summary>
    public int Size { get; }

    public bool IsAll => Size == rows;

    /// <summary>The row that represents a run; ascending in <paramref name="run"/>.</summary>
    public long Row(int run)
    {
        if (IsAll) return run;
        long from = Bound(run), to = Bound(run + 1);
        return from + (long)(Bits.Mix((ulong)run) % (ulong)(to - from));
    }

    private long Bound(int run) => (long)((Int128)rows * run / Size);
}
