using Kolosal.Numerics;

namespace Kolosal.Learning.Trees;

/// <summary>Where the bins of every column are in a histogram, and the codes once more
/// row by row, in the order in which histograms read them.</summary>
/// <remarks>
/// Adding a row to the histograms of a node costs one read-modify-write a byte, so columns with few codes share a byte:
/// with a, b, c codes each the byte is x + a (y + b z), as long as a b c ≤ 256; their own histograms are sums over the
/// joint one. Nothing is lost, and eight columns of eight codes cost as four. Bytes are kept in groups of up to 16 a
/// row, one group a task: a row of a group is one 16-byte read, and the histograms of a group fit the first-level cache.
/// </remarks>
internal sealed class HistogramLayout
{
    /// <summary>Bytes a row in one group.</summary>
    public const int Stride = 16;

    /// <summary>Room for the codes of one byte.</summary>
    public const int CodesPerByte = 256;

    // A joint histogram has up to 256 sums to be split up again for each of a tree's nodes, 61 with 31 leaves: with few rows more than it saves.
    private const int MinJointRows = 1 << 14;

    // Groups narrower than this read a row's number and word too often for the bytes that they add.
    private const int MinBytesPerGroup = 6;

    private HistogramLayout(int[] byteOf, int[] divisor, int[] offset, int[] size, int[] groupStart, byte[][] groups) =>
        (ByteOf, Divisor, Offset, Size, GroupStart, Groups) = (byteOf, divisor, offset, size, groupStart, groups);

    /// <summary>The byte that holds a column, −1 for a column with one code, which can split nothing.</summary>
    public int[] ByteOf { get; }

    /// <summary>The column's code is (byte / divisor) mod codes.</summary>
    public int[] Divisor { get; }

    /// <summary>The first bin of each byte in a node's histogram; the last entry is the total.</summary>
    public int[] Offset { get; }

    /// <summary>The number of joint codes of each byte.</summary>
    public int[] Size { get; }

    /// <summary>The first byte of each group; the last entry is the number of bytes.</summary>
    public int[] GroupStart { get; }

    /// <summary>The bytes of each group, row-major, <see cref="Stride"/> a row; pinned.</summary>
    public byte[][] Groups { get; }

    /// <summary>The number of bins of a node's histogram.</summary>
    public int Bins => Offset[^1];

    /// <param name="matrix">The codes.</param>
    /// <param name="team">Groups are made a multiple of its size where that costs nothing.</param>
    /// <param name="cancel">Polled for every block of rows.</param>
    public static HistogramLayout Of(BinnedMatrix matrix, WorkerTeam team, CancellationToken cancel)
    {
        int columns = matrix.Columns.Length;
        int room = matrix.Rows >= MinJointRows ? CodesPerByte : 0;
        var order = new int[columns];
        for (int c = 0; c < columns; c++) order[c] = c;
        Array.Sort(order, (a, b) => matrix.Slots(a) != matrix.Slots(b) ? matrix.Slots(b).CompareTo(matrix.Slots(a)) : a.CompareTo(b));

        var byteOf = new int[columns];
        var divisor = new int[columns];
        var size = new List<int>();
        foreach (int c in order)
        {
            int slots = matrix.Slots(c);
            byteOf[c] = -1;
            if (slots < 2) continue;
            int fits = size.FindIndex(s => s * slots <= room);
            if (fits < 0)
            {
                fits = size.Count;
                size.Add(1);
            }
            (byteOf[c], divisor[c]) = (fits, size[fits]);
            size[fits] *= slots;
        }

        var offset = new int[size.Count + 1];
        for (int b = 0; b < size.Count; b++) offset[b + 1] = offset[b] + size[b];
        int groupCount = (size.Count + Stride - 1) / Stride;
        int even = (groupCount + team.Size - 1) / team.Size * team.Size;
        if (size.Count >= MinBytesPerGroup * even) groupCount = even;
        var groupStart = new int[groupCount + 1];
        for (int g = 0; g <= groupCount; g++) groupStart[g] = (int)((long)g * size.Count / Math.Max(groupCount, 1));

        if ((long)matrix.Rows * Stride > Array.MaxLength)
            throw new TrainingException($"Boosting holds at most {Array.MaxLength / Stride} rows at once, got {matrix.Rows}; train on a sample.");
        var groups = new byte[groupCount][];
        for (int g = 0; g < groupCount; g++) groups[g] = GC.AllocateArray<byte>(matrix.Rows * Stride, pinned: true);
        var layout = new HistogramLayout(byteOf, divisor, offset, [.. size], groupStart, groups);
        layout.Fill(matrix, team, cancel);
        return layout;
    }

    private void Fill(BinnedMatrix matrix, WorkerTeam team, CancellationToken cancel)
    {
        const int BlockRows = 4096;
        var groupOf = new int[Size.Length];
        for (int g = 0; g < Groups.Length; g++)
            for (int b = GroupStart[g]; b < GroupStart[g + 1]; b++) groupOf[b] = g;
        team.Run((matrix.Rows + BlockRows - 1) / BlockRows, block =>
        {
            cancel.ThrowIfCancellationRequested();
            int from = block * BlockRows, to = Math.Min(matrix.Rows, from + BlockRows);
            for (int c = 0; c < matrix.Columns.Length; c++)
            {
                if (ByteOf[c] < 0) continue;
                int target = ByteOf[c], group = groupOf[target];
                var codes = matrix.Columns[c];
                var bytes = Groups[group];
                int at = target - GroupStart[group], factor = Divisor[c];
                for (int r = from; r < to; r++) bytes[r * Stride + at] += (byte)(codes[r] * factor);
            }
        });
    }
}
