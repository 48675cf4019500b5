using Kolosal.Learning.Trees;

namespace Kolosal.Learning.Quantization;

/// <summary>Finds the leaves of one row by the codes of its values: nodes of 8 bytes, and comparisons of 16-bit numbers.</summary>
/// <remarks>The code of a value is the number of the column's thresholds below it, so value ≤ threshold exactly where code ≤ the threshold's
/// place. A row is held twice, with missing values above and below every threshold, as in <see cref="RowTraversal"/>.</remarks>
internal sealed class CodedTraversal
{
    private const int Together = 8;

    // Two copies of 16-bit codes are then 32 KiB of stack; a threshold's place and one past it fit 16 bits.
    private const int MaxInputs = 8192, MaxThresholds = ushort.MaxValue - 2;

    private readonly TreeEnsemble trees;
    private readonly double[]?[] thresholds; // ascending; null where no node looks at the column
    private readonly Node[] nodes;
    private readonly int[] depths; // of each group of trees

    private CodedTraversal(TreeEnsemble trees, double[]?[] thresholds, Node[] nodes, int[] depths) =>
        (this.trees, this.thresholds, this.nodes, this.depths) = (trees, thresholds, nodes, depths);

    /// <summary>A traversal; null where a split is by categories, or a row has too many columns.</summary>
    public static CodedTraversal? For(TreeEnsemble trees)
    {
        int count = trees.Columns.Length;
        if (trees.Inputs > MaxInputs || count == 0 || trees.Flags.Any(flags => (flags & TreeEnsemble.Categorical) != 0)) return null;
        var sets = new SortedSet<double>?[trees.Inputs];
        for (int i = 0; i < count; i++)
            if (trees.Columns[i] >= 0) (sets[trees.Columns[i]] ??= []).Add(trees.Thresholds[i]);
        double[]?[] thresholds = Array.ConvertAll(sets, set => set?.ToArray());
        if (thresholds.Any(own => own?.Length > MaxThresholds)) return null;

        var nodes = new Node[count];
        var depth = new int[count];
        var depths = new int[(trees.Trees + Together - 1) / Together];
        for (int tree = 0; tree < trees.Trees; tree++)
            for (int i = trees.Roots[tree]; i < trees.Roots[tree + 1]; i++)
            {
                int column = trees.Columns[i];
                if (column < 0)
                {
                    nodes[i] = new(ushort.MaxValue, 0, i);
                    depths[tree / Together] = Math.Max(depths[tree / Together], depth[i]);
                    continue;
                }
                bool missingLeft = (trees.Flags[i] & TreeEnsemble.MissingLeft) != 0;
                nodes[i] = new((ushort)Array.BinarySearch(thresholds[column]!, trees.Thresholds[i]),
                    (ushort)(missingLeft ? trees.Inputs + column : column), trees.Children[i]);
                depth[trees.Children[i]] = depth[trees.Children[i] + 1] = depth[i] + 1;
            }
        return new(trees, thresholds, nodes, depths);
    }

    /// <summary>Adds the leaf values of all trees, in their order, tree t to sum t mod sums; leaves of several values to one sum each.</summary>
    public void AddTo(ReadOnlySpan<double> row, Span<double> sums)
    {
        int inputs = trees.Inputs, k = 0;
        Span<ushort> codes = stackalloc ushort[2 * inputs + 1];
        for (int c = 0; c < inputs; c++)
        {
            if (thresholds[c] is not { } own) continue;
            bool missing = double.IsNaN(row[c]);
            ushort code = missing ? (ushort)0 : Below(own, row[c]);
            codes[inputs + c] = code;
            codes[c] = missing ? ushort.MaxValue : code;
        }
        Span<int> at = stackalloc int[Together];
        for (int group = 0; group < depths.Length; group++)
        {
            int first = group * Together, count = Math.Min(Together, trees.Trees - first);
            if (count == Together) Walk(first, depths[group], codes, at);
            else
                for (int t = 0; t < count; t++)
                {
                    int node = trees.Roots[first + t];
                    for (int level = 0; level < depths[group]; level++) node = nodes[node].Next(codes);
                    at[t] = node;
                }
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

    /// <summary>How many of some ascending thresholds lie below a value.</summary>
    private static ushort Below(double[] thresholds, double value)
    {
        int low = 0, length = thresholds.Length;
        while (length > 0)
        {
            int half = length >> 1;
            bool above = thresholds[low + half] < value;
            low += above ? half + 1 : 0;
            length = above ? length - half - 1 : half;
        }
        return (ushort)low;
    }

    private void Walk(int tree, int depth, ReadOnlySpan<ushort> codes, Span<int> at)
    {
        var walk = nodes;
        int[] roots = trees.Roots;
        int a = roots[tree], b = roots[tree + 1], c = roots[tree + 2], d = roots[tree + 3];
        int e = roots[tree + 4], f = roots[tree + 5], g = roots[tree + 6], h = roots[tree + 7];
        for (int level = 0; level < depth; level++)
        {
            a = walk[a].Next(codes);
            b = walk[b].Next(codes);
            c = walk[c].Next(codes);
            d = walk[d].Next(codes);
            e = walk[e].Next(codes);
            f = walk[f].Next(codes);
            g = walk[g].Next(codes);
            h = walk[h].Next(codes);
        }
        (at[0], at[1], at[2], at[3], at[4], at[5], at[6], at[7]) = (a, b, c, d, e, f, g, h);
    }

    /// <param name="Place">The place of the threshold in its column; the greatest code for a leaf.</param>
    /// <param name="At">Where the code is in the copies of the row.</param>
    /// <param name="Child">The first child; the node itself for a leaf.</param>
    private readonly record struct Node(ushort Place, ushort At, int Child)
    {
        public int Next(ReadOnlySpan<ushort> codes) => Child + (codes[At] <= Place ? 0 : 1);
    }
}
