using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Kolosal.Learning.Trees;

/// <summary>One tree over codes, filled up to a complete one, that many rows walk level by level without a branch.</summary>
/// <remarks>
/// Node i has the children 2 i + 1 and 2 i + 2. On the first five levels every node is asked for 64 rows with one comparison, and
/// who reached it is one word of bits; below, a row steps by two loads, a subtraction whose sign is the direction, and an addition,
/// eight rows side by side to hide each other's latency. A leaf above the last level is continued by nodes that everything passes to
/// the left. A walk costs its depth where <see cref="BlockTree"/> costs the number of splits, so this is the form for bushy trees.
/// </remarks>
internal sealed class LevelTree
{
    /// <summary>Rows of a block.</summary>
    public const int Rows = BlockTree.Rows;

    /// <summary>Deeper trees are not filled up: 2¹⁰ nodes and as many values of 8 bytes are half of a first-level cache of 32 KiB.</summary>
    private const int MaxDepth = 10;

    /// <summary>From this many splits on the walk is faster than asking every split,</summary>
    private const int MinSplits = 20;

    /// <summary>as long as the complete tree has at most this many leaves for each split there is.</summary>
    private const int MaxPadding = 4;

    /// <summary>On the first levels a node is asked for all rows at once; their number doubles with each level, a row's step stays one.</summary>
    private const int MaxBlockLevels = 5;

    // Independent walks that hide a load's latency of some five cycles and still fit the sixteen registers.
    private const int Together = 8;
    private readonly Node[] nodes;
    private readonly double[] values;
    private readonly int depth;

    private LevelTree(Node[] nodes, double[] values, int depth) => (this.nodes, this.values, this.depth) = (nodes, values, depth);

    /// <summary>Makes a tree, or null when it has few splits, is too deep, or a split is not "codes up to a last one".</summary>
    /// <param name="count">The number of nodes; children follow their parent, the right child after the left; node 0 is the root.</param>
    /// <param name="inputs">The number of columns.</param>
    /// <param name="describe">The column of a node (−1: leaf) and its left child.</param>
    /// <param name="ordered">For a split the last code that goes left, and the code of a
    /// missing value that goes left or −1; null when that does not describe it.</param>
    /// <param name="value">The value of a leaf.</param>
    public static LevelTree? From(int count, int inputs, Func<int, (int Column, int Child)> describe, Func<int, (int Last, int Missing)?> ordered,
        Func<int, double> value)
    {
        if (count < 2 * MinSplits + 1) return null;
        var depths = new int[count];
        int depth = 0;
        for (int i = 0; i < count; i++)
        {
            var (column, child) = describe(i);
            if (column < 0) continue;
            depths[child] = depths[child + 1] = depths[i] + 1;
            depth = Math.Max(depth, depths[i] + 1);
            if (depth > MaxDepth || ordered(i) is null) return null;
        }
        if (1 << depth > MaxPadding * (count / 2)) return null;
        var nodes = new Node[(1 << depth) - 1];
        var values = new double[1 << depth];
        void Place(int i, int at, int level)
        {
            var (column, child) = describe(i);
            if (column >= 0)
            {
                var (last, missing) = ordered(i)!.Value;
                nodes[at] = new((missing >= 0 ? inputs + column : column) * Rows, last);
                Place(child, 2 * at + 1, level + 1);
                Place(child + 1, 2 * at + 2, level + 1);
                return;
            }
            for (; level < depth; level++)
            {
                nodes[at] = new(0, byte.MaxValue);
                at = 2 * at + 1;
            }
            values[at - nodes.Length] = value(i);
        }
        Place(0, 0, 0);
        return new(nodes, values, depth);
    }

    /// <summary>Fills the second half of a block of codes: the same codes with 0 for missing, which every split sends left.</summary>
    /// <param name="codes">64 codes of the column.</param>
    /// <param name="missing">The code of a missing value.</param>
    /// <param name="copy">Receives 64 codes.</param>
    public static void MissingLeft(ReadOnlySpan<byte> codes, byte missing, Span<byte> copy)
    {
        var code = Vector512.Create(codes);
        Vector512.AndNot(code, Vector512.Equals(code, Vector512.Create(missing))).CopyTo(copy);
    }

    /// <summary>Adds the leaves of 64 rows to their sums.</summary>
    /// <param name="codes">2 · inputs columns of 64 codes each, the second half as of <see cref="MissingLeft"/>.</param>
    /// <param name="sums">64 sums.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddTo(ref byte codes, Span<double> sums)
    {
        Span<byte> places = stackalloc byte[Rows];
        int top = Math.Min(depth, MaxBlockLevels);
        Ask(ref codes, top).CopyTo(places);

        ref var node = ref MemoryMarshal.GetArrayDataReference(nodes);
        ref double value = ref MemoryMarshal.GetArrayDataReference(values);
        ref double sum = ref MemoryMarshal.GetReference(sums[..Rows]);
        ref byte place = ref MemoryMarshal.GetReference(places);
        // the first node of the level reached, and the number of the leaf that values begin with
        nint reached = (1 << top) - 1, leaves = nodes.Length;
        for (nint r = 0; r < Rows; r += Together)
        {
            ref byte code = ref Unsafe.Add(ref codes, r), from = ref Unsafe.Add(ref place, r);
            nint a = reached + from, b = reached + Unsafe.Add(ref from, 1), c = reached + Unsafe.Add(ref from, 2),
                d = reached + Unsafe.Add(ref from, 3);
            nint e = reached + Unsafe.Add(ref from, 4), f = reached + Unsafe.Add(ref from, 5), g = reached + Unsafe.Add(ref from, 6),
                h = reached + Unsafe.Add(ref from, 7);
            for (int level = top; level < depth; level++)
            {
                a = Next(ref node, ref code, a, 0);
                b = Next(ref node, ref code, b, 1);
                c = Next(ref node, ref code, c, 2);
                d = Next(ref node, ref code, d, 3);
                e = Next(ref node, ref code, e, 4);
                f = Next(ref node, ref code, f, 5);
                g = Next(ref node, ref code, g, 6);
                h = Next(ref node, ref code, h, 7);
            }
            ref double at = ref Unsafe.Add(ref sum, r);
            at += Unsafe.Add(ref value, a - leaves);
            Unsafe.Add(ref at, 1) += Unsafe.Add(ref value, b - leaves);
            Unsafe.Add(ref at, 2) += Unsafe.Add(ref value, c - leaves);
            Unsafe.Add(ref at, 3) += Unsafe.Add(ref value, d - leaves);
            Unsafe.Add(ref at, 4) += Unsafe.Add(ref value, e - leaves);
            Unsafe.Add(ref at, 5) += Unsafe.Add(ref value, f - leaves);
            Unsafe.Add(ref at, 6) += Unsafe.Add(ref value, g - leaves);
            Unsafe.Add(ref at, 7) += Unsafe.Add(ref value, h - leaves);
        }
    }

    /// <summary>The place of each row on a level, from left to right: every node above is asked for all rows, one bit a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector512<byte> Ask(ref byte codes, int levels)
    {
        Span<ulong> reach = stackalloc ulong[1 << (MaxBlockLevels + 1)];
        ref ulong here = ref MemoryMarshal.GetReference(reach);
        ref var node = ref MemoryMarshal.GetArrayDataReference(nodes);
        here = ulong.MaxValue;
        var place = Vector512<byte>.Zero;
        for (nint level = 0, first = 0; level < levels; level++, first = 2 * first + 1)
        {
            ulong rights = 0;
            for (nint i = first; i <= 2 * first; i++)
            {
                ref var asked = ref Unsafe.Add(ref node, i);
                ulong left = Vector512.LessThanOrEqual(Vector512.LoadUnsafe(ref Unsafe.Add(ref codes, asked.Offset)),
                    Vector512.Create((byte)asked.Last)).ExtractMostSignificantBits();
                ulong all = Unsafe.Add(ref here, i), right = all & ~left;
                Unsafe.Add(ref here, 2 * i + 1) = all & left;
                Unsafe.Add(ref here, 2 * i + 2) = right;
                rights |= right;
            }
            place = place + place - Spread(rights);
        }
        return place;
    }

    // All bits of byte r are bit r of the mask.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Spread(ulong mask)
    {
        var bytes = Vector512.Shuffle(Vector512.Create(mask).AsByte(), Vector512.Create(
            (byte)0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3,
            4, 4, 4, 4, 4, 4, 4, 4, 5, 5, 5, 5, 5, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 6, 7, 7, 7, 7, 7, 7, 7, 7));
        var bit = Vector512.Create(0x8040201008040201UL).AsByte();
        return Vector512.Equals(bytes & bit, bit);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint Next(ref Node nodes, ref byte codes, nint at, nint row)
    {
        ref var node = ref Unsafe.Add(ref nodes, at);
        // A code above the last one makes the difference negative, so its sign bit is the step to the right.
        return 2 * at + 1 + (nint)((uint)(node.Last - Unsafe.Add(ref codes, (nint)node.Offset + row)) >> 31);
    }

    private readonly record struct Node(int Offset, int Last);
}
