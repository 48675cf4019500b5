using System.Runtime.CompilerServices;
using Kolosal.Numerics;

namespace Kolosal.Learning.Trees;

/// <summary>The rows of a tree, ordered so that every node has a stretch of them.</summary>
internal sealed unsafe class RowPartition
{
    /// <summary>Fewer rows than this are not worth waking a second thread for.</summary>
    private const int RowsPerThread = 1 << 13;

    private readonly int[] rows, spare;
    private readonly int[] lefts;

    /// <param name="capacity">The largest number of rows.</param>
    /// <param name="threads">The largest number of threads.</param>
    public RowPartition(int capacity, int threads)
    {
        rows = GC.AllocateUninitializedArray<int>(capacity, pinned: true);
        spare = GC.AllocateUninitializedArray<int>(capacity, pinned: true);
        lefts = new int[threads];
    }

    /// <summary>The number of rows of the tree.</summary>
    public int Count { get; private set; }

    /// <summary>Whether the rows are 0 … Count − 1 in order, as before the first split of a tree that sees every row.</summary>
    public bool IsIdentity { get; private set; }

    /// <summary>The row numbers of a node.</summary>
    public ReadOnlySpan<int> Of(int start, int count) => rows.AsSpan(start, count);

    /// <summary>The row numbers from a place on.</summary>
    public int* From(int start) => (int*)Unsafe.AsPointer(ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(rows)) + start;

    /// <summary>Starts a tree.</summary>
    /// <param name="chosen">The rows it sees, ascending, or empty for all.</param>
    /// <param name="all">The number of rows there are.</param>
    public void Begin(ReadOnlySpan<int> chosen, int all)
    {
        IsIdentity = chosen.IsEmpty;
        Count = IsIdentity ? all : chosen.Length;
        if (IsIdentity) for (int r = 0; r < all; r++) rows[r] = r;
        else chosen.CopyTo(rows);
    }

    /// <summary>Brings the rows of a node whose code goes left to the front, keeping the order on both sides.</summary>
    /// <param name="start">Where the node starts.</param>
    /// <param name="count">How many rows it has.</param>
    /// <param name="codes">The codes of the split's column.</param>
    /// <param name="goesLeft">1 for every code that goes left, 0 for the others; 256 entries.</param>
    /// <param name="team">Works on stretches of the node.</param>
    /// <returns>The number of rows that went left.</returns>
    public int Split(int start, int count, byte[] codes, byte[] goesLeft, WorkerTeam team)
    {
        IsIdentity = false;
        int chunks = Math.Clamp(count / RowsPerThread, 1, lefts.Length);
        team.Run(chunks, chunk =>
        {
            int from = (int)((long)count * chunk / chunks), to = (int)((long)count * (chunk + 1) / chunks);
            lefts[chunk] = SplitStretch(start + from, to - from, codes, goesLeft);
        });

        int left = 0;
        for (int chunk = 0; chunk < chunks; chunk++)
        {
            int from = (int)((long)count * chunk / chunks);
            if (left != from) Array.Copy(rows, start + from, rows, start + left, lefts[chunk]);
            left += lefts[chunk];
        }
        int right = start + left;
        for (int chunk = 0; chunk < chunks; chunk++)
        {
            int from = (int)((long)count * chunk / chunks), to = (int)((long)count * (chunk + 1) / chunks), length = to - from - lefts[chunk];
            Array.Copy(spare, start + from, rows, right, length);
            right += length;
        }
        return left;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int SplitStretch(int start, int count, byte[] codes, byte[] goesLeft)
    {
        fixed (int* all = rows, away = spare)
        fixed (byte* code = codes, table = goesLeft)
        {
            int* row = all + start, right = away + start, left = row;
            for (int i = 0; i < count; i++)
            {
                // Both sides are written and only one advances: no branch to mispredict. The left end never passes the reading end.
                int r = row[i];
                nint goes = table[code[r]];
                *left = r;
                *right = r;
                left += goes;
                right += 1 - goes;
            }
            return (int)(left - row);
        }
    }
}
