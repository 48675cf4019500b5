namespace Kolosal.Learning.Trees;

/// <summary>The best cut of a column for all nodes of a level at once, as symmetric trees have it.</summary>
/// <remarks>
/// What a cut gains is summed over the nodes in their order. A node that it would leave with a child of too few rows or too little hessian, or
/// against a monotone constraint, is not parted by it and gains nothing. Missing values go the same way in every node.
/// </remarks>
internal sealed class LevelSearch
{
    private const int Codes = HistogramLayout.CodesPerByte;

    // A sum of some hundred terms is exact to about 1e-14 of itself, see SplitGain.
    private const double RelativeRounding = 1e-10;

    private readonly BinnedMatrix matrix;
    private readonly HistogramLayout layout;
    private readonly GradientBoostingOptions options;
    private readonly ColumnHistogram histogram;
    private readonly SplitGain gain;
    private readonly double[][] gains = [new double[Codes], new double[Codes]]; // missing values to the right, to the left
    private readonly double[] leftRows = new double[Codes];
    private double toUnits;

    /// <param name="matrix">The codes.</param>
    /// <param name="layout">Where a column is in the joint histograms.</param>
    /// <param name="options">What a child needs.</param>
    /// <param name="wide">Which words were summed.</param>
    public LevelSearch(BinnedMatrix matrix, HistogramLayout layout, GradientBoostingOptions options, bool wide)
    {
        (this.matrix, this.layout, this.options) = (matrix, layout, options);
        (histogram, gain) = (new(matrix, layout, wide), new(options));
    }

    /// <summary>Takes the units of a tree.</summary>
    public void Begin(QuantisedGradients gradients)
    {
        gain.Begin(gradients);
        toUnits = gradients.HessianUnit / gradients.GradientUnit;
    }

    /// <summary>Offers the best cut of a column of numbers.</summary>
    /// <param name="column">The column.</param>
    /// <param name="nodes">The nodes of the level; each has a histogram.</param>
    /// <param name="histograms">Holds them.</param>
    /// <param name="best">Replaced when something better is found; its gain is that of all nodes together.</param>
    public void Find(int column, IReadOnlyList<BinnedNode> nodes, NodeHistograms histograms, ref NodeSplit best)
    {
        int bins = matrix.Bins[column].Bins;
        bool missing = false;
        double parents = 0, rows = 0;
        foreach (double[] side in gains) Array.Clear(side);
        Array.Clear(leftRows);
        foreach (var node in nodes)
        {
            histogram.Read(column, histograms.Sums(node.Histogram, layout.ByteOf[column]), node.Sums);
            missing |= histogram.HasMissing;
            double parent = gain.LeafGain(node.Sums, gain.L2, Bounds(node));
            (parents, rows) = (parents + Math.Abs(parent), rows + node.Sums.Count);
            AddGains(column, bins, node, parent);
        }
        double floor = Math.Max(best.Gain, parents * RelativeRounding);
        for (int side = 0; side < (missing ? 2 : 1); side++)
            // Missing alone on the right is one more cut, after the last bin.
            for (int code = 0; code < (missing && side == 0 ? bins : bins - 1); code++)
            {
                if (!(gains[side][code] > floor)) continue;
                floor = best.Gain = gains[side][code];
                (best.Column, best.Code) = (column, code);
                best.MissingLeft = missing ? side == 1 : 2 * leftRows[code] >= rows;
            }
    }

    /// <summary>What the cut of a level does to one of its nodes.</summary>
    /// <param name="node">It has a histogram.</param>
    /// <param name="histograms">Holds it.</param>
    /// <param name="level">The cut.</param>
    /// <param name="split">The cut with the sums of the node's left child and what it gains there, which may be less than nothing.</param>
    /// <returns>Whether the node may be parted by it.</returns>
    public bool TryPart(BinnedNode node, NodeHistograms histograms, in NodeSplit level, out NodeSplit split)
    {
        int column = level.Column, missing = matrix.Bins[column].Bins;
        histogram.Read(column, histograms.Sums(node.Histogram, layout.ByteOf[column]), node.Sums);
        double g = 0, h = 0, n = 0;
        for (int code = 0; code <= missing; code++)
        {
            if (code == missing ? !(level.MissingLeft && histogram.HasMissing) : code > level.Code) continue;
            (g, h, n) = (g + histogram.G[code], h + histogram.H[code], n + histogram.N[code]);
        }
        split = level;
        split.LeftSums = new(g, h, n);
        double children = Children(node, split.LeftSums, column);
        split.Gain = children - gain.LeafGain(node.Sums, gain.L2, Bounds(node));
        return !double.IsNegativeInfinity(children);
    }

    private void AddGains(int column, int bins, BinnedNode node, double parent)
    {
        bool missing = histogram.HasMissing;
        for (int side = 0; side < (missing ? 2 : 1); side++)
        {
            var left = missing && side == 1 ? new NodeSums(histogram.G[bins], histogram.H[bins], histogram.N[bins]) : default;
            for (int code = 0; code < bins; code++)
            {
                left = new(left.G + histogram.G[code], left.H + histogram.H[code], left.Count + histogram.N[code]);
                if (side == 0) leftRows[code] += left.Count;
                double children = Children(node, left, column);
                if (double.IsNegativeInfinity(children)) continue;
                gains[side][code] += children - parent;
                // Without missing values here both sides are the same cut.
                if (!missing) gains[1][code] += children - parent;
            }
        }
    }

    private double Children(BinnedNode node, NodeSums left, int column)
    {
        var right = node.Sums - left;
        if (Math.Min(left.Count, right.Count) < options.MinRowsPerLeaf || Math.Min(left.H, right.H) < gain.MinHessian)
            return double.NegativeInfinity;
        return gain.ChildrenGain(left, right, gain.L2, Bounds(node), options.MonotoneOf(column));
    }

    private (double Low, double High) Bounds(BinnedNode node) => (node.Low * toUnits, node.High * toUnits);
}
