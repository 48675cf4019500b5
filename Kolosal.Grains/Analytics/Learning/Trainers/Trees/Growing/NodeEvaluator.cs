using Kolosal.Numerics;

namespace Kolosal.Learning.Trees;

/// <summary>Fills the histograms of nodes and finds their best splits, one piece of parallel work for a pair of children.</summary>
/// <remarks>The larger child's histogram is the parent's less the smaller child's, so only the smaller one's rows are read.</remarks>
internal sealed unsafe class NodeEvaluator
{
    // Fewer rows than this are summed by one thread a group: the 16 × 256 sums of each chunk have to be added up afterwards.
    private const int MinRowsPerChunk = 1 << 14;

    // Fewer adds of a row to a bin than this are not worth waking a thread for.
    private const int MinSharedAdds = 1 << 14;

    // A bin is taken for four adds: it is copied, subtracted, summed and judged.
    private const int AddsPerBin = 4;

    // Pieces of a quarter million rows: some milliseconds between two looks at the token.
    private const int RowsPerPiece = 1 << 18;

    private readonly HistogramLayout layout;
    private readonly GradientBoostingOptions options;
    private readonly QuantisedGradients gradients;
    private readonly RowPartition partition;
    private readonly InteractionGroups? interactions;
    private readonly int[] sources;
    private readonly WorkerTeam team;
    private readonly CancellationToken cancel;
    private readonly NodeHistograms histograms;
    private readonly SplitFinder[] finders; // one a group
    private readonly LevelSearch[] levels;  // one a group, of symmetric trees
    private readonly int[][] columnsOfGroup;
    private readonly NodeSplit[] bestOfSmall, bestOfLarge;
    private readonly ColumnSample sample;

    /// <param name="matrix">The codes.</param>
    /// <param name="sources">The column of the rows that each column of codes is made of.</param>
    /// <param name="options">Which splits there may be.</param>
    /// <param name="gradients">Derivatives, filled anew before each tree.</param>
    /// <param name="partition">The rows of nodes.</param>
    /// <param name="interactions">Which columns may meet, or null for all.</param>
    /// <param name="team">Works on groups of columns.</param>
    /// <param name="cancel">Polled every quarter million rows.</param>
    public NodeEvaluator(BinnedMatrix matrix, int[] sources, GradientBoostingOptions options, QuantisedGradients gradients, RowPartition partition,
        InteractionGroups? interactions, WorkerTeam team, CancellationToken cancel)
    {
        (this.sources, this.options, this.gradients, this.partition, this.interactions, this.team, this.cancel) =
            (sources, options, gradients, partition, interactions, team, cancel);
        layout = HistogramLayout.Of(matrix, team, cancel);
        histograms = new(layout, gradients, team.Size);
        int groups = layout.Groups.Length;
        (bestOfSmall, bestOfLarge, finders) = (new NodeSplit[groups], new NodeSplit[groups], new SplitFinder[groups]);
        columnsOfGroup = new int[groups][];
        for (int g = 0; g < groups; g++)
        {
            int from = layout.GroupStart[g], to = layout.GroupStart[g + 1];
            columnsOfGroup[g] = [.. Enumerable.Range(0, matrix.Columns.Length).Where(c => layout.ByteOf[c] >= from && layout.ByteOf[c] < to)];
            finders[g] = new(matrix, layout, options, gradients.IsWide);
        }
        levels = options.Growth != TreeGrowth.Symmetric ? []
            : [.. layout.Groups.Select(_ => new LevelSearch(matrix, layout, options, gradients.IsWide))];
        sample = new([.. columnsOfGroup.SelectMany(columns => columns).Order()], matrix.Columns.Length, options.ColumnSample);
    }

    /// <summary>Whether some column can split.</summary>
    public bool CanSplit => layout.Groups.Length > 0;

    /// <summary>Starts a tree.</summary>
    /// <param name="seed">Chooses the columns when a share of them is asked for.</param>
    public void Begin(ulong seed)
    {
        sample.Draw(seed);
        foreach (var finder in finders) finder.Begin(gradients);
        foreach (var level in levels) level.Begin(gradients);
    }

    /// <summary>Sums the root and finds its best split.</summary>
    /// <param name="root">All rows of the tree.</param>
    /// <param name="count">What they count.</param>
    public void EvaluateRoot(BinnedNode root, double count)
    {
        root.Histogram = histograms.Rent();
        root.Sums = new(0, 0, count);
        Evaluate(root, null);
    }

    /// <summary>Finds the best splits of two children, whose parent gives up its histogram.</summary>
    /// <param name="parent">The parent.</param>
    /// <param name="small">The child of fewer rows.</param>
    /// <param name="large">The other one.</param>
    /// <param name="smallMay">Whether the child may be split.</param>
    /// <param name="largeMay">Whether the other one may.</param>
    public void EvaluateChildren(BinnedNode parent, BinnedNode small, BinnedNode large, bool smallMay, bool largeMay)
    {
        if (!smallMay && !largeMay)
        {
            Release(parent);
            return;
        }
        Part(parent, small, large);
        Evaluate(small, large, smallMay, largeMay);
    }

    /// <summary>Fills the histograms of two children, whose parent gives up its own, without a search.</summary>
    /// <param name="parent">The parent.</param>
    /// <param name="small">The child of fewer rows.</param>
    /// <param name="large">The other one.</param>
    public void FillChildren(BinnedNode parent, BinnedNode small, BinnedNode large)
    {
        Part(parent, small, large);
        Evaluate(small, large, smallMay: false, largeMay: false);
    }

    /// <summary>The cut that gains most over all nodes of a level together; none when nothing gains.</summary>
    /// <param name="nodes">At least one; each has a histogram.</param>
    /// <param name="openGroups">The groups of columns that may still split.</param>
    public NodeSplit FindLevel(IReadOnlyList<BinnedNode> nodes, int[] openGroups)
    {
        team.Run(layout.Groups.Length, group =>
        {
            var best = new NodeSplit { Gain = LeastGain, Column = -1 };
            foreach (int column in columnsOfGroup[group])
            {
                cancel.ThrowIfCancellationRequested();
                if (sample.Has(column) && (interactions is null || interactions.Allows(openGroups, sources[column])))
                    levels[group].Find(column, nodes, histograms, ref best);
            }
            bestOfSmall[group] = best.Column >= 0 ? best : default;
        });
        return Best(bestOfSmall);
    }

    /// <summary>What the cut of a level does to one of its nodes, see <see cref="LevelSearch.TryPart"/>.</summary>
    public bool TryPart(BinnedNode node, in NodeSplit level, out NodeSplit split) => levels[0].TryPart(node, histograms, level, out split);

    /// <summary>Finds the best split of a node once more.</summary>
    /// <param name="node">It has a histogram.</param>
    /// <param name="minRows">Rows that each child needs.</param>
    public void FindAgain(BinnedNode node, double minRows)
    {
        for (int group = 0; group < layout.Groups.Length; group++) bestOfSmall[group] = Best(node, node.Sums, group, minRows);
        node.Split = Best(bestOfSmall);
    }

    /// <summary>Gives a node's histogram back, when it has one.</summary>
    public void Release(BinnedNode node)
    {
        if (node.Histogram >= 0) histograms.Return(node.Histogram);
        node.Histogram = -1;
    }

    // A split must save more than MinGain, which is half of twice that many units.
    private double LeastGain => 2 * options.MinGain * gradients.HessianUnit / (gradients.GradientUnit * gradients.GradientUnit);

    private void Part(BinnedNode parent, BinnedNode small, BinnedNode large)
    {
        small.Histogram = histograms.Rent();
        large.Histogram = parent.Histogram;
        parent.Histogram = -1;
    }

    private void Evaluate(BinnedNode small, BinnedNode? large, bool smallMay = true, bool largeMay = true)
    {
        int groups = layout.Groups.Length, chunks = 1;
        if (team.Size > 1 && groups % team.Size != 0) chunks = Math.Clamp(small.Rows / MinRowsPerChunk, 1, team.Size);
        bool shared = (long)small.Rows * layout.Size.Length >= MinSharedAdds || layout.Bins >= MinSharedAdds / AddsPerBin;
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
            bestOfSmall[group] = smallMay ? Best(small, sums, group, options.MinRowsPerLeaf) : default;
            bestOfLarge[group] = large is not null && largeMay ? Best(large, large.Sums, group, options.MinRowsPerLeaf) : default;
        });
        if (large is null) small.Sums = TotalOf(small, 0);
        small.Split = Best(bestOfSmall);
        if (large is not null) large.Split = Best(bestOfLarge);
    }

    private void Add(BinnedNode node, int group, int chunk, int chunks)
    {
        int from = (int)((long)node.Rows * chunk / chunks), to = (int)((long)node.Rows * (chunk + 1) / chunks);
        for (int at = from; at < to; at += RowsPerPiece)
        {
            cancel.ThrowIfCancellationRequested();
            int count = Math.Min(RowsPerPiece, to - at);
            if (partition.IsIdentity) histograms.Add(chunk, group, null, at, count);
            else histograms.Add(chunk, group, partition.From(node.Start + at), 0, count);
        }
    }

    private NodeSplit Best(BinnedNode node, NodeSums sums, int group, double minRows)
    {
        var best = new NodeSplit { Gain = LeastGain, Column = -1 };
        double toUnits = gradients.HessianUnit / gradients.GradientUnit;
        foreach (int column in columnsOfGroup[group])
            if (sample.Has(column) && (interactions is null || interactions.Allows(node.OpenGroups, sources[column])))
                finders[group].Find(column, histograms.Sums(node.Histogram, layout.ByteOf[column]), sums, minRows,
                    (node.Low * toUnits, node.High * toUnits), ref best);
        return best.Column >= 0 ? best : default;
    }

    private static NodeSplit Best(NodeSplit[] found)
    {
        NodeSplit best = default;
        foreach (ref readonly var split in found.AsSpan())
            if (split.Beats(best)) best = split;
        return best;
    }

    private NodeSums TotalOf(BinnedNode node, int group) =>
        histograms.Total(node.Histogram, layout.GroupStart[group]) with { Count = node.Sums.Count };
}
