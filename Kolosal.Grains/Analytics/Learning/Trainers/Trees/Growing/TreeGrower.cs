using Kolosal.Numerics;
using Kolosal.Statistics;

namespace Kolosal.Learning.Trees;

/// <summary>Grows one tree after another on the same rows.</summary>
/// <remarks>
/// Each split costs two pieces of parallel work: the partition of its rows, and, per group of columns, the histogram
/// of the smaller child, the larger one as the difference to the parent's, and the best split of both. Integer sums,
/// a fixed preference among equal splits and a fixed order of rows make the tree independent of the threads.
/// </remarks>
internal sealed unsafe class TreeGrower
{
    /// <summary>Fewer rows than this are summed by one thread a group.</summary>
    private const int RowsPerChunk = 1 << 14;

    /// <summary>Fewer row-bytes than this are not worth waking a thread for.</summary>
    private const int WorthSharing = 1 << 14;

    private readonly BinnedMatrix matrix;
    private readonly int[] sources;
    private readonly HistogramLayout layout;
    private readonly GradientBoostingOptions options;
    private readonly BoostingProblem problem;
    private readonly QuantisedGradients words;
    private readonly WorkerTeam team;
    private readonly NodeHistograms histograms;
    private readonly SplitFinder[] finders;
    private readonly SplitFinder answers;
    private readonly int[][] columnsOfGroup;
    private readonly NodeSplit[] bestA, bestB;
    private readonly bool[] usable;
    private readonly InteractionGroups? interactions;
    private readonly CancellationToken cancel;

    /// <param name="matrix">The codes.</param>
    /// <param name="sources">The column of the rows that each column of codes is made of.</param>
    /// <param name="options">When to split.</param>
    /// <param name="problem">Row counts.</param>
    /// <param name="words">Derivatives, filled anew before each tree.</param>
    /// <param name="team">Works on groups of columns.</param>
    /// <param name="cancel">Polled for every split and every quarter million rows.</param>
    public TreeGrower(BinnedMatrix matrix, int[] sources, GradientBoostingOptions options, BoostingProblem problem, QuantisedGradients words,
        WorkerTeam team, CancellationToken cancel)
    {
        (this.matrix, this.sources, this.options, this.problem, this.words, this.team, this.cancel) =
            (matrix, sources, options, problem, words, team, cancel);
        layout = HistogramLayout.Of(matrix, team, cancel);
        histograms = new(layout, words, team.Size);
        Partition = new(matrix.Rows, team.Size);
        int groups = layout.Groups.Length;
        (bestA, bestB, finders) = (new NodeSplit[groups], new NodeSplit[groups], new SplitFinder[groups]);
        columnsOfGroup = new int[groups][];
        for (int g = 0; g < groups; g++)
        {
            int from = layout.GroupStart[g], to = layout.GroupStart[g + 1];
            columnsOfGroup[g] = [.. Enumerable.Range(0, matrix.Columns.Length).Where(c => layout.ByteOf[c] >= from && layout.ByteOf[c] < to)];
            finders[g] = new(matrix, layout, options, words.IsWide);
        }
        answers = new(matrix, layout, options, words.IsWide);
        usable = new bool[matrix.Columns.Length];
        interactions = InteractionGroups.Of(options.Interactions, matrix.Columns.Length);
    }

    /// <summary>The rows of the last tree's leaves.</summary>
    public RowPartition Partition { get; }

    /// <summary>Grows a tree on the words as they are.</summary>
    /// <param name="rows">The rows it sees, ascending, or empty for all.</param>
    /// <param name="seed">Chooses the columns when a share of them is asked for.</param>
    public BinnedTree Grow(ReadOnlySpan<int> rows, ulong seed)
    {
        var tree = new BinnedTree();
        Partition.Begin(rows, matrix.Rows);
        ChooseColumns(seed);
        foreach (var finder in finders) finder.Begin(words);
        answers.Begin(words);

        var root = new BinnedNode { Rows = Partition.Count, OpenGroups = interactions?.All ?? [] };
        tree.Nodes.Add(root);
        double count = CountOf(0, Partition.Count);
        if (layout.Groups.Length > 0 && count >= 2.0 * options.MinRowsPerLeaf)
        {
            root.Histogram = histograms.Rent();
            root.Sums = new(0, 0, count);
            Evaluate(root, null);
        }
        else root.Sums = words.Sum(Partition, team) with { Count = count };
        Answer(root);

        int leaves = 1;
        while (leaves < options.MaxLeaves && NextToSplit(tree) is { } node)
        {
            cancel.ThrowIfCancellationRequested();
            if (TrySplit(tree, node, leaves + 1)) leaves++;
        }
        foreach (var node in tree.Nodes)
        {
            if (node.Histogram >= 0) histograms.Return(node.Histogram);
            node.Histogram = -1;
        }
        return tree;
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

    private BinnedNode? NextToSplit(BinnedTree tree) => NextToSplit(tree, options.Growth);

    private bool TrySplit(BinnedTree tree, BinnedNode node, int leaves)
    {
        var split = node.Split;
        node.GoesLeft = DirectionOf(split);
        int leftRows = Partition.Split(node.Start, node.Rows, matrix.Columns[split.Column], node.GoesLeft, team);
        double leftCount = CountOf(node.Start, leftRows), rightCount = node.Sums.Count - leftCount;
        if (leftCount < options.MinRowsPerLeaf || rightCount < options.MinRowsPerLeaf)
        {
            // The number of rows was estimated from the hessian and was too high: look again, asking for that much more.
            double estimated = Math.Min(split.LeftSums.Count, node.Sums.Count - split.LeftSums.Count);
            node.GoesLeft = null;
            FindAgain(node, Math.Max(Math.BitIncrement(estimated), options.MinRowsPerLeaf));
            return false;
        }

        double gain = split.Gain * words.GradientUnit * words.GradientUnit / words.HessianUnit / 2;
        var leftSums = split.LeftSums with { Count = leftCount };
        var left = new BinnedNode { Start = node.Start, Rows = leftRows, Depth = node.Depth + 1, Sums = leftSums, Low = node.Low, High = node.High };
        var right = new BinnedNode
        {
            Start = node.Start + leftRows,
            Rows = node.Rows - leftRows,
            Depth = node.Depth + 1,
            Sums = node.Sums - leftSums,
            Low = node.Low,
            High = node.High,
        };
        if (interactions is not null) left.OpenGroups = right.OpenGroups = interactions.Below(node.OpenGroups, sources[split.Column]);
        Answer(left);
        Answer(right);
        if (options.MonotoneOf(split.Column) is not 0 and var direction)
        {
            // Whatever grows below may not cross the middle, so the order of the two sides holds for ever.
            double middle = (left.Value + right.Value) / 2;
            if (direction > 0) left.High = right.Low = middle;
            else left.Low = right.High = middle;
        }
        node.Gain = gain;
        node.Left = tree.Nodes.Count;
        node.Right = node.Left + 1;
        tree.Nodes.Add(left);
        tree.Nodes.Add(right);

        var (small, large) = left.Rows <= right.Rows ? (left, right) : (right, left);
        bool smallMay = MaySplit(small, leaves), largeMay = MaySplit(large, leaves);
        if (!smallMay && !largeMay)
        {
            histograms.Return(node.Histogram);
            node.Histogram = -1;
            return true;
        }
        small.Histogram = histograms.Rent();
        large.Histogram = node.Histogram;
        node.Histogram = -1;
        Evaluate(small, large, smallMay, largeMay);
        return true;
    }

    private bool MaySplit(BinnedNode node, int leaves) => leaves < options.MaxLeaves && (options.MaxDepth == 0 || node.Depth < options.MaxDepth)
        && node.Sums.Count >= 2.0 * options.MinRowsPerLeaf;

    /// <summary>Fills the histogram of <paramref name="small"/>, turns the parent's into
    /// that of <paramref name="large"/>, and finds the best split of both.</summary>
    private void Evaluate(BinnedNode small, BinnedNode? large, bool smallMay = true, bool largeMay = true)
    {
        int groups = layout.Groups.Length, chunks = 1;
        if (team.Size > 1 && groups % team.Size != 0) chunks = Math.Clamp(small.Rows / RowsPerChunk, 1, team.Size);
        bool shared = (long)small.Rows * layout.Size.Length >= WorthSharing || layout.Bins >= WorthSharing / 4;
        void Run(int parts, Action<int> body)
        {
            if (shared) team.Run(parts, body);
            else for (int part = 0; part < parts; part++) body(part);
        }

        if (chunks > 1) Run(groups * chunks, part => Add(small, part / chunks, part % chunks, chunks));
        Run(groups, group =>
        {
            if (chunks == 1) Add(small, group, 0, 1);
            histograms.Collect(chunks, group, small.Histogram, large?.Histogram ?? -1);
            // The root's sums are not known before; every histogram of it holds them.
            var sums = large is null ? TotalOf(small, group) : small.Sums;
            bestA[group] = smallMay ? Best(small, sums, group, options.MinRowsPerLeaf) : default;
            bestB[group] = large is not null && largeMay ? Best(large, large.Sums, group, options.MinRowsPerLeaf) : default;
        });
        if (large is null) small.Sums = TotalOf(small, 0);
        Keep(small, bestA);
        if (large is not null) Keep(large, bestB);
    }

    private void FindAgain(BinnedNode node, double minRows)
    {
        for (int group = 0; group < layout.Groups.Length; group++) bestA[group] = Best(node, node.Sums, group, minRows);
        Keep(node, bestA);
    }

    private void Add(BinnedNode node, int group, int chunk, int chunks)
    {
        // Pieces of a quarter million rows: some milliseconds between two looks at the token.
        const int Piece = 1 << 18;
        int from = (int)((long)node.Rows * chunk / chunks), to = (int)((long)node.Rows * (chunk + 1) / chunks);
        for (int at = from; at < to; at += Piece)
        {
            cancel.ThrowIfCancellationRequested();
            int count = Math.Min(Piece, to - at);
            if (Partition.IsIdentity) histograms.Add(chunk, group, null, at, count);
            else histograms.Add(chunk, group, Partition.From(node.Start + at), 0, count);
        }
    }

    private NodeSplit Best(BinnedNode node, NodeSums sums, int group, double minRows)
    {
        var best = default(NodeSplit);
        // A split must save more than MinGain, which is half of twice that many units.
        double least = 2 * options.MinGain * words.HessianUnit / (words.GradientUnit * words.GradientUnit);
        best.Gain = least;
        best.Column = -1;
        double toUnits = words.HessianUnit / words.GradientUnit;
        foreach (int column in columnsOfGroup[group])
            if (usable[column] && (interactions is null || interactions.Allows(node.OpenGroups, sources[column])))
                finders[group].Find(column, histograms.Sums(node.Histogram, layout.ByteOf[column]), sums, minRows,
                    (node.Low * toUnits, node.High * toUnits), ref best);
        return best.Column >= 0 ? best : default;
    }

    private static void Keep(BinnedNode node, NodeSplit[] found)
    {
        node.Split = default;
        foreach (ref readonly var split in found.AsSpan())
            if (split.Beats(node.Split)) node.Split = split;
    }

    private void Answer(BinnedNode node)
    {
        double toUnits = words.HessianUnit / words.GradientUnit;
        node.Value = node.Sums.H + options.L2 > 0 ? answers.Value(node.Sums, node.Low * toUnits, node.High * toUnits) / toUnits : 0;
        node.Cover = node.Sums.H * words.HessianUnit;
    }

    private byte[] DirectionOf(in NodeSplit split)
    {
        var goesLeft = new byte[HistogramLayout.CodesPerByte];
        int bins = matrix.Bins[split.Column].Bins;
        for (int code = 0; code < goesLeft.Length; code++)
        {
            bool left = split.Code < 0 ? split.Left.Contains(code) : code == bins ? split.MissingLeft : code <= split.Code;
            goesLeft[code] = left ? (byte)1 : (byte)0;
        }
        return goesLeft;
    }

    private NodeSums TotalOf(BinnedNode node, int group) =>
        finders[group].Total(histograms.Sums(node.Histogram, layout.GroupStart[group])) with { Count = node.Sums.Count };

    private double CountOf(int start, int rows)
    {
        if (!problem.CountsDiffer) return rows;
        long count = 0;
        foreach (int row in Partition.Of(start, rows)) count += problem.CountOf(row);
        return count;
    }

    private void ChooseColumns(ulong seed)
    {
        Array.Fill(usable, true);
        if (options.ColumnSample >= 1) return;
        int[] candidates = [.. columnsOfGroup.SelectMany(c => c).Order()];
        int keep = Math.Max(1, (int)Math.Ceiling(options.ColumnSample * candidates.Length));
        var random = new SeededRandom(seed, stream: 0xC01);
        for (int i = candidates.Length - 1; i >= keep; i--)
        {
            int j = random.Next(i + 1);
            (candidates[i], candidates[j]) = (candidates[j], candidates[i]);
            usable[candidates[i]] = false;
        }
    }
}
