using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Kolosal.Learning.Trees;

/// <summary>One tree over codes, for 64 rows at a time.</summary>
/// <remarks>
/// Every node is asked for all rows: one comparison of 64 bytes a node and two ands pass the rows on to the children, and a leaf writes its number where rows are left.
/// For trees of tens of nodes that is a few cycles a row without a single branch on data, where following each row costs a mispredicted branch a level
/// (the idea of QuickScorer, Lucchese et al., SIGIR 2015: test all nodes, never walk).
/// </remarks>
internal sealed class BlockTree
{
    /// <summary>Rows of a block.</summary>
    public const int Rows = 64;

    /// <summary>The largest number of leaves: their numbers are bytes.</summary>
    public const int MostLeaves = 256;

    private readonly BlockNode[] nodes;
    private readonly byte[] named;

    private BlockTree(BlockNode[] nodes, byte[] named) => (this.nodes, this.named) = (nodes, named);

    /// <summary>The number of nodes.</summary>
    public int Nodes => nodes.Length;

    /// <summary>Makes a tree of nodes that follow their parent, the right child after the left.</summary>
    /// <param name="count">The number of nodes.</param>
    /// <param name="describe">The column of a node (−1: leaf), its left child or leaf number, and for every code whether it goes left.</param>
    /// <param name="ordered">For a node the last code that goes left, and the code of a missing value that goes left or −1; null when neither describes it.</param>
    public static BlockTree From(int count, Func<int, (int Column, int Child)> describe, Func<int, (int Last, int Missing)?> ordered, Func<int, byte[]> goesLeft)
    {
        var nodes = new BlockNode[count];
        var named = new List<byte>();
        for (int i = 0; i < count; i++)
        {
            var (column, child) = describe(i);
            nodes[i] = new() { Column = column, Child = child, NamedFrom = named.Count };
            if (column < 0) continue;
            if (ordered(i) is { } cut)
            {
                nodes[i].Last = (byte)cut.Last;
                nodes[i].Kind = BlockNode.Ordered;
                if (cut.Missing >= 0) named.Add((byte)cut.Missing);
            }
            else
            {
                byte[] left = goesLeft(i);
                bool fewLeft = left.Count(code => code != 0) <= left.Length / 2;
                nodes[i].Kind = fewLeft ? BlockNode.NamedLeft : BlockNode.NamedRight;
                for (int code = 0; code < left.Length; code++)
                    if (left[code] != 0 == fewLeft) named.Add((byte)code);
            }
            nodes[i].NamedTo = named.Count;
        }
        return new(nodes, [.. named]);
    }

    /// <summary>The leaf numbers of 64 rows.</summary>
    /// <param name="codes">The codes of the first column, 64 of them.</param>
    /// <param name="stride">From a column's codes to the next one's.</param>
    /// <param name="reach">Room for one vector a node.</param>
    public Vector512<byte> Leaves(ref byte codes, nint stride, Span<Vector512<byte>> reach)
    {
        ref var first = ref MemoryMarshal.GetReference(reach);
        first = Vector512<byte>.AllBitsSet;
        var leaves = Vector512<byte>.Zero;
        for (int i = 0; i < nodes.Length; i++)
        {
            ref readonly var node = ref nodes[i];
            var here = System.Runtime.CompilerServices.Unsafe.Add(ref first, i);
            if (node.Column < 0)
            {
                leaves |= here & Vector512.Create((byte)node.Child);
                continue;
            }
            var code = Vector512.LoadUnsafe(ref System.Runtime.CompilerServices.Unsafe.Add(ref codes, node.Column * stride));
            var left = Left(node, code);
            System.Runtime.CompilerServices.Unsafe.Add(ref first, node.Child) = here & left;
            System.Runtime.CompilerServices.Unsafe.Add(ref first, node.Child + 1) = Vector512.AndNot(here, left);
        }
        return leaves;
    }

    /// <summary>The leaf numbers of 64 rows whose columns are in arrays of their own.</summary>
    /// <param name="columns">The codes, column by column; at least <paramref name="from"/> + 64 of each that the tree looks at.</param>
    /// <param name="from">The first row.</param>
    /// <param name="reach">Room for one vector a node.</param>
    public Vector512<byte> Leaves(byte[][] columns, int from, Span<Vector512<byte>> reach)
    {
        reach[0] = Vector512<byte>.AllBitsSet;
        var leaves = Vector512<byte>.Zero;
        for (int i = 0; i < nodes.Length; i++)
        {
            ref readonly var node = ref nodes[i];
            if (node.Column < 0)
            {
                leaves |= reach[i] & Vector512.Create((byte)node.Child);
                continue;
            }
            var left = Left(node, Vector512.LoadUnsafe(ref columns[node.Column][from]));
            reach[node.Child] = reach[i] & left;
            reach[node.Child + 1] = Vector512.AndNot(reach[i], left);
        }
        return leaves;
    }

    private Vector512<byte> Left(in BlockNode node, Vector512<byte> code)
    {
        var left = node.Kind == BlockNode.Ordered ? Vector512.LessThanOrEqual(code, Vector512.Create(node.Last)) : Vector512<byte>.Zero;
        for (int i = node.NamedFrom; i < node.NamedTo; i++) left |= Vector512.Equals(code, Vector512.Create(named[i]));
        return node.Kind == BlockNode.NamedRight ? ~left : left;
    }

    private struct BlockNode
    {
        public const byte Ordered = 0, NamedLeft = 1, NamedRight = 2;

        public int Column, Child, NamedFrom, NamedTo;
        public byte Last, Kind;
    }
}
