using System.Runtime.CompilerServices;
using Kolosal.Statistics;

namespace Kolosal.Learning.Trees;

/// <summary>Grows one tree of a forest, node by node, depth first.</summary>
/// <remarks>
/// Breiman et al., "Classification and Regression Trees", 1984; column sampling as in Breiman, "Random Forests", 2001; random cuts as in Geurts et al.,
/// "Extremely randomized trees", 2006. A node's purity is Σ over classes of c² / n (Gini) or Σ c log (c / n) (entropy), or (Σ y)² / n for numbers, each of them
/// weighted; the best split is the one whose children are purest together. Two classes need no more than Σ w and Σ w y, because 2 n p (1 − p) is twice the variance.
/// Numbers are cut half-way between the values that meet in the node; missing values are tried on both sides; categories are put in the order of their mean
/// answer (for several classes: of their share of the node's commonest class), which is exact for two classes and for numbers.
/// One instance serves one thread, tree after tree.
/// </remarks>
internal sealed class ForestTree
{
    private const int Codes = 256;

    // Below this a node's rows are sorted by code instead of being counted into 256 bins.
    private const int FewRows = 48;

    private readonly ForestRows data;
    private readonly DecisionTreeOptions options;
    private readonly int perCode;
    private readonly bool classCounts, entropy;
    private readonly int columnsPerNode;
    private readonly int[] rows, spare, columns;
    private readonly double[] weights;
    private readonly double[] sums, left, right, total, root, order;
    private readonly int[] counts = new int[Codes], present = new int[Codes];
    private readonly int[] keys = new int[FewRows];
    private readonly byte[] goesLeft = new byte[Codes];
    private SeededRandom random;
    private int nodeRows;  // of the node at hand
    private bool improved; // whether the column at hand gave the best cut so far

    public ForestTree(ForestRows data, DecisionTreeOptions options)
    {
        (this.data, this.options) = (data, options);
        classCounts = data.Task == LearningTask.Multiclass;
        entropy = data.Task != LearningTask.Regression && options.Criterion == TreeCriterion.Entropy;
        perCode = classCounts ? data.Outputs : 2;
        columnsPerNode = options.ColumnShare == 0 ? Math.Max(1, (int)Math.Sqrt(data.Columns.Length))
            : Math.Max(1, (int)(options.ColumnShare * data.Columns.Length));
        int n = data.Matrix.Rows;
        (rows, spare, weights) = (new int[n], new int[n], new double[n]);
        columns = [.. data.Columns];
        (sums, order) = (new double[Codes * perCode], new double[Codes]);
        (left, right, total, root) = (new double[perCode], new double[perCode], new double[perCode], new double[perCode]);
    }

    /// <summary>Grows a tree.</summary>
    /// <param name="repetitions">How often each row was drawn, or empty for once each.</param>
    /// <param name="seed">Chooses columns and random cuts.</param>
    /// <param name="cancel">Polled for every node.</param>
    public TreeEnsemble Grow(ReadOnlySpan<byte> repetitions, ulong seed, CancellationToken cancel)
    {
        random = new(seed);
        data.Columns.CopyTo(columns, 0);
        int count = 0;
        for (int row = 0; row < weights.Length; row++)
        {
            weights[row] = data.WeightOf(row) * (repetitions.IsEmpty ? 1 : repetitions[row]);
            if (weights[row] > 0) rows[count++] = row;
        }

        var builder = new TreeEnsembleBuilder(data.Matrix.Columns.Length, data.Outputs);
        var open = new Stack<Node>();
        Total(0, count);
        total.CopyTo(root, 0);
        open.Push(new(builder.Open(Weight(total)), 0, count, 0));
        while (open.TryPop(out var node))
        {
            cancel.ThrowIfCancellationRequested();
            Total(node.Start, node.Count);
            var cut = IsFinal(node) ? default : BestCut(node, cancel);
            if (cut.Exists) Split(node, cut, builder, open);
            else builder.Leaf(node.Id, Answer());
        }
        builder.Close();
        return builder.Build();
    }

    private bool IsFinal(Node node)
    {
        if (options.MaxDepth > 0 && node.Depth >= options.MaxDepth) return true;
        nodeRows = CountOf(node.Start, node.Count);
        if (nodeRows < options.MinRowsToSplit || nodeRows < 2 * options.MinRowsPerLeaf) return true;
        double first = data.Targets[rows[node.Start]];
        for (int i = node.Start + 1; i < node.Start + node.Count; i++)
            if (data.Targets[rows[i]] != first) return false;
        return true;
    }

    private Cut BestCut(Node node, CancellationToken cancel)
    {
        var best = default(Cut);
        double parent = Purity(total);
        for (int drawn = 0; drawn < columns.Length && (drawn < columnsPerNode || !best.Exists); drawn++)
        {
            if (node.Count > 1 << 16) cancel.ThrowIfCancellationRequested();
            if (columnsPerNode < columns.Length || options.RandomCuts)
            {
                int j = drawn + random.Next(columns.Length - drawn);
                (columns[drawn], columns[j]) = (columns[j], columns[drawn]);
            }
            int column = columns[drawn];
            if (options.RandomCuts && !data.Matrix.Bins[column].IsCategorical) FindRandom(node, column, parent, ref best);
            else if (Collect(node, column) is > 1 and var codes) FindCut(column, codes, parent, ref best);
        }
        return best;
    }

    /// <summary>Sums of the node's rows by code, for the codes present in ascending order; a single code cannot be split.</summary>
    private int Collect(Node node, int column)
    {
        byte[] code = data.Matrix.Columns[column];
        var here = rows.AsSpan(node.Start, node.Count);
        int codes = 0;
        if (here.Length <= FewRows)
        {
            var key = keys.AsSpan(0, here.Length);
            for (int i = 0; i < here.Length; i++) key[i] = code[here[i]] << 8 | i;
            if (key.Length > 1) key.Sort();
            for (int i = 0; i < key.Length; i++)
            {
                int at = key[i] >> 8;
                if (codes == 0 || present[codes - 1] != at)
                {
                    present[codes++] = at;
                    sums.AsSpan(at * perCode, perCode).Clear();
                    counts[at] = 0;
                }
                AddRow(here[key[i] & 0xFF], at);
            }
            return codes;
        }
        Array.Clear(sums);
        Array.Clear(counts);
        foreach (int row in here) AddRow(row, code[row]);
        for (int at = 0; at < Codes; at++)
            if (counts[at] > 0) present[codes++] = at;
        return codes;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddRow(int row, int code)
    {
        double weight = weights[row], target = data.Targets[row];
        if (classCounts) sums[code * perCode + (int)target] += weight;
        else
        {
            sums[2 * code] += weight;
            sums[2 * code + 1] += weight * target;
        }
        counts[code] += data.Counts.Length == 0 ? 1 : data.Counts[row];
    }

    private void FindCut(int column, int codes, double parent, ref Cut best)
    {
        improved = false;
        var bins = data.Matrix.Bins[column];
        bool missing = present[codes - 1] == bins.Bins;
        if (bins.IsCategorical) FindCategories(column, codes, parent, ref best);
        else FindThreshold(column, codes, missing, parent, ref best);
        if (improved) Describe(ref best, codes, missing);
    }

    private void FindThreshold(int column, int codes, bool missing, double parent, ref Cut best)
    {
        int values = missing ? codes - 1 : codes;
        for (int side = 0; side < (missing ? 2 : 1); side++)
        {
            Array.Clear(left);
            int leftRows = 0;
            if (side == 1) Move(present[codes - 1], ref leftRows);
            for (int i = 0; i < (missing && side == 0 ? values : values - 1); i++)
            {
                Move(present[i], ref leftRows);
                Offer(new() { Column = column, Last = i, MissingLeft = side == 1 }, leftRows, parent, ref best, missing);
            }
        }
    }

    // One cut needs no histogram: a look at the range of the codes, and one at the rows on the left.
    private void FindRandom(Node node, int column, double parent, ref Cut best)
    {
        byte[] codes = data.Matrix.Columns[column];
        var here = rows.AsSpan(node.Start, node.Count);
        int missingCode = data.Matrix.Bins[column].Bins, low = missingCode, high = -1;
        bool missing = false;
        foreach (int row in here)
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

        Array.Clear(left);
        int leftRows = 0;
        foreach (int row in here)
        {
            int code = codes[row];
            if (code > last && (code != missingCode || !missingLeft)) continue;
            double weight = weights[row], target = data.Targets[row];
            if (classCounts) left[(int)target] += weight;
            else
            {
                left[0] += weight;
                left[1] += weight * target;
            }
            leftRows += data.Counts.Length == 0 ? 1 : data.Counts[row];
        }
        improved = false;
        Offer(new() { Column = column, MissingLeft = missingLeft }, leftRows, parent, ref best, missing);
        if (!improved) return;
        best.Threshold = threshold;
        best.Left = default;
        for (int code = 0; code <= last; code++) best.Left.Add(code);
        if (best.MissingLeft) best.Left.Add(missingCode);
    }

    private void FindCategories(int column, int codes, double parent, ref Cut best)
    {
        if (options.RandomCuts)
            for (int i = 0; i < codes; i++) order[i] = random.NextDouble();
        else
            for (int i = 0; i < codes; i++) order[i] = MeanAnswer(present[i]);
        Array.Sort(order, present, 0, codes);
        Array.Clear(left);
        int leftRows = 0, only = options.RandomCuts ? random.Next(codes - 1) : -1;
        for (int i = 0; i < codes - 1; i++)
        {
            Move(present[i], ref leftRows);
            if (only < 0 || only == i) Offer(new() { Column = column, Last = i, IsSet = true }, leftRows, parent, ref best, missing: false);
        }
    }

    private double MeanAnswer(int code)
    {
        var here = sums.AsSpan(code * perCode, perCode);
        if (!classCounts) return here[0] > 0 ? here[1] / here[0] : 0;
        int commonest = System.Numerics.Tensors.TensorPrimitives.IndexOfMax<double>(total);
        return here[commonest] / System.Numerics.Tensors.TensorPrimitives.Sum<double>(here);
    }

    private void Move(int code, ref int leftRows)
    {
        for (int j = 0; j < perCode; j++) left[j] += sums[code * perCode + j];
        leftRows += counts[code];
    }

    private void Offer(Cut cut, int leftRows, double parent, ref Cut best, bool missing)
    {
        if (leftRows < options.MinRowsPerLeaf || nodeRows - leftRows < options.MinRowsPerLeaf) return;
        for (int j = 0; j < perCode; j++) right[j] = total[j] - left[j];
        double gain = Purity(left) + Purity(right) - parent;
        if (best.Exists && gain <= best.Gain) return;
        // A split that purifies nothing is still taken when there is no better one: the next level may need it (exclusive or).
        best = cut with { Gain = Math.Max(gain, 0), Exists = true, LeftWeight = Weight(left), RightWeight = Weight(right) };
        if (!missing && !cut.IsSet) best.MissingLeft = best.LeftWeight >= best.RightWeight;
        improved = true;
    }

    // Fixes which codes go left while the column's order of codes is at hand.
    private void Describe(ref Cut cut, int codes, bool missing)
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

    private void Split(Node node, in Cut cut, TreeEnsembleBuilder builder, Stack<Node> open)
    {
        for (int code = 0; code < Codes; code++) goesLeft[code] = cut.Left.Contains(code) ? (byte)1 : (byte)0;
        byte[] codes = data.Matrix.Columns[cut.Column];
        int leftCount = 0, rightCount = 0;
        for (int i = node.Start; i < node.Start + node.Count; i++)
        {
            int row = rows[i], goes = goesLeft[codes[row]];
            rows[node.Start + leftCount] = row;
            spare[rightCount] = row;
            leftCount += goes;
            rightCount += 1 - goes;
        }
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

    private void Total(int start, int count)
    {
        Array.Clear(total);
        foreach (int row in rows.AsSpan(start, count))
        {
            if (classCounts) total[(int)data.Targets[row]] += weights[row];
            else
            {
                total[0] += weights[row];
                total[1] += weights[row] * data.Targets[row];
            }
        }
    }

    private int CountOf(int start, int count)
    {
        if (data.Counts.Length == 0) return count;
        int all = 0;
        foreach (int row in rows.AsSpan(start, count)) all += data.Counts[row];
        return all;
    }

    // Shrinking to the shares of the whole training set is the m-estimate (Cestnik 1990).
    private double[] Answer()
    {
        double all = Weight(total), m = data.Task == LearningTask.Regression ? 0 : options.LeafSmoothing, rootAll = Weight(root);
        if (all + m <= 0) return new double[data.Outputs];
        if (classCounts) return [.. total.Select((count, k) => (count + m * root[k] / rootAll) / (all + m))];
        double mean = (total[1] + m * root[1] / rootAll) / (all + m);
        return data.Task == LearningTask.Regression ? [mean] : [1 - mean, mean];
    }

    private double Weight(double[] of)
    {
        if (!classCounts) return of[0];
        double all = 0;
        foreach (double count in of) all += count;
        return all;
    }

    private double Purity(double[] of)
    {
        if (!classCounts)
        {
            double n = of[0], s = of[1];
            if (n <= 0) return 0;
            return entropy ? XLogX(s) + XLogX(n - s) - XLogX(n) : s * s / n;
        }
        double all = 0, pure = 0;
        foreach (double count in of)
        {
            all += count;
            pure += entropy ? XLogX(count) : count * count;
        }
        if (all <= 0) return 0;
        return entropy ? pure - XLogX(all) : pure / all;
    }

    private static double XLogX(double x) => x > 0 ? x * Math.Log(x) : 0;

    private readonly record struct Node(int Id, int Start, int Count, int Depth);

    /// <summary>A way to split a node: the first Last + 1 of the column's codes in their order go left.</summary>
    private record struct Cut
    {
        public bool Exists, MissingLeft, IsSet;
        public int Column, Last;
        public double Gain, Threshold, LeftWeight, RightWeight;
        public CodeSet Left;
    }
}
