namespace Kolosal.Learning.Trees;

/// <summary>Finds the best split of a node on one column from its histogram, in the way that suits column and options.</summary>
internal sealed class SplitFinder
{
    private readonly BinnedMatrix matrix;
    private readonly GradientBoostingOptions options;
    private readonly ColumnHistogram histogram;
    private readonly SplitGain gain;
    private readonly PlainThresholdSearch plain;
    private readonly ThresholdSearch thresholds;
    private readonly CategorySearch categories;
    private bool isPlain;

    public SplitFinder(BinnedMatrix matrix, HistogramLayout layout, GradientBoostingOptions options, bool wide)
    {
        (this.matrix, this.options, gain) = (matrix, options, new(options));
        histogram = new(matrix, layout, wide);
        (plain, thresholds, categories) = (new(histogram, gain), new(histogram, gain), new(histogram, gain, options));
    }

    /// <summary>Takes the units of a tree.</summary>
    public void Begin(QuantisedGradients gradients)
    {
        gain.Begin(gradients);
        // Without λ and a least second derivative a child may be 0 / 0, which the general way knows to be worth nothing.
        isPlain = !options.IsConstrained && options.L1 == 0 && (gain.L2 > 0 || gain.MinHessian > 0);
    }

    /// <summary>Offers the best split of a node on a column.</summary>
    /// <param name="column">The column.</param>
    /// <param name="sums">The histogram of the byte that holds it.</param>
    /// <param name="node">The node's sums; its count is exact.</param>
    /// <param name="minRows">Rows that each child needs.</param>
    /// <param name="bounds">The node's lower and upper bound of a leaf value.</param>
    /// <param name="best">Replaced when something better is found.</param>
    public void Find(int column, ReadOnlySpan<long> sums, NodeSums node, double minRows, (double Low, double High) bounds, ref NodeSplit best)
    {
        histogram.Read(column, sums, node);
        var bins = matrix.Bins[column];
        if (bins.IsCategorical) categories.Find(column, bins.Bins, matrix.Slots(column), node, minRows, bounds, ref best);
        else if (isPlain) plain.Find(column, bins.Bins, node, minRows, ref best);
        else thresholds.Find(column, bins.Bins, node, minRows, bounds, options.MonotoneOf(column), ref best);
    }
}
