using Kolosal.Numerics;

namespace Kolosal.Learning.Trees;

/// <summary>Grows one tree after another on the same rows.</summary>
/// <remarks>
/// Each split costs two pieces of parallel work: the partition of its rows, and, per group of columns, the histogram
/// of the smaller child, the larger one as the difference to the parent's, and the best split of both. Integer sums,
/// a fixed preference among equal splits and a fixed order of rows make the tree independent of the threads.
/// </remarks>
internal sealed class TreeGrower
{
    private readonly BinnedMatrix matrix;
    private readonly int[] sources;
    private readonly GradientBoostingOptions options;
    private readonly QuantisedGradients gradients;
    private readonly WorkerTeam team;
    private readonly CancellationToken cancel;
    private readonly InteractionGroups? interactions;
    private readonly NodeEvaluator evaluator;
    private readonly SplitGain gain;

    /// <param name="matrix">The codes.</param>
    /// <param name="sources">The column of the rows that each column of codes is made of.</param>
    /// <param name="options">When to split.</param>
    /// <param name="gradients">Derivatives, filled anew before each tree.</param>
    /// <param name="team">Works on groups of columns.</param>
    /// <param name="cancel">Polled for every split and every quarter million rows.</param>
    public TreeGrower(BinnedMatrix matrix, int[] sources, GradientBoostingOptions options, QuantisedGradients gradients,
        WorkerTeam team, CancellationToken cancel)
    {
        (this.matrix, this.sources, this.options, this.gradients, this.team, this.cancel) = (matrix, sources, options, gradients, team, cancel);
        interactions = InteractionGroups.Of(options.Interactions, matrix.Columns.Length);
        Partition = new(matrix.Rows, team.Size);
        evaluator = new(matrix, sources, options, gradients, Partition, interactions, team, cancel);
        gain = new(options);
    }

    /// <summary>The rows of the last tree's leaves.</summary>
    public RowPartition Partition { get; }

    /// <summary>Grows a tree on the gradients as they are.</summary>
    /// <param name="rows">The rows it sees, ascending, or empty for all.</param>
    /// <param name="seed">Chooses the columns when a share of them is asked for.</param>
    public BinnedTree Grow(ReadOnlySpan<int> rows, ulong seed)
    {
        var tree = new BinnedTree();
        Partition.Begin(rows, matrix.Rows);
        evaluator.Begin(seed);
        gain.Begin(gradients);

        var root = new BinnedNode { Rows = Partition.Count, OpenGroups = interactions?.All ?? [] };
        tree.Nodes.Add(root);
        double count = Partition.Count;
        if (evaluator.CanSplit && count >= 2.0 * options.MinRowsPerLeaf) evaluator.EvaluateRoot(root, count);
        else root.Sums = gradients.Sum(Partition, team) with { Count = count };
        SetLeafValue(root);

        if (options.Growth == TreeGrowth.Symmetric) GrowLevels(tree, root);
        int leaves = 1;
        while (options.Growth != TreeGrowth.Symmetric && leaves < options.MaxLeaves && NextToSplit(tree, options.Growth) is { } node)
        {
            cancel.ThrowIfCancellationRequested();
            if (TrySplit(tree, node, leaves + 1)) leaves++;
        }
        foreach (var node in tree.Nodes) evaluator.Release(node);
        return tree;
    }

    private void GrowLevels(BinnedTree tree, BinnedNode root)
    {
        int[] openGroups = root.OpenGroups;
        List<BinnedNode> open = root.Histogram >= 0 ? [root] : [];
        for (int depth = 1; depth <= options.SymmetricDepth; depth++)
        {
            if (open.Count == 0 || evaluator.FindLevel(open, openGroups) is not { Exists: true } level) return;
            var next = new List<BinnedNode>();
            int nodes = tree.Nodes.Count;
            foreach (var node in open)
            {
                cancel.ThrowIfCancellationRequested();
                if (!evaluator.TryPart(node, level, out node.Split) || Part(node) is not var (left, right))
                {
                    // A cut of another column may part it further down.
                    next.Add(node);
                    continue;
                }
                Add(tree, node, left, right);
                if (depth == options.SymmetricDepth) continue;
                var (small, large) = left.Rows <= right.Rows ? (left, right) : (right, left);
                evaluator.FillChildren(node, small, large);
                foreach (var child in (BinnedNode[])[left, right])
                    if (child.Sums.Count >= 2.0 * options.MinRowsPerLeaf) next.Add(child);
                    else evaluator.Release(child);
            }
            // Rows were estimated from the hessian, and the cut leaves too few of them everywhere: the next level would find it again.
            if (tree.Nodes.Count == nodes) return;
            if (interactions is not null) openGroups = interactions.Below(openGroups, sources[level.Column]);
            open = next;
        }
    }

    private static BinnedNode? NextToSplit(BinnedTree tree, TreeGrowth growth)
    {
        BinnedNode? next = null;
        foreach (var node in tree.Nodes)
        {
            if (node.Left >= 0 || !node.Split.Exists) continue;
            bool better = next is null || (growth == TreeGrowth.DepthWise && node.Depth != next.Depth ? node.Depth < next.Depth
                : node.Split.Gain > next.Split.Gain);
            if (better) next = node;
        }
        return next;
    }

    private bool TrySplit(BinnedTree tree, BinnedNode node, int leaves)
    {
        var split = node.Split;
        if (Part(node) is not var (left, right))
        {
            // The number of rows was estimated from the hessian and was too high: look again, asking for that much more.
            double estimated = Math.Min(split.LeftSums.Count, node.Sums.Count - split.LeftSums.Count);
            evaluator.FindAgain(node, Math.Max(Math.BitIncrement(estimated), options.MinRowsPerLeaf));
            return false;
        }
        Add(tree, node, left, right);
        var (small, large) = left.Rows <= right.Rows ? (left, right) : (right, left);
        evaluator.EvaluateChildren(node, small, large, MaySplit(small, leaves), MaySplit(large, leaves));
        return true;
    }

    /// <summary>Parts the rows of a node by its split; null when one side turns out to have too few.</summary>
    private (BinnedNode Left, BinnedNode Right)? Part(BinnedNode node)
    {
        var split = node.Split;
        byte[] goesLeft = split.Directions(matrix.Bins[split.Column].Bins);
        int leftRows = Partition.Split(node.Start, node.Rows, matrix.Columns[split.Column], goesLeft, team);
        double leftCount = leftRows, rightCount = node.Sums.Count - leftCount;
        if (leftCount < options.MinRowsPerLeaf || rightCount < options.MinRowsPerLeaf) return null;

        node.GoesLeft = goesLeft;
        var leftSums = split.LeftSums with { Count = leftCount };
        var left = Child(node, node.Start, leftRows, leftSums);
        var right = Child(node, node.Start + leftRows, node.Rows - leftRows, node.Sums - leftSums);
        if (options.MonotoneOf(split.Column) is not 0 and var direction) Bound(left, right, direction);
        return (left, right);
    }

    private void Add(BinnedTree tree, BinnedNode node, BinnedNode left, BinnedNode right)
    {
        // The cut of a level may cost a single node something; importance counts what is gained.
        node.Gain = Math.Max(node.Split.Gain, 0) * gradients.GradientUnit * gradients.GradientUnit / gradients.HessianUnit / 2;
        node.Left = tree.Nodes.Count;
        node.Right = node.Left + 1;
        tree.Nodes.Add(left);
        tree.Nodes.Add(right);
    }

    private BinnedNode Child(BinnedNode parent, int start, int rows, NodeSums sums)
    {
        var child = new BinnedNode { Start = start, Rows = rows, Depth = parent.Depth + 1, Sums = sums, Low = parent.Low, High = parent.High };
        if (interactions is not null) child.OpenGroups = interactions.Below(parent.OpenGroups, sources[parent.Split.Column]);
        SetLeafValue(child);
        return child;
    }

    // Whatever grows below may not cross the middle, so the order of the two children holds for ever.
    private static void Bound(BinnedNode left, BinnedNode right, int direction)
    {
        double middle = (left.Value + right.Value) / 2;
        if (direction > 0) left.High = right.Low = middle;
        else left.Low = right.High = middle;
    }

    private bool MaySplit(BinnedNode node, int leaves) => leaves < options.MaxLeaves && (options.MaxDepth == 0 || node.Depth < options.MaxDepth)
        && node.Sums.Count >= 2.0 * options.MinRowsPerLeaf;

    private void SetLeafValue(BinnedNode node)
    {
        double toUnits = gradients.HessianUnit / gradients.GradientUnit;
        node.Value = node.Sums.H + options.L2 > 0 ? gain.LeafValue(node.Sums, node.Low * toUnits, node.High * toUnits) / toUnits : 0;
        node.Cover = node.Sums.H * gradients.HessianUnit;
    }
}
