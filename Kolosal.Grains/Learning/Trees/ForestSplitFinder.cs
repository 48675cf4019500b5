using Kolosal.Statistics;

namespace Kolosal.Learning.Trees;

/// <summary>The best way to split a node by one column: at a number, or by a set of categories.</summary>
/// <remarks>
/// Numbers are cut half-way between the values that meet in the node; missing values are tried on both sides. Categories are put in order and cut like numbers.
/// Ordering them by their mean answer in the node (for several classes: by their share of the node's commonest class) finds the best of all subsets for two classes
/// and for numbers (Breiman et al. 1984, section 4.2; Fisher 1958). Among few rows that order is mostly noise, and so many ways to cut would make a column of categories
/// look better than it is (Strobl et al., BMC Bioinformatics 8, 2007); a forest therefore orders by answer only where the node has
/// <see cref="DecisionTreeOptions.MinRowsPerCategory"/> rows for each of its categories, and by code, an order that no answer has touched, elsewhere.
/// With random cuts the order is that of the whole training set (Wright and König, PeerJ 7:e6339, 2019) and the cut uniform (Geurts et al. 2006).
/// </remarks>
internal sealed class ForestSplitFinder(ForestRows data, DecisionTreeOptions options, NodeLoss loss)
{
    private readonly double[] order = new double[256];
    private readonly int[] present = loss.Present;
    private bool improved; // whether the column at hand gave the best cut so far

    /// <summary>Offers a column's splits of the node that the loss has entered.</summary>
    /// <param name="rows">The node's rows.</param>
    /// <param name="column">The column.</param>
    /// <param name="random">For random cuts.</param>
    /// <param name="best">Replaced by a better split.</param>
    public void Find(ReadOnlySpan<int> rows, int column, ref SeededRandom random, ref ForestCut best)
    {
        if (options.RandomCuts && !data.Matrix.Bins[column].IsCategorical)
        {
            FindRandom(rows, column, ref random, ref best);
            return;
        }
        int codes = loss.Collect(data.Matrix.Columns[column]);
        if (codes < 2) return;
        improved = false;
        var bins = data.Matrix.Bins[column];
        bool missing = present[codes - 1] == bins.Bins;
        if (bins.IsCategorical) FindCategories(column, codes, ref random, ref best);
        else FindThreshold(column, codes, missing, ref best);
        if (improved) Describe(ref best, codes, missing);
    }

    private void FindThreshold(int column, int codes, bool missing, ref ForestCut best)
    {
        int values = missing ? codes - 1 : codes;
        for (int side = 0; side < (missing ? 2 : 1); side++)
        {
            loss.Clear();
            if (side == 1) loss.Move(present[codes - 1]);
            for (int i = 0; i < (missing && side == 0 ? values : values - 1); i++)
            {
                loss.Move(present[i]);
                Offer(new() { Column = column, Last = i, MissingLeft = side == 1 }, ref best, missing);
            }
        }
    }

    private void FindCategories(int column, int codes, ref SeededRandom random, ref ForestCut best)
    {
        bool byAnswer = loss.NodeRows >= (long)options.MinRowsPerCategory * codes;
        for (int i = 0; i < codes; i++) order[i] = options.RandomCuts ? data.CategoryRanks[column][present[i]] : byAnswer ? loss.MeanAnswer(present[i]) : present[i];
        Array.Sort(order, present, 0, codes);
        int only = -1;
        if (options.RandomCuts)
        {
            double at = order[0] + (order[codes - 1] - order[0]) * random.NextDouble();
            for (only = 0; only < codes - 2 && order[only + 1] <= at;) only++;
        }
        loss.Clear();
        for (int i = 0; i < codes - 1; i++)
        {
            loss.Move(present[i]);
            if (only < 0 || only == i) Offer(new() { Column = column, Last = i, IsSet = true }, ref best, missing: false);
        }
    }

    // One cut needs no histogram: a look at the range of the codes, and one at the rows on the left.
    private void FindRandom(ReadOnlySpan<int> rows, int column, ref SeededRandom random, ref ForestCut best)
    {
        byte[] codes = data.Matrix.Columns[column];
        int missingCode = data.Matrix.Bins[column].Bins, low = missingCode, high = -1;
        bool missing = false;
        foreach (int row in rows)
        {
            int code = codes[row];
            if (code == missingCode)
            {
                missing = true;
                continue;
            }
            low = Math.Min(low, code);
            high = Math.Max(high, code);
        }
        if (high < 0 || (low == high && !missing)) return;

        int last = low;
        double threshold = double.MaxValue;
        bool missingLeft = false; // of one value and missing, the value goes left
        if (low < high)
        {
            double from = data.LowestOf(column, low), to = data.HighestOf(column, high), at = from + (to - from) * random.NextDouble();
            for (int code = low + 1; code < high; code++)
                if (data.LowestOf(column, code) <= at) last = code;
            missingLeft = missing && random.Next(2) == 0;
            // The place itself where it lies between two bins; inside a bin the rows cannot be told apart, so the end of the bin.
            int next = last + 1;
            while (double.IsPositiveInfinity(data.LowestOf(column, next))) next++;
            double below = data.HighestOf(column, last), above = data.LowestOf(column, next);
            threshold = at >= below && at < above ? at : FeatureBins.Between(below, above);
        }

        loss.Clear();
        loss.MoveBelow(codes, last, missingLeft ? missingCode : -1);
        improved = false;
        Offer(new() { Column = column, MissingLeft = missingLeft }, ref best, missing);
        if (!improved) return;
        best.Threshold = threshold;
        best.Left = default;
        for (int code = 0; code <= last; code++) best.Left.Add(code);
        if (best.MissingLeft) best.Left.Add(missingCode);
    }

    private void Offer(ForestCut cut, ref ForestCut best, bool missing)
    {
        if (loss.LeftRows < options.MinRowsPerLeaf || loss.NodeRows - loss.LeftRows < options.MinRowsPerLeaf) return;
        double gain = loss.Gain();
        if ((best.Exists && gain <= best.Gain) || !loss.IsAllowed) return;
        // A split that purifies nothing is still taken when there is no better one: the next level may need it (exclusive or).
        best = cut with { Gain = Math.Max(gain, 0), Exists = true, LeftWeight = loss.LeftWeight, RightWeight = loss.RightWeight };
        if (!missing && !cut.IsSet) best.MissingLeft = best.LeftWeight >= best.RightWeight;
        improved = true;
    }

    // Fixes which codes go left while the column's order of codes is at hand.
    private void Describe(ref ForestCut cut, int codes, bool missing)
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
        int values = missing ? codes - 1 : codes;
        if (cut.Last + 1 >= values)
        {
            cut.Threshold = double.MaxValue;
            return;
        }
        double low = data.HighestOf(cut.Column, present[cut.Last]), high = data.LowestOf(cut.Column, present[cut.Last + 1]);
        cut.Threshold = FeatureBins.Between(low, high);
    }
}
