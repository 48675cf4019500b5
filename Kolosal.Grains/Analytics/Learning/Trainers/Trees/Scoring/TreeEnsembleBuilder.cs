namespace Kolosal.Learning.Trees;

/// <summary>Collects trees into flat arrays.</summary>
internal sealed class TreeEnsembleBuilder(int inputs, int width)
{
    private readonly List<int> roots = [0], columns = [], children = [];
    private readonly List<double> thresholds = [], values = [];
    private readonly List<byte> flags = [];
    private readonly List<ulong> sets = [];
    private readonly List<float> gains = [], covers = [];

    /// <summary>Adds a grown tree; its leaves are multiplied by its weight.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="bins">The bins of the columns it looks at.</param>
    /// <param name="statistics">What the columns behind the rows' own stand for.</param>
    public void Add(BinnedTree tree, FeatureBins[] bins, TargetStatistics[] statistics)
    {
        int root = Open(tree.Nodes[0].Cover);
        Place(tree, 0, root, bins, statistics);
        Close();
    }

    /// <summary>Starts a tree and makes its root.</summary>
    public int Open(double cover) => Node(cover);

    /// <summary>Ends a tree.</summary>
    public void Close() => roots.Add(columns.Count);

    /// <summary>Makes a node a leaf.</summary>
    public void Leaf(int node, ReadOnlySpan<double> leafValues)
    {
        children[node] = values.Count;
        values.AddRange(leafValues);
    }

    /// <summary>Splits a node at a number.</summary>
    /// <returns>The left child; the right one follows.</returns>
    public int Split(int node, int column, double threshold, bool missingLeft, double gain, double coverLeft, double coverRight)
    {
        (columns[node], thresholds[node], gains[node]) = (column, threshold, (float)gain);
        flags[node] = missingLeft ? TreeEnsemble.MissingLeft : (byte)0;
        children[node] = Node(coverLeft);
        Node(coverRight);
        return children[node];
    }

    /// <summary>Splits a node by categories: <paramref name="isLeft"/> says of each code whether it goes left.</summary>
    public int Split(int node, int column, ReadOnlySpan<bool> isLeft, bool missingLeft, double gain, double coverLeft, double coverRight)
    {
        int left = Split(node, column, sets.Count, missingLeft, gain, coverLeft, coverRight);
        flags[node] |= TreeEnsemble.Categorical;
        var words = new ulong[(isLeft.Length + 63) / 64];
        // Codes past the last category belong to the same word; they are unknown and go where missing values go.
        for (int code = 0; code < 64 * words.Length; code++)
            if (code < isLeft.Length ? isLeft[code] : missingLeft) words[code >> 6] |= 1UL << (code & 63);
        sets.Add((ulong)words.Length);
        sets.AddRange(words);
        return left;
    }

    /// <summary>Splits a node as a node of another tree is split.</summary>
    /// <returns>The left child; the right one follows.</returns>
    public int Copy(TreeEnsemble from, int node, int to)
    {
        int child = from.Children[node], left = Split(to, from.Columns[node], from.Thresholds[node], false, from.Gains[node], from.Covers[child],
            from.Covers[child + 1]);
        flags[to] = from.Flags[node];
        if ((flags[to] & TreeEnsemble.Categorical) == 0) return left;
        int first = (int)from.Thresholds[node];
        thresholds[to] = sets.Count;
        sets.AddRange(from.Sets.AsSpan(first, 1 + (int)from.Sets[first]));
        return left;
    }

    /// <summary>The trees.</summary>
    public TreeEnsemble Build() => new()
    {
        Inputs = inputs,
        Width = width,
        Roots = [.. roots],
        Columns = [.. columns],
        Thresholds = [.. thresholds],
        Children = [.. children],
        Flags = [.. flags],
        Values = [.. values],
        Sets = [.. sets],
        Gains = [.. gains],
        Covers = [.. covers],
    };

    /// <summary>Puts ensembles of the same shape one after the other.</summary>
    public static TreeEnsemble Join(TreeEnsemble[] parts)
    {
        var nodes = new int[parts.Length + 1];
        var values = new int[parts.Length];
        var sets = new int[parts.Length];
        for (int p = 0; p < parts.Length; p++)
        {
            nodes[p + 1] = nodes[p] + parts[p].Columns.Length;
            if (p == 0) continue;
            values[p] = values[p - 1] + parts[p - 1].Values.Length;
            sets[p] = sets[p - 1] + parts[p - 1].Sets.Length;
        }
        return new()
        {
            Inputs = parts[0].Inputs,
            Width = parts[0].Width,
            Roots = [0, .. parts.SelectMany((part, p) => part.Roots.Skip(1).Select(root => root + nodes[p]))],
            Columns = [.. parts.SelectMany(part => part.Columns)],
            Thresholds = [.. parts.SelectMany((part, p) => part.Thresholds.Select(
                (t, i) => part.Columns[i] >= 0 && (part.Flags[i] & TreeEnsemble.Categorical) != 0 ? t + sets[p] : t))],
            Children = [.. parts.SelectMany((part, p) => part.Children.Select((child, i) => child + (part.Columns[i] >= 0 ? nodes[p] : values[p])))],
            Flags = [.. parts.SelectMany(part => part.Flags)],
            Values = [.. parts.SelectMany(part => part.Values)],
            Sets = [.. parts.SelectMany(part => part.Sets)],
            Gains = [.. parts.SelectMany(part => part.Gains)],
            Covers = [.. parts.SelectMany(part => part.Covers)],
        };
    }

    private int Node(double cover)
    {
        columns.Add(-1);
        children.Add(0);
        thresholds.Add(0);
        flags.Add(0);
        gains.Add(0);
        covers.Add((float)cover);
        return columns.Count - 1;
    }

    private void Place(BinnedTree tree, int from, int to, FeatureBins[] bins, TargetStatistics[] statistics)
    {
        var node = tree.Nodes[from];
        if (node.Left < 0)
        {
            Leaf(to, [node.Value * tree.Weight]);
            return;
        }
        var of = bins[node.Split.Column];
        double coverLeft = tree.Nodes[node.Left].Cover, coverRight = tree.Nodes[node.Right].Cover;
        int left;
        if (node.Split.Column >= inputs)
        {
            var coded = statistics[node.Split.Column - inputs];
            bool[] isLeft = Array.ConvertAll(coded.CodeOf, code => node.GoesLeft![code] != 0);
            left = Split(to, coded.Source, isLeft.AsSpan(..^1), isLeft[^1], node.Gain, coverLeft, coverRight);
        }
        else if (of.IsCategorical)
        {
            var isLeft = new bool[of.Categories.Length];
            for (int code = 0; code < isLeft.Length; code++) isLeft[code] = node.GoesLeft![of.Categories[code]] != 0;
            left = Split(to, node.Split.Column, isLeft, node.Split.MissingLeft, node.Gain, coverLeft, coverRight);
        }
        else
        {
            // Every value on the left and only missing ones on the right: a threshold that no value exceeds.
            double threshold = node.Split.Code < of.Thresholds.Length ? of.Thresholds[node.Split.Code] : double.MaxValue;
            left = Split(to, node.Split.Column, threshold, node.Split.MissingLeft, node.Gain, coverLeft, coverRight);
        }
        Place(tree, node.Left, left, bins, statistics);
        Place(tree, node.Right, left + 1, bins, statistics);
    }
}
