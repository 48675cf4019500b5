namespace Kolosal.Learning.Trees;

/// <summary>One tree of the nested sequence of pruned trees.</summary>
/// <param name="Alpha">From this α on the tree is the smallest that minimises loss + α · leaves; loss a row, in the unit of the criterion.</param>
/// <param name="Leaves">Its leaves.</param>
/// <param name="Loss">Its loss a row on the training rows.</param>
public readonly record struct PruningStep(double Alpha, int Leaves, double Loss);

/// <summary>Minimal cost-complexity pruning of one tree.</summary>
/// <remarks>
/// Breiman et al., "Classification and Regression Trees", 1984, chapter 3, with R the loss a row of the tree's
/// own criterion as in scikit-learn (Breiman's R is the misclassification rate). The weakest link is the node
/// of least g(t) = (R(t) − R(T_t)) / (|T_t| − 1) (equation 3.8); it becomes a leaf, and so on until the root.
/// </remarks>
internal sealed class CostComplexity
{
    private readonly List<double> losses = [];
    private readonly List<double[]> leafValues = [];

    /// <summary>Remembers a node as the leaf it would be.</summary>
    /// <param name="node">Its number; nodes come in any order.</param>
    /// <param name="loss">Σ over its rows of weight times loss.</param>
    /// <param name="leafValue">Its values as one.</param>
    public void Note(int node, double loss, double[] leafValue)
    {
        while (losses.Count <= node)
        {
            losses.Add(0);
            leafValues.Add([]);
        }
        (losses[node], leafValues[node]) = (loss, leafValue);
    }

    /// <summary>The sequence of pruned trees, from the whole tree to the root.</summary>
    public List<PruningStep> Path(TreeEnsemble tree)
    {
        var pruned = new Links(tree, losses);
        List<PruningStep> path = [new(0, pruned.Leaves, pruned.Loss)];
        while (pruned.Leaves > 1)
        {
            double alpha = pruned.CutWeakest();
            // Links as weak as the one before fall with it.
            if (alpha <= path[^1].Alpha) path[^1] = new(path[^1].Alpha, pruned.Leaves, pruned.Loss);
            else path.Add(new(alpha, pruned.Leaves, pruned.Loss));
        }
        return path;
    }

    /// <summary>The smallest tree that minimises loss + α · leaves.</summary>
    /// <param name="tree">The whole tree.</param>
    /// <param name="share">α as a share of the root's loss a row.</param>
    public TreeEnsemble Prune(TreeEnsemble tree, double share)
    {
        var pruned = new Links(tree, losses);
        double alpha = share * losses[0] / tree.Covers[0];
        while (pruned.Leaves > 1 && pruned.WeakestAlpha() <= alpha) pruned.CutWeakest();
        var builder = new TreeEnsembleBuilder(tree.Inputs, tree.Width);
        var open = new Stack<(int From, int To)>([(0, builder.Open(tree.Covers[0]))]);
        while (open.TryPop(out var node))
        {
            if (pruned.IsLeaf(node.From))
            {
                builder.Leaf(node.To, leafValues[node.From]);
                continue;
            }
            int child = builder.Copy(tree, node.From, node.To), from = tree.Children[node.From];
            open.Push((from + 1, child + 1));
            open.Push((from, child));
        }
        builder.Close();
        return builder.Build();
    }

    /// <summary>A tree that loses its weakest link again and again.</summary>
    private sealed class Links
    {
        private readonly TreeEnsemble tree;
        private readonly double[] own, below; // loss a row of each node as a leaf, and of the leaves under it
        private readonly int[] leaves, parents;
        private readonly PriorityQueue<int, (double Alpha, int Node)> weakest = new();

        public Links(TreeEnsemble tree, List<double> losses)
        {
            this.tree = tree;
            int n = tree.Columns.Length;
            own = [.. losses.Select(loss => loss / tree.Covers[0])];
            (below, leaves, parents) = (new double[n], new int[n], new int[n]);
            parents[0] = -1;
            for (int node = n - 1; node >= 0; node--) // children follow their parents
            {
                if (tree.Columns[node] < 0)
                {
                    (below[node], leaves[node]) = (own[node], 1);
                    continue;
                }
                int child = tree.Children[node];
                (below[node], leaves[node]) = (below[child] + below[child + 1], leaves[child] + leaves[child + 1]);
                parents[child] = parents[child + 1] = node;
            }
            for (int node = 0; node < n; node++)
                if (leaves[node] > 1) weakest.Enqueue(node, (AlphaOf(node), node));
        }

        public int Leaves => leaves[0];

        public double Loss => below[0];

        public bool IsLeaf(int node) => leaves[node] == 1;

        public double WeakestAlpha()
        {
            Settle();
            return weakest.TryPeek(out _, out var key) ? key.Alpha : double.PositiveInfinity;
        }

        public double CutWeakest()
        {
            Settle();
            weakest.TryDequeue(out int node, out var key);
            Remove(node);
            double lost = own[node] - below[node];
            int fewer = leaves[node] - 1;
            for (int at = node; at >= 0; at = parents[at])
            {
                below[at] += lost;
                leaves[at] -= fewer;
                // Entries of ancestors are stale now; their new ones stand beside them.
                if (at != node && leaves[at] > 1) weakest.Enqueue(at, (AlphaOf(at), at));
            }
            return key.Alpha;
        }

        private double AlphaOf(int node) => (own[node] - below[node]) / (leaves[node] - 1);

        // Entries whose node has changed since, or is gone, are dropped when they come to the front.
        private void Settle()
        {
            while (weakest.TryPeek(out int node, out var key) && (leaves[node] <= 1 || key.Alpha != AlphaOf(node))) weakest.Dequeue();
        }

        // What hangs below a new leaf is no part of the tree any more.
        private void Remove(int node)
        {
            if (tree.Columns[node] < 0) return;
            var open = new Stack<int>([tree.Children[node], tree.Children[node] + 1]);
            while (open.TryPop(out int at))
            {
                if (leaves[at] == 0) continue;
                if (tree.Columns[at] >= 0)
                {
                    open.Push(tree.Children[at]);
                    open.Push(tree.Children[at] + 1);
                }
                leaves[at] = 0;
            }
        }
    }
}
