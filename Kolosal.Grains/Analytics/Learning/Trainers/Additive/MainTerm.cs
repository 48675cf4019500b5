namespace Kolosal.Learning.Additive;

/// <summary>The shape function of one column: a tree of few leaves over its bins, missing values a leaf of their own.</summary>
/// <param name="column">The column.</param>
/// <param name="bins">Bins of values; the next code is that of missing values.</param>
/// <param name="categories">Whether bins have no order: then they are put in that of their mean slopes first, which finds the best split
/// in two of a convex loss (Fisher, JASA 53, 1958; Breiman et al., CART, 1984, §4.2.2).</param>
internal sealed class MainTerm(int column, int bins, bool categories) : BoostedTerm
{
    // Rare categories stay in the middle of the order: as LightGBM's cat_smooth.
    private const double Smoothing = 10;
    private const int OnStack = 256;

    public override int Slots => bins + 1;

    public override ushort[] Cells(AdditiveRows rows, ReadOnlySpan<int> chosen)
    {
        byte[] codes = rows.Matrix.Columns[column];
        var cells = new ushort[chosen.Length];
        for (int i = 0; i < cells.Length; i++) cells[i] = codes[chosen[i]];
        return cells;
    }

    public override void Grow(ReadOnlySpan<double> sums, ReadOnlySpan<int> counts, ExplainableBoostingOptions options, Span<double> step)
    {
        Span<int> order = stackalloc int[OnStack];
        order = order[..bins];
        for (int b = 0; b < bins; b++) order[b] = b;
        if (categories)
        {
            Span<double> keys = stackalloc double[OnStack];
            for (int b = 0; b < bins; b++) keys[b] = sums[2 * b] / (sums[2 * b + 1] + Smoothing);
            keys[..bins].Sort(order);
        }
        Span<int> ends = stackalloc int[options.MaxLeaves + 1];
        (ends[0], ends[1]) = (0, bins);
        int leaves = 1;
        while (leaves < options.MaxLeaves && BestCut(sums, counts, order, ends[..(leaves + 1)], options) is { } cut)
        {
            int place = leaves++;
            for (; ends[place] > cut; place--) ends[place + 1] = ends[place];
            ends[place + 1] = cut;
        }
        for (int leaf = 0; leaf < leaves; leaf++)
        {
            double slope = 0, curve = 0;
            for (int at = ends[leaf]; at < ends[leaf + 1]; at++)
            {
                slope += sums[2 * order[at]];
                curve += sums[2 * order[at] + 1];
            }
            double value = Leaf(slope, curve, options.L2);
            for (int at = ends[leaf]; at < ends[leaf + 1]; at++) step[order[at]] = value;
        }
        step[bins] = Leaf(sums[2 * bins], sums[2 * bins + 1], options.L2);
    }

    /// <summary>The cut of some leaf that saves most, or null when none saves anything.</summary>
    private static int? BestCut(ReadOnlySpan<double> sums, ReadOnlySpan<int> counts, ReadOnlySpan<int> order, ReadOnlySpan<int> ends,
        ExplainableBoostingOptions options)
    {
        int? best = null;
        double most = 0;
        for (int leaf = 0; leaf + 1 < ends.Length; leaf++)
        {
            double slope = 0, curve = 0, left = 0, leftCurve = 0;
            int rows = 0, leftRows = 0;
            for (int at = ends[leaf]; at < ends[leaf + 1]; at++)
            {
                slope += sums[2 * order[at]];
                curve += sums[2 * order[at] + 1];
                rows += counts[order[at]];
            }
            double whole = Gain(slope, curve, options.L2);
            for (int at = ends[leaf]; at + 1 < ends[leaf + 1]; at++)
            {
                left += sums[2 * order[at]];
                leftCurve += sums[2 * order[at] + 1];
                leftRows += counts[order[at]];
                if (leftRows < options.MinRowsPerLeaf) continue;
                if (rows - leftRows < options.MinRowsPerLeaf) break;
                double gain = Gain(left, leftCurve, options.L2) + Gain(slope - left, curve - leftCurve, options.L2) - whole;
                if (gain > most) (most, best) = (gain, at + 1);
            }
        }
        return best;
    }
}
