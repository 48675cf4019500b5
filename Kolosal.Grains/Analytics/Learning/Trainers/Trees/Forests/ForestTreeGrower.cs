using Kolosal.Statistics;

namespace Kolosal.Learning.Trees;

/// <summary>Grows one tree of a forest, node by node, depth first.</summary>
/// <remarks>
/// Breiman et al., "Classification and Regression Trees", 1984; column sampling as in Breiman, "Random Forests", 2001; random
/// cuts as in Geurts et al., "Extremely randomized trees", 2006. What a split saves is told by <see cref="SplitCriterion"/>, which
/// splits there are by <see cref="ForestSplitFinder"/>. One instance serves one thread, tree after tree.
/// </remarks>
internal sealed class ForestTreeGrower
{
    // Smaller nodes are left to the look at the token that every node gets.
    private const int ManyRows = 1 << 12;

    private readonly ForestRows data;
    private readonly DecisionTreeOptions options;
    private readonly SplitCriterion criterion;
    private readonly ForestSplitFinder finder;
    private readonly int columnsPerNode;
    private readonly bool shuffled;
    private readonly int[] rows, spare, columns;
    private readonly double[] weights;
    private readonly byte[] goesLeft = new byte[256];
    private SeededRandom random;

    /// <param name="data">The rows, shared by all trees.</param>
    /// <param name="options">How trees grow.</param>
    /// <param name="isAlone">Whether equally good columns are taken in their order and not at random, as suits a tree without companions.</param>
    public ForestTreeGrower(ForestRows data, DecisionTreeOptions options, bool isAlone = false)
    {
        (this.data, this.options) = (data, options);
        criterion = SplitCriterion.For(data, options);
        finder = new(data, options, criterion);
        columnsPerNode = options.ColumnShare == 0 ? Math.Max(1, (int)Math.Sqrt(data.Columns.Length))
            : Math.Max(1, (int)(options.ColumnShare * data.Columns.Length));
        shuffled = !isAlone || columnsPerNode < data.Columns.Length || options.RandomCuts;
        int n = data.Matrix.Rows;
        (rows, spare, weights) = (new int[n], new int[n], new double[n]);
        columns = [.. data.Columns];
    }

    /// <summary>Grows a tree on resampled rows.</summary>
    /// <param name="repetitions">How often each row was drawn, or empty for once each.</param>
    /// <param name="seed">Chooses columns and random cuts.</param>
    /// <param name="cancel">Polled for every node.</param>
    public TreeEnsemble Grow(ReadOnlySpan<byte> repetitions, ulong seed, CancellationToken cancel)
    {
        for (int row = 0; row < weights.Length; row++) weights[row] = data.WeightOf(row) * (repetitions.IsEmpty ? 1 : repetitions[row]);
        return GrowPruned(seed, cancel);
    }

    /// <summary>Grows a tree on reweighted rows.</summary>
    /// <param name="rowWeights">One weight a row, in place of those of the set.</param>
    /// <param name="seed">Chooses columns and random cuts.</param>
    /// <param name="cancel">Polled for every node.</param>
    public TreeEnsemble Grow(ReadOnlySpan<double> rowWeights, ulong seed, CancellationToken cancel)
    {
        rowWeights.CopyTo(weights);
        return GrowPruned(seed, cancel);
    }

    /// <summary>The sequence of pruned trees of the whole set's tree.</summary>
    public List<PruningStep> PruningPath(ulong seed, CancellationToken cancel)
    {
        for (int row = 0; row < weights.Length; row++) weights[row] = data.WeightOf(row);
        var pruning = new CostComplexity();
        return pruning.Path(Grow(seed, pruning, cancel));
    }

    private TreeEnsemble GrowPruned(ulong seed, CancellationToken cancel)
    {
        var pruning = options.CostComplexity > 0 ? new CostComplexity() : null;
        var tree = Grow(seed, pruning, cancel);
        return pruning?.Prune(tree, options.CostComplexity) ?? tree;
    }

    private TreeEnsemble Grow(ulong seed, CostComplexity? pruning, CancellationToken cancel)
    {
        random = new(seed);
        criterion.Cancel = cancel;
        data.Columns.CopyTo(columns, 0);
        int count = 0;
        for (int row = 0; row < weights.Length; row++)
            if (weights[row] > 0) rows[count++] = row;

        var builder = new TreeEnsembleBuilder(data.Matrix.Columns.Length, data.Outputs);
        var open = new Stack<Node>();
        criterion.Enter(rows, 0, count, weights);
        criterion.SetRoot();
        open.Push(new(builder.Open(criterion.Weight), 0, count, 0));
        while (open.TryPop(out var node))
        {
            cancel.ThrowIfCancellationRequested();
            if (node.Id > 0) criterion.Enter(rows, node.Start, node.Count, weights);
            pruning?.Note(node.Id, criterion.Loss(), criterion.LeafValue(options.LeafSmoothing));
            var cut = IsFinal(node) ? default : BestCut(node, cancel);
            if (cut.Exists) Split(node, cut, builder, open);
            else builder.Leaf(node.Id, criterion.LeafValue(options.LeafSmoothing));
        }
        builder.Close();
        return builder.Build();
    }

    private bool IsFinal(Node node)
    {
        if (options.MaxDepth > 0 && node.Depth >= options.MaxDepth) return true;
        if (criterion.NodeRows < options.MinRowsToSplit || criterion.NodeRows < 2 * options.MinRowsPerLeaf) return true;
        double first = data.Targets[rows[node.Start]];
        for (int i = node.Start + 1; i < node.Start + node.Count; i++)
            if (data.Targets[rows[i]] != first) return false;
        return true;
    }

    private ForestSplit BestCut(Node node, CancellationToken cancel)
    {
        var best = default(ForestSplit);
        for (int drawn = 0; drawn < columns.Length && (drawn < columnsPerNode || !best.Exists); drawn++)
        {
            if (node.Count > ManyRows) cancel.ThrowIfCancellationRequested();
            // Also where all columns are looked at: in small nodes many cuts are equally
            // good, and trees that all took the first column's would be more alike.
            if (shuffled)
            {
                int j = drawn + random.Next(columns.Length - drawn);
                (columns[drawn], columns[j]) = (columns[j], columns[drawn]);
            }
            finder.Find(rows.AsSpan(node.Start, node.Count), columns[drawn], ref random, ref best);
        }
        return best;
    }

    private void Split(Node node, in ForestSplit cut, TreeEnsembleBuilder builder, Stack<Node> open)
    {
        int leftCount = cut.IsExact ? PartByValue(node, cut) : PartByCode(node, cut), rightCount = node.Count - leftCount;
        Array.Copy(spare, 0, rows, node.Start + leftCount, rightCount);

        int child;
        var bins = data.Matrix.Bins[cut.Column];
        if (cut.IsSet)
        {
            var isLeft = new bool[bins.Categories.Length];
            for (int code = 0; code < isLeft.Length; code++) isLeft[code] = goesLeft[bins.Categories[code]] != 0;
            child = builder.Split(node.Id, cut.Column, isLeft, cut.MissingLeft, cut.Gain, cut.LeftWeight, cut.RightWeight);
        }
        else child = builder.Split(node.Id, cut.Column, cut.Threshold, cut.MissingLeft, cut.Gain, cut.LeftWeight, cut.RightWeight);
        open.Push(new(child + 1, node.Start + leftCount, rightCount, node.Depth + 1));
        open.Push(new(child, node.Start, leftCount, node.Depth + 1));
    }

    // Both sides are written and only one advances: no branch to mispredict.
    private int PartByCode(Node node, in ForestSplit cut)
    {
        for (int code = 0; code < goesLeft.Length; code++) goesLeft[code] = cut.Left.Contains(code) ? (byte)1 : (byte)0;
        byte[] codes = data.Matrix.Columns[cut.Column];
        int left = 0, right = 0;
        for (int i = node.Start; i < node.Start + node.Count; i++)
        {
            int row = rows[i], goes = goesLeft[codes[row]];
            rows[node.Start + left] = row;
            spare[right] = row;
            left += goes;
            right += 1 - goes;
        }
        return left;
    }

    private int PartByValue(Node node, in ForestSplit cut)
    {
        int left = 0, right = 0;
        for (int i = node.Start; i < node.Start + node.Count; i++)
        {
            int row = rows[i];
            double value = data.Value(row, cut.Column);
            int goes = value <= cut.Threshold || (cut.MissingLeft && double.IsNaN(value)) ? 1 : 0;
            rows[node.Start + left] = row;
            spare[right] = row;
            left += goes;
            right += 1 - goes;
        }
        return left;
    }

    private readonly record struct Node(int Id, int Start, int Count, int Depth);
}
