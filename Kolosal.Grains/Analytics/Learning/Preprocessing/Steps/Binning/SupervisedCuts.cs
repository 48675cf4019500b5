namespace Kolosal.Learning.Preprocessing.Binning;

/// <summary>The values of a column in order with what is to be learnt beside them, and the searches for the best places to cut.</summary>
internal sealed class SupervisedCuts
{
    private readonly double[] values;
    private readonly double[] sums; // row i: Σ of each statistic over the first i values
    private readonly int width;
    private readonly bool classes;
    private readonly CancellationToken cancel;

    private SupervisedCuts(double[] column, int width, bool classes, Action<int, Span<double>> add, CancellationToken cancel)
    {
        int[] order = [.. Enumerable.Range(0, column.Length).Where(row => !double.IsNaN(column[row]))];
        values = [.. order.Select(row => column[row])];
        Array.Sort(values, order);
        (this.width, this.classes, this.cancel) = (width, classes, cancel);
        sums = new double[(order.Length + 1) * width];
        for (int i = 0; i < order.Length; i++)
        {
            sums.AsSpan(i * width, width).CopyTo(sums.AsSpan((i + 1) * width));
            add(order[i], sums.AsSpan((i + 1) * width, width));
        }
    }

    /// <summary>Beside each value its class.</summary>
    public static SupervisedCuts OfClasses(double[] column, TrainingSet rows, CancellationToken cancel) =>
        new(column, rows.Classes, classes: true, (row, sums) => sums[rows.Labels.Span[row]]++, cancel);

    /// <summary>Beside each value its number, less the mean so that squares lose nothing.</summary>
    public static SupervisedCuts OfNumbers(double[] column, TrainingSet rows, CancellationToken cancel)
    {
        double mean = rows.Targets.Span.ToArray().Average();
        return new(column, 1, classes: false, (row, sums) => sums[0] += rows.Targets.Span[row] - mean, cancel);
    }

    /// <summary>Fayyad and Irani's cuts.</summary>
    public BinStep ByDescriptionLength()
    {
        var cuts = new List<int>();
        var open = new Stack<(int From, int To)>([(0, values.Length)]);
        while (open.TryPop(out var part))
        {
            int cut = Best(part.From, part.To, minRows: 1, Entropy, out double gain);
            if (cut < 0) continue;
            double n = part.To - part.From, classesAll = Classes(part.From, part.To), classesLow = Classes(part.From, cut),
                classesHigh = Classes(cut, part.To);
            // Best works with n · H in bits; the paper's terms are means over the n rows.
            double spread = Math.Log2(Math.Pow(3, classesAll) - 2)
                - (classesAll * Entropy(part.From, part.To) / n - classesLow * Entropy(part.From, cut) / (cut - part.From) - classesHigh
                    * Entropy(cut, part.To) / (part.To - cut));
            if (gain <= Math.Log2(n - 1) + spread) continue;
            cuts.Add(cut);
            open.Push((part.From, cut));
            open.Push((cut, part.To));
        }
        return Step(cuts);
    }

    /// <summary>The cuts of a tree that always splits the leaf which gains most.</summary>
    public BinStep ByImpurity(int bins, int minRows)
    {
        var cuts = new List<int>();
        var leaves = new List<(int From, int To, int Cut, double Gain)>();
        void Open(int from, int to)
        {
            int cut = Best(from, to, minRows, classes ? Gini : SquaredError, out double gain);
            if (cut >= 0 && gain > 1e-12) leaves.Add((from, to, cut, gain));
        }
        Open(0, values.Length);
        while (leaves.Count > 0 && cuts.Count < bins - 1)
        {
            var best = leaves.MaxBy(l => l.Gain);
            leaves.Remove(best);
            cuts.Add(best.Cut);
            Open(best.From, best.Cut);
            Open(best.Cut, best.To);
        }
        return Step(cuts);
    }

    /// <summary>The cut before which impurity falls most, or −1 where no two values differ.</summary>
    private int Best(int from, int to, int minRows, Func<int, int, double> impurity, out double gain)
    {
        (int best, gain) = (-1, double.NegativeInfinity);
        double whole = impurity(from, to);
        for (int cut = from + minRows; cut <= to - minRows; cut++)
        {
            if ((cut & 0xFFF) == 0) cancel.ThrowIfCancellationRequested();
            if (cut == from || values[cut] == values[cut - 1]) continue;
            double fall = whole - impurity(from, cut) - impurity(cut, to);
            if (fall > gain) (best, gain) = (cut, fall);
        }
        return best;
    }

    /// <summary>n · H in bits.</summary>
    private double Entropy(int from, int to)
    {
        double n = to - from, sum = 0;
        for (int k = 0; k < width; k++)
            if (Count(from, to, k) is > 0 and var count) sum -= count * Math.Log2(count / n);
        return sum;
    }

    /// <summary>n · (1 − Σ share²).</summary>
    private double Gini(int from, int to)
    {
        double n = to - from, sum = 0;
        for (int k = 0; k < width; k++) sum += Count(from, to, k) * Count(from, to, k);
        return n - sum / n;
    }

    /// <summary>Minus what the mean explains: −(Σ y)² / n; the squares are the same before and after a cut.</summary>
    private double SquaredError(int from, int to) => -Count(from, to, 0) * Count(from, to, 0) / (to - from);

    private double Classes(int from, int to) => Enumerable.Range(0, width).Count(k => Count(from, to, k) > 0);

    private double Count(int from, int to, int k) => sums[to * width + k] - sums[from * width + k];

    private BinStep Step(List<int> cuts)
    {
        cuts.Sort();
        double[] edges = [values[0], .. cuts.Select(c => values[c - 1] + 0.5 * (values[c] - values[c - 1])), values[^1]];
        // Half-way can round to the lower value, which then would lie in the upper bin.
        for (int i = 1; i < edges.Length - 1; i++) if (edges[i] <= values[cuts[i - 1] - 1]) edges[i] = values[cuts[i - 1]];
        return new BinStep([.. edges], AsCategory: false);
    }
}
