using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Kolosal.Learning.Trees;

/// <summary>Scores rows in blocks of 64: the values become codes among the thresholds
/// that the trees use, and each tree is asked for the whole block.</summary>
internal sealed class BlockScorer
{
    // Two copies of 64 codes a column are then 128 KiB, kept on a stack of 1 MiB or more.
    private const int MaxColumns = 1024;
    private readonly TreeEnsemble trees;
    private readonly LevelTree?[] levels;    // bushy trees
    private readonly BlockTree?[] blocks;    // the others
    private readonly double[][] values;      // leaf values of the latter by leaf number
    private readonly FeatureBins?[] columns; // null when no tree looks at the column

    private BlockScorer(TreeEnsemble trees, LevelTree?[] levels, BlockTree?[] blocks, double[][] values, FeatureBins?[] columns) =>
        (this.trees, this.levels, this.blocks, this.values, this.columns, CopiesMissing) =
            (trees, levels, blocks, values, columns, levels.Any(tree => tree is not null));

    /// <summary>Whether every column needs a second copy of its codes, see <see cref="LevelTree.MissingLeft"/>.</summary>
    public bool CopiesMissing { get; }

    /// <summary>Bytes that hold the codes wherever they begin, see <see cref="CacheLine.Align"/>.</summary>
    public int CodeRoom => (CopiesMissing ? 2 : 1) * trees.Inputs * BlockTree.Rows + CacheLine.Bytes;

    /// <summary>A scorer, or null when the trees are too large or a column has too many thresholds or categories for a byte.</summary>
    public static BlockScorer? For(TreeEnsemble trees)
    {
        if (trees.Width != 1 || trees.Inputs > MaxColumns) return null;
        var columns = new FeatureBins?[trees.Inputs];
        for (int c = 0; c < columns.Length; c++)
        {
            int column = c;
            var here = Enumerable.Range(0, trees.Columns.Length).Where(node => trees.Columns[node] == column).ToArray();
            if (here.Length == 0) continue;
            if ((trees.Flags[here[0]] & TreeEnsemble.Categorical) != 0)
            {
                columns[c] = Alike(trees, here);
                if (columns[c] is null) return null;
                continue;
            }
            double[] thresholds = [.. here.Select(node => trees.Thresholds[node]).Distinct().Order()];
            if (thresholds.Length >= FeatureBins.MaxBins) return null;
            columns[c] = FeatureBins.FromThresholds(thresholds);
        }
        var levels = new LevelTree?[trees.Trees];
        var blocks = new BlockTree?[trees.Trees];
        var values = new double[trees.Trees][];
        for (int tree = 0; tree < trees.Trees; tree++)
        {
            int root = trees.Roots[tree], count = trees.Roots[tree + 1] - root;
            values[tree] = [];
            levels[tree] = LevelTree.From(count, trees.Inputs, i => (trees.Columns[root + i], trees.Children[root + i] - root),
                i => OrderedOf(trees, root + i, columns),
                i => trees.Values[trees.Children[root + i]]);
            if (levels[tree] is not null) continue;
            if (count > 2 * BlockTree.MaxLeaves - 1) return null;
            (blocks[tree], values[tree]) = Compile(trees, root, count, columns);
        }
        return new(trees, levels, blocks, values, columns);
    }

    /// <summary>Adds the leaf values of all trees, in their order, tree t to sum t mod sums.</summary>
    /// <param name="rows">count × inputs values, row-major.</param>
    /// <param name="count">Rows, at most 64.</param>
    /// <param name="sums">[sum][row]: sums × 64 values.</param>
    /// <param name="sumCount">The number of sums.</param>
    /// <param name="codes">Room for inputs × 64 codes, twice that when <see cref="CopiesMissing"/>.</param>
    [SkipLocalsInit] // what is reached is written before it is read
    public void AddTo(ReadOnlySpan<double> rows, int count, Span<double> sums, int sumCount, Span<byte> codes)
    {
        int inputs = trees.Inputs;
        for (int c = 0; c < inputs; c++)
        {
            if (columns[c] is not { } bins) continue;
            var column = codes.Slice(c * BlockTree.Rows, BlockTree.Rows);
            bins.Encode(rows[c..], inputs, column[..count]);
            if (CopiesMissing) LevelTree.MissingLeft(column, (byte)bins.Bins, codes.Slice((inputs + c) * BlockTree.Rows, BlockTree.Rows));
        }

        Span<byte> room = stackalloc byte[BlockTree.MaxLeaves * BlockTree.Rows + CacheLine.Bytes];
        var reach = MemoryMarshal.Cast<byte, Vector512<byte>>(CacheLine.Align(room));
        Span<byte> leaf = stackalloc byte[BlockTree.Rows];
        ref byte first = ref MemoryMarshal.GetReference(codes);
        for (int tree = 0, k = 0; tree < blocks.Length; tree++)
        {
            var sum = sums.Slice(k * BlockTree.Rows, BlockTree.Rows);
            if (blocks[tree] is { } block)
            {
                block.Leaves(ref first, BlockTree.Rows, reach).CopyTo(leaf);
                ref double value = ref MemoryMarshal.GetArrayDataReference(values[tree]);
                for (int r = 0; r < BlockTree.Rows; r++) sum[r] += Unsafe.Add(ref value, leaf[r]); // a byte is always inside the 256 values
            }
            else levels[tree]!.AddTo(ref first, sum);
            if (++k == sumCount) k = 0;
        }
    }

    // Codes that go the same way at every node are one code: a thousand categories cut at some places of one order are not more than the places.
    private static FeatureBins? Alike(TreeEnsemble trees, int[] nodes)
    {
        int codes = nodes.Max(node => 64 * (int)trees.Sets[(int)trees.Thresholds[node]]);
        var binOf = new byte[codes];
        var known = new Dictionary<string, byte>(StringComparer.Ordinal);
        var ways = new char[nodes.Length];
        for (int code = 0; code < codes; code++)
        {
            for (int i = 0; i < ways.Length; i++) ways[i] = trees.GoesLeft(nodes[i], code) ? 'l' : 'r';
            string key = new(ways);
            if (!known.TryGetValue(key, out binOf[code]))
            {
                if (known.Count == FeatureBins.MaxBins) return null;
                known.Add(key, binOf[code] = (byte)known.Count);
            }
        }
        return FeatureBins.FromCategories(binOf, known.Count);
    }

    private static (int Last, int Missing)? OrderedOf(TreeEnsemble trees, int node, FeatureBins?[] columns)
    {
        if ((trees.Flags[node] & TreeEnsemble.Categorical) != 0) return null;
        var bins = columns[trees.Columns[node]]!;
        return (Array.BinarySearch(bins.Thresholds, trees.Thresholds[node]), (trees.Flags[node] & TreeEnsemble.MissingLeft) != 0 ? bins.Bins : -1);
    }

    private static (BlockTree Tree, double[] Values) Compile(TreeEnsemble trees, int root, int count, FeatureBins?[] columns)
    {
        var tree = BlockTree.From(count,
            i => (trees.Columns[root + i], trees.Children[root + i] - root),
            i => OrderedOf(trees, root + i, columns),
            i =>
            {
                int node = root + i;
                var bins = columns[trees.Columns[node]]!;
                var left = new byte[bins.Bins + 1];
                for (int code = 0; code < bins.Categories.Length; code++)
                    left[bins.Categories[code]] = trees.GoesLeft(node, code) ? (byte)1 : (byte)0;
                left[^1] = trees.GoesLeft(node, double.NaN) ? (byte)1 : (byte)0;
                return left;
            });
        var values = new double[BlockTree.MaxLeaves];
        for (int i = 0; i < count; i++)
            if (trees.Columns[root + i] < 0) values[tree.LeafOf[i]] = trees.Values[trees.Children[root + i]];
        return (tree, values);
    }
}
