using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Kolosal.Learning.Trees;

/// <summary>One tree over codes, for 64 rows at a time.</summary>
/// <remarks>
/// Every split is asked for all rows: one comparison of 64 bytes tells who goes left, two ands pass the rows that
/// are here on to the children, and rows that go right add the number of leaves on the left to their leaf's number.
/// For trees of tens of splits that is a few cycles a row without a branch on data, where following each row costs a
/// mispredicted branch a level (the idea of QuickScorer, Lucchese et al., SIGIR 2015: test all nodes, never walk).
/// </remarks>
internal sealed class BlockTree
{
    /// <summary>Rows of a block.</summary>
    public const int Rows = 64;

    /// <summary>The largest number of leaves: their numbers are bytes.</summary>
    public const int MaxLeaves = 256;

    private readonly BlockSplit[] splits; // parents before children
    private readonly byte[] named;

    private BlockTree(BlockSplit[] splits, byte[] named, int[] leafOf) => (this.splits, this.named, LeafOf) = (splits, named, leafOf);

    /// <summary>The number of the leaf that a node is, counted from left to right; 0 for a node that is none.</summary>
    public int[] LeafOf { get; }

    /// <summary>Makes a tree of nodes whose children follow their parent, the right child after the left; node 0 is the root.</summary>
    /// <param name="count">The number of nodes, at most 511.</param>
    /// <param name="describe">The column of a node (−1: leaf) and its left child.</param>
    /// <param name="ordered">For a split the last code that goes left, and the code of a
    /// missing value that goes left or −1; null when that does not describe it.</param>
    /// <param name="goesLeft">For every code of a split whether it goes left.</param>
    public static BlockTree From(int count, Func<int, (int Column, int Child)> describe, Func<int, (int Last, int Missing)?> ordered,
        Func<int, byte[]> goesLeft)
    {
        var leaves = new int[count]; // below each node
        var slot = new int[count];
        int splitCount = 0;
        for (int i = 0; i < count; i++)
            if (describe(i).Column >= 0) slot[i] = splitCount++;
        for (int i = count - 1; i >= 0; i--)
        {
            var (column, child) = describe(i);
            leaves[i] = column < 0 ? 1 : leaves[child] + leaves[child + 1];
            if (column < 0) slot[i] = splitCount; // rows of a leaf are not looked at again
        }

        var splits = new BlockSplit[splitCount];
        var leafOf = new int[count];
        var named = new List<byte>();
        for (int i = 0; i < count; i++)
        {
            var (column, child) = describe(i);
            if (column < 0) continue;
            leafOf[child] = leafOf[i];
            leafOf[child + 1] = leafOf[i] + leaves[child];
            ref var split = ref splits[slot[i]];
            split = new() { Column = column, Left = slot[child], Right = slot[child + 1], Leaves = (byte)leaves[child], NamedFrom = named.Count };
            if (ordered(i) is { } cut)
            {
                split.Last = (byte)cut.Last;
                if (cut.Missing >= 0)
                {
                    split.Kind = BlockSplit.OrderedAndNamed;
                    named.Add((byte)cut.Missing);
                }
            }
            else
            {
                byte[] left = goesLeft(i);
                bool fewLeft = left.Count(code => code != 0) <= left.Length / 2;
                split.Kind = fewLeft ? BlockSplit.NamedLeft : BlockSplit.NamedRight;
                for (int code = 0; code < left.Length; code++)
                    if (left[code] != 0 == fewLeft) named.Add((byte)code);
            }
            split.NamedTo = named.Count;
        }
        for (int i = 0; i < count; i++)
            if (describe(i).Column >= 0) leafOf[i] = 0;
        return new(splits, [.. named], leafOf);
    }

    /// <summary>The leaf numbers of 64 rows.</summary>
    /// <param name="codes">The codes of the first column, 64 of them.</param>
    /// <param name="stride">From a column's codes to the next one's.</param>
    /// <param name="reach">Room for <see cref="MaxLeaves"/> vectors.</param>
    public Vector512<byte> Leaves(ref byte codes, nint stride, Span<Vector512<byte>> reach)
    {
        ref var here = ref MemoryMarshal.GetReference(reach);
        here = Vector512<byte>.AllBitsSet;
        var leaf = Vector512<byte>.Zero;
        ref var split = ref MemoryMarshal.GetArrayDataReference(splits);
        for (int i = 0; i < splits.Length; i++)
        {
            leaf = Pass(in split, Vector512.LoadUnsafe(ref Unsafe.Add(ref codes, split.Column * stride)), i, ref here, leaf);
            split = ref Unsafe.Add(ref split, 1);
        }
        return leaf;
    }

    /// <summary>The leaf numbers of 64 rows whose columns are in arrays of their own.</summary>
    /// <param name="columns">The codes, column by column; at least <paramref name="from"/> + 64 of each that the tree looks at.</param>
    /// <param name="from">The first row.</param>
    /// <param name="reach">Room for <see cref="MaxLeaves"/> vectors.</param>
    public Vector512<byte> Leaves(byte[][] columns, int from, Span<Vector512<byte>> reach)
    {
        ref var here = ref MemoryMarshal.GetReference(reach);
        here = Vector512<byte>.AllBitsSet;
        var leaf = Vector512<byte>.Zero;
        for (int i = 0; i < splits.Length; i++)
            leaf = Pass(in splits[i], Vector512.LoadUnsafe(ref columns[splits[i].Column][from]), i, ref here, leaf);
        return leaf;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector512<byte> Pass(in BlockSplit split, Vector512<byte> code, int i, ref Vector512<byte> reach, Vector512<byte> leaf)
    {
        var left = split.Kind == BlockSplit.Ordered ? Vector512.LessThanOrEqual(code, Vector512.Create(split.Last)) : Named(split, code);
        var here = Unsafe.Add(ref reach, i);
        var right = Vector512.AndNot(here, left);
        Unsafe.Add(ref reach, split.Left) = here & left;
        Unsafe.Add(ref reach, split.Right) = right;
        return leaf + (right & Vector512.Create(split.Leaves));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Vector512<byte> Named(in BlockSplit split, Vector512<byte> code)
    {
        var left = split.Kind == BlockSplit.OrderedAndNamed ? Vector512.LessThanOrEqual(code, Vector512.Create(split.Last)) : Vector512<byte>.Zero;
        for (int i = split.NamedFrom; i < split.NamedTo; i++) left |= Vector512.Equals(code, Vector512.Create(named[i]));
        return split.Kind == BlockSplit.NamedRight ? ~left : left;
    }

    private struct BlockSplit
    {
        public const byte Ordered = 0, OrderedAndNamed = 1, NamedLeft = 2, NamedRight = 3;

        public int Column, Left, Right, NamedFrom, NamedTo;
        public byte Last, Kind, Leaves;
    }
}
