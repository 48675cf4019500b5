using Kolosal.Statistics;

namespace Kolosal.Learning.Trees;

/// <summary>The best way to split a node by one column: at a number, or by a set of categories.</summary>
/// <remarks>
/// Numbers are cut half-way between the values that meet in the node, at the edges of bins while it has many rows; missing values are tried on both
/// sides. Categories are put in order and cut like numbers. Ordering them by their mean target in the node (for several classes: by their share of
/// the node's commonest class) finds the best of all subsets for two classes and for numbers (Breiman et al. 1984, section 4.2; Fisher 1958). Among
/// few rows that order is mostly noise, and so many ways to cut would make a column of categories look better than it is (Strobl et al., BMC
/// Bioinformatics 8, 2007); a forest therefore orders by target only where the node has <see cref="DecisionTreeOptions.MinRowsPerCategory"/> rows
/// for each of its categories, and by code, an order that no target has touched, elsewhere. With random cuts (Geurts et al. 2006) the cut is
/// uniform, and the order at random that by code or that of the whole training set's targets (Wright and König, PeerJ 7:e6339, 2019).
/// </remarks>
internal sealed class ForestSplitFinder(ForestRows data, DecisionTreeOptions options, SplitCriterion criterion)
{
    // Some thousand roundings. Cuts that part the same rows gain the same: which of their sums was rounded up must not choose between them.
    private const double RelativeRounding = 1e-12;

    private readonly double[] order = new double[256];
    private readonly int[] present = criterion.Present;
    private bool improved; // whether the column at hand gave the best cut so far

    /// <summary>Offers a column's splits of the node that the criterion has entered.</summary>
    /// <param name="rows">The node's rows.</param>
    /// <param name="column">The column.</param>
    /// <param name="random">For random cuts.</param>
    /// <param name="best">Replaced by a better split.</param>
    public void Find(ReadOnlySpan<int> rows, int column, ref SeededRandom random, ref ForestSplit best)
    {
        if (options.RandomCuts && !data.Matrix.Bins[column].IsCategorical)
        {
            FindRandom(rows, column, ref random, ref best);
            return;
        }
        improved = false;
        var bins = data.Matrix.Bins[column];
        bool exact = criterion.HasFewRows && !bins.IsCategorical;
        int codes = exact ? criterion.CollectValues(column) : criterion.Collect(data.Matrix.Columns[column]);
        if (codes < 2) return;
        bool missing = exact ? double.IsPositiveInfinity(criterion.ValueOf(codes - 1)) : present[codes - 1] == bins.Bins;
        if (bins.IsCategorical) FindCategories(column, codes, ref random, ref best);
        else FindThreshold(column, codes, missing, ref best);
        if (improved) Describe(ref best, codes, missing, exact);
    }

    private void FindThreshold(int column, int codes, bool missing, ref ForestSplit best)
    {
        int values = missing ? codes - 1 : codes;
        for (int side = 0; side < (missing ? 2 : 1); side++)
        {
            criterion.Clear();
            if (side == 1) criterion.MoveLeft(present[codes - 1]);
            for (int i = 0; i < (missing && side == 0 ? values : values - 1); i++)
            {
                criterion.MoveLeft(present[i]);
                Offer(new() { Column = column, Last = i, MissingLeft = side == 1 }, ref best, missing);
            }
        }
    }

    private void FindCategories(int column, int codes, ref SeededRandom random, ref ForestSplit best)
    {
        bool byTarget = criterion.NodeRows >= (long)options.MinRowsPerCategory * codes;
        if (options.RandomCuts) byTarget = random.Next(2) == 0;
        for (int i = 0; i < codes; i++)
            order[i] = !byTarget ? present[i] : options.RandomCuts ? data.CategoryRanks[column][present[i]] : criterion.MeanTarget(present[i]);
        Array.Sort(order, present, 0, codes);
        int only = -1;
        if (options.RandomCuts)
        {
            double at = order[0] + (order[codes - 1] - order[0]) * random.NextDouble();
            for (only = 0; only < codes - 2 && order[only + 1] <= at;) only++;
        }
        criterion.Clear();
        for (int i = 0; i < codes - 1; i++)
        {
            criterion.MoveLeft(present[i]);
            if (only < 0 || only == i) Offer(new() { Column = column, Last = i, IsSet = true }, ref best, missing: false);
        }
    }

    // One cut needs no histogram: a look at the range of the values, and one at the rows on the left.
    private void FindRandom(ReadOnlySpan<int> rows, int column, ref SeededRandom random, ref ForestSplit best)
    {
        double from = double.PositiveInfinity, to = double.NegativeInfinity;
        bool missing = false;
        foreach (int row in rows)
        {
            double value = data.Value(row, column);
            if (value < from) from = value;
            if (value > to) to = value;
            missing |= double.IsNaN(value);
        }
        if (from > to || (from == to && !missing)) return;

        // Of one value and missing, the value goes left.
        double threshold = double.MaxValue;
        bool missingLeft = false;
        if (from < to)
        {
            threshold = from + (to - from) * random.NextDouble();
            if (!(threshold < to)) threshold = from; // rounding alone can reach the end, or the range overflow
            missingLeft = missing && random.Next(2) == 0;
        }
        criterion.Clear();
        criterion.MoveLeftBelow(column, threshold, missingLeft);
        Offer(new() { Column = column, Threshold = threshold, MissingLeft = missingLeft, IsExact = true }, ref best, missing);
    }

    private void Offer(ForestSplit cut, ref ForestSplit best, bool missing)
    {
        if (criterion.LeftRows < options.MinRowsPerLeaf || criterion.NodeRows - criterion.LeftRows < options.MinRowsPerLeaf) return;
        double gain = criterion.Gain();
        bool better = !best.Exists || gain > best.Gain + RelativeRounding * (criterion.Scale + best.Gain);
        if (!better || !criterion.IsAllowed) return;
        // A split that purifies nothing is still taken when there is no better one: the next level may need it (exclusive or).
        best = cut with { Gain = Math.Max(gain, 0), Exists = true, LeftWeight = criterion.LeftWeight, RightWeight = criterion.RightWeight };
        if (!missing && !cut.IsSet) best.MissingLeft = best.LeftWeight >= best.RightWeight;
        improved = true;
    }

    // Fixes what goes left while the column's order of codes is at hand.
    private void Describe(ref ForestSplit cut, int codes, bool missing, bool exact)
    {
        var bins = data.Matrix.Bins[cut.Column];
        cut.Left = default;
        for (int i = 0; i <= cut.Last; i++) cut.Left.Add(present[i]);
        if (cut.IsSet)
        {
            bool seen = present.AsSpan(0, codes).Contains(bins.Bins);
            cut.MissingLeft = seen ? cut.Left.Contains(bins.Bins) : cut.LeftWeight >= cut.RightWeight;
            // Categories without rows here go with the missing values.
            if (cut.MissingLeft)
                for (int code = 0; code <= bins.Bins; code++)
                    if (!present.AsSpan(0, codes).Contains(code)) cut.Left.Add(code);
            return;
        }
        if (cut.MissingLeft) cut.Left.Add(bins.Bins);
        cut.IsExact = exact;
        int values = missing ? codes - 1 : codes;
        if (cut.Last + 1 >= values)
        {
            cut.Threshold = double.MaxValue;
            return;
        }
        double low = exact ? criterion.ValueOf(cut.Last) : data.HighestOf(cut.Column, present[cut.Last]);
        double high = exact ? criterion.ValueOf(cut.Last + 1) : data.LowestOf(cut.Column, present[cut.Last + 1]);
        cut.Threshold = FeatureBins.Between(low, high);
    }
}
