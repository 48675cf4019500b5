namespace Kolosal.Learning.Trees;

/// <summary>The best split of a column of categories.</summary>
/// <remarks>
/// Categories are ordered by G / (H + s) and cut as if ordered, which with s = 0 is the best of all 2ᵏ⁻¹ − 1 subsets (Fisher, 1958); rare
/// ones are left out, and cuts are limited as in Ke et al. 2017's implementation, because the best of so many ways is good by chance.
/// </remarks>
/// <param name="histogram">Of the column at hand.</param>
/// <param name="gain">What a split gains.</param>
/// <param name="options">Which categories and cuts are asked.</param>
internal sealed class CategorySearch(ColumnHistogram histogram, SplitGain gain, GradientBoostingOptions options)
{
    /// <summary>Up to here the ways to split categories are so few that no extra caution is needed: LightGBM's max_cat_to_onehot.</summary>
    private const int FewCategories = 4;

    private readonly double[] ratio = new double[HistogramLayout.CodesPerByte];
    private readonly int[] order = new int[HistogramLayout.CodesPerByte];

    /// <summary>Offers the best split.</summary>
    /// <param name="column">The column.</param>
    /// <param name="bins">Its bins; the code of a missing value.</param>
    /// <param name="slots">Its different codes: one more than bins where values are missing.</param>
    /// <param name="node">The node's sums.</param>
    /// <param name="minRows">Rows that each child needs.</param>
    /// <param name="bounds">The node's lower and upper bound of a leaf value.</param>
    /// <param name="best">Replaced when something better is found.</param>
    public void Find(int column, int bins, int slots, NodeSums node, double minRows, (double Low, double High) bounds, ref NodeSplit best)
    {
        int count = Sort(slots);
        if (count < 1) return;
        double[] g = histogram.G, h = histogram.H, n = histogram.N;
        bool few = count <= FewCategories;
        double lambda = few ? gain.L2 : gain.CategoryL2, minStep = few ? 0 : options.MinRowsPerCategoryGroup;
        double parent = gain.LeafGain(node, gain.L2, bounds), floor = SplitGain.Floor(best, parent);
        int cut = -1, maxCut = Math.Min(count, options.MaxCategoriesPerSplit);
        bool fromTop = false, nameLeft = true;
        for (int end = 0; end < 2; end++)
        {
            double lg = 0, lh = 0, ln = 0, sinceCut = 0;
            for (int i = 0; i < maxCut; i++)
            {
                int code = order[end == 0 ? i : count - 1 - i];
                lg += g[code];
                lh += h[code];
                ln += n[code];
                sinceCut += n[code];
                double rg = node.G - lg, rh = node.H - lh, rn = node.Count - ln;
                if (ln < minRows || lh < gain.MinHessian || sinceCut < minStep) continue;
                if (rn < minRows || rh < gain.MinHessian || rn < minStep) break;
                sinceCut = 0;
                double here = gain.ChildrenGain(new(lg, lh, ln), new(rg, rh, rn), lambda, bounds, 0) - parent;
                if (!(here > floor)) continue;
                floor = here;
                (cut, fromTop, nameLeft) = (i, end == 1, ln < rn);
                best.Gain = here;
                best.Column = column;
                best.Code = -1;
                best.LeftSums = new(lg, lh, ln);
            }
        }
        if (cut >= 0) Name(bins, slots, count, cut, fromTop, nameLeft, ref best);
    }

    private int Sort(int slots)
    {
        int count = 0;
        for (int code = 0; code < slots; code++)
        {
            // What a category of a few rows says is mostly chance: it is not asked and goes with the larger side.
            if (histogram.IsEmpty(code) || histogram.N[code] < options.CategorySmoothing) continue;
            order[count] = code;
            ratio[count] = histogram.G[code] / Math.Max(histogram.H[code] + gain.Smoothing, double.Epsilon);
            count++;
        }
        Array.Sort(ratio, order, 0, count);
        // Equal ratios in code order, so that the result does not depend on how the sort treats ties.
        for (int from = 0; from < count;)
        {
            int to = from + 1;
            while (to < count && ratio[to] == ratio[from]) to++;
            if (to - from > 1) Array.Sort(order, from, to - from);
            from = to;
        }
        return count;
    }

    // The categories named by the cut go left and all others right, among them those that were not asked. A missing value goes
    // where the missing rows of this node went; where there were none, it goes to the larger side, as does a category without rows.
    private void Name(int bins, int slots, int count, int cut, bool fromTop, bool nameLeft, ref NodeSplit best)
    {
        best.Left = default;
        bool missingNamed = false;
        for (int i = 0; i <= cut; i++)
        {
            int code = order[fromTop ? count - 1 - i : i];
            best.Left.Add(code);
            missingNamed |= code == bins;
        }
        best.MissingLeft = histogram.HasMissing ? missingNamed : !nameLeft;
        for (int code = 0; code < slots; code++)
            if (histogram.IsEmpty(code) && best.MissingLeft) best.Left.Add(code);
    }
}
