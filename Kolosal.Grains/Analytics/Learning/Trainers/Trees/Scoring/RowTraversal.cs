namespace Kolosal.Learning.Trees;

/// <summary>Finds the leaves of one row in all trees of an ensemble, eight trees side by side.</summary>
/// <remarks>
/// A walk down a tree is a chain of loads; eight independent chains hide each other's latency, and a leaf that points at
/// itself lets all of them run as long as the deepest without a branch on data. A row is held twice, with +∞ and with −∞
/// for missing values, so that a node's choice of the column's copy is its choice of the side for missing values.
/// </remarks>
internal sealed class RowTraversal
{
    // Independent walks that hide a load's latency of some five cycles and still fit the sixteen registers.
    public const int Together = 8;

    // Two copies of a row of 8-byte values are then 16 KiB of a stack of 1 MiB or more.
    private const int MaxInputs = 1024;

    private readonly TreeEnsemble trees;
    private readonly Node[] nodes;
    private readonly int[] depths; // of each group of trees; −1 for a group with a categorical split, which is walked tree by tree

    public RowTraversal(TreeEnsemble trees)
    {
        this.trees = trees;
        nodes = new Node[trees.Columns.Length];
        depths = new int[(trees.Trees + Together - 1) / Together];
        var depth = new int[nodes.Length];
        for (int tree = 0; tree < trees.Trees; tree++)
        {
            ref int deepest = ref depths[tree / Together];
            for (int i = trees.Roots[tree]; i < trees.Roots[tree + 1]; i++)
            {
                int column = trees.Columns[i];
                if (column < 0)
                {
                    nodes[i] = new(double.PositiveInfinity, 0, i);
                    if (deepest >= 0) deepest = Math.Max(deepest, depth[i]);
                    continue;
                }
                if ((trees.Flags[i] & TreeEnsemble.Categorical) != 0 || trees.Inputs > MaxInputs) deepest = -1;
                bool missingLeft = (trees.Flags[i] & TreeEnsemble.MissingLeft) != 0;
                nodes[i] = new(trees.Thresholds[i], missingLeft ? trees.Inputs + column : column, trees.Children[i]);
                depth[trees.Children[i]] = depth[trees.Children[i] + 1] = depth[i] + 1;
            }
        }
    }

    /// <summary>Adds the leaf values of all trees, in their order, tree t to sum t mod sums; leaves of several values to one sum each.</summary>
    /// <param name="row">Inputs values.</param>
    /// <param name="sums">One sum, or one a class.</param>
    public void AddTo(ReadOnlySpan<double> row, Span<double> sums)
    {
        Span<double> copies = trees.Inputs <= MaxInputs ? stackalloc double[CopyLength] : default;
        if (!copies.IsEmpty) Copy(row, copies);

        Span<int> at = stackalloc int[Together];
        int k = 0;
        for (int group = 0; group < depths.Length; group++)
        {
            int first = group * Together, count = Math.Min(Together, trees.Trees - first);
            if (depths[group] < 0)
                for (int t = 0; t < count; t++) at[t] = trees.LeafOf(first + t, row);
            else if (count == Together) WalkTogether(first, depths[group], copies, at);
            else
                for (int t = 0; t < count; t++) at[t] = Walk(trees.Roots[first + t], depths[group], copies);

            for (int t = 0; t < count; t++)
            {
                int leaf = trees.Children[at[t]];
                if (trees.Width > 1)
                {
                    for (int s = 0; s < sums.Length; s++) sums[s] += trees.Values[leaf + s];
                    continue;
                }
                sums[k] += trees.Values[leaf];
                if (++k == sums.Length) k = 0;
            }
        }
    }

    /// <summary>Numbers in the two copies of a row.</summary>
    public int CopyLength => 2 * trees.Inputs + 1;

    /// <summary>Writes the two copies of a row.</summary>
    public void Copy(ReadOnlySpan<double> row, Span<double> copies)
    {
        int inputs = trees.Inputs;
        for (int c = 0; c < inputs; c++)
        {
            double value = row[c];
            bool missing = double.IsNaN(value);
            copies[c] = missing ? double.PositiveInfinity : value;
            copies[inputs + c] = missing ? double.NegativeInfinity : value;
        }
        copies[2 * inputs] = 0; // what a leaf of a model without columns looks at
    }

    /// <summary>The leaves of eight rows in one tree, side by side.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="copies">The copies of eight rows, one after the other.</param>
    /// <param name="at">Receives eight node numbers.</param>
    /// <returns>False, and nothing is written, for a tree with a split by categories or its like: ask <see cref="TreeEnsemble.LeafOf"/>.</returns>
    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.AggressiveOptimization)]
    public bool TryLeavesOf(int tree, ReadOnlySpan<double> copies, Span<int> at)
    {
        int depth = depths[tree / Together], length = CopyLength;
        if (depth < 0) return false;
        var walk = nodes;
        var r0 = copies[..length];
        var r1 = copies.Slice(length, length);
        var r2 = copies.Slice(2 * length, length);
        var r3 = copies.Slice(3 * length, length);
        var r4 = copies.Slice(4 * length, length);
        var r5 = copies.Slice(5 * length, length);
        var r6 = copies.Slice(6 * length, length);
        var r7 = copies.Slice(7 * length, length);
        int a, b, c, d, e, f, g, h;
        a = b = c = d = e = f = g = h = trees.Roots[tree];
        for (int level = 0; level < depth; level++)
        {
            a = walk[a].Next(r0);
            b = walk[b].Next(r1);
            c = walk[c].Next(r2);
            d = walk[d].Next(r3);
            e = walk[e].Next(r4);
            f = walk[f].Next(r5);
            g = walk[g].Next(r6);
            h = walk[h].Next(r7);
        }
        (at[0], at[1], at[2], at[3], at[4], at[5], at[6], at[7]) = (a, b, c, d, e, f, g, h);
        return true;
    }

    private int Walk(int at, int depth, ReadOnlySpan<double> row)
    {
        for (int level = 0; level < depth; level++) at = nodes[at].Next(row);
        return at;
    }

    private void WalkTogether(int tree, int depth, ReadOnlySpan<double> row, Span<int> at)
    {
        var walk = nodes;
        int[] roots = trees.Roots;
        int a = roots[tree], b = roots[tree + 1], c = roots[tree + 2], d = roots[tree + 3];
        int e = roots[tree + 4], f = roots[tree + 5], g = roots[tree + 6], h = roots[tree + 7];
        for (int level = 0; level < depth; level++)
        {
            a = walk[a].Next(row);
            b = walk[b].Next(row);
            c = walk[c].Next(row);
            d = walk[d].Next(row);
            e = walk[e].Next(row);
            f = walk[f].Next(row);
            g = walk[g].Next(row);
            h = walk[h].Next(row);
        }
        (at[0], at[1], at[2], at[3], at[4], at[5], at[6], at[7]) = (a, b, c, d, e, f, g, h);
    }

    /// <param name="Threshold">What a value may be to go to the first child; +∞ for a leaf.</param>
    /// <param name="At">Where the value is in the copies of the row.</param>
    /// <param name="Child">The first child; the node itself for a leaf.</param>
    private readonly record struct Node(double Threshold, int At, int Child)
    {
        public int Next(ReadOnlySpan<double> row) => Child + (row[At] <= Threshold ? 0 : 1);
    }
}
