namespace Kolosal.Learning.Trees;

/// <summary>The absolute error: Σ w |y − median|, the median being that of the node or side (Breiman et al. 1984, section 8.11).</summary>
/// <remarks>
/// The left side is kept as a binary indexed tree (Fenwick, Software: Practice and Experience 24, 1994)
/// of weights and weighted targets over the ranks of the node's targets: a row is added, and a side's
/// median and deviation found, in O(log n). The right side is the node's own tree less the left one.
/// </remarks>
internal sealed class AbsoluteErrorCriterion(ForestRows data) : SplitCriterion(data)
{
    private readonly int[] rankOf = new int[data.Matrix.Rows], firstOf = new int[Codes], nextOf = new int[data.Matrix.Rows];
    private readonly double[] values = new double[data.Matrix.Rows];
    private readonly double[] allWeight = new double[data.Matrix.Rows + 1], allSum = new double[data.Matrix.Rows + 1];
    private readonly double[] leftWeight = new double[data.Matrix.Rows + 1], leftSum = new double[data.Matrix.Rows + 1];
    private readonly double[] codeWeight = new double[Codes], codeSum = new double[Codes];
    private int ranks, added;
    private double weight, sum, onLeft, sumOnLeft, loss;

    public override double Weight => weight;

    public override double LeftWeight => onLeft;

    public override double RightWeight => weight - onLeft;

    public override double Loss() => loss;

    public override double[] LeafValue(double smoothing)
    {
        var weights = new double[Rows.Length];
        var targets = new double[Rows.Length];
        for (int i = 0; i < weights.Length; i++) (weights[i], targets[i]) = (Weights[Rows[i]], Data.Targets[Rows[i]]);
        return [WeightedQuantile.Of(targets, weights, 0.5)];
    }

    public override void Clear()
    {
        leftWeight.AsSpan(0, ranks + 1).Clear();
        leftSum.AsSpan(0, ranks + 1).Clear();
        (onLeft, sumOnLeft, LeftRows) = (0, 0, 0);
    }

    public override void MoveLeft(int code)
    {
        for (int row = firstOf[code]; row >= 0; row = nextOf[row]) ToLeft(row);
    }

    public override void MoveLeftBelow(int column, double threshold, bool missingLeft)
    {
        foreach (int row in Rows)
        {
            double value = Data.Value(row, column);
            if (value <= threshold || (missingLeft && double.IsNaN(value))) ToLeft(row);
        }
    }

    public override double Gain()
    {
        double left = Deviation(onLeft, sumOnLeft, complement: false), right = Deviation(weight - onLeft, sum - sumOnLeft, complement: true);
        return loss - left - right;
    }

    public override double Scale => loss;

    public override double MeanTarget(int code) => codeWeight[code] > 0 ? codeSum[code] / codeWeight[code] : 0;

    protected override void Total()
    {
        int n = Rows.Length;
        var sorted = values.AsSpan(0, n);
        for (int i = 0; i < n; i++) sorted[i] = Data.Targets[Rows[i]];
        sorted.Sort();
        ranks = 0;
        for (int i = 0; i < n; i++)
            if (i == 0 || sorted[i] != sorted[ranks - 1]) sorted[ranks++] = sorted[i];
        allWeight.AsSpan(0, ranks + 1).Clear();
        allSum.AsSpan(0, ranks + 1).Clear();
        (weight, sum) = (0, 0);
        foreach (int row in Rows)
        {
            double w = Weights[row], y = Data.Targets[row];
            rankOf[row] = 1 + sorted[..ranks].BinarySearch(y);
            weight += w;
            sum += w * y;
            Add(allWeight, allSum, rankOf[row], w, w * y);
        }
        Clear();
        loss = Deviation(weight, sum, complement: true);
    }

    protected override int CollectMany(byte[] codes)
    {
        Array.Clear(Counts);
        foreach (int row in Rows)
        {
            int code = codes[row];
            if (Counts[code] == 0) StartCode(code);
            AddRow(row, code);
            Counts[code]++;
        }
        return ListPresent();
    }

    protected override void StartCode(int code) => (firstOf[code], codeWeight[code], codeSum[code]) = (-1, 0, 0);

    protected override void AddRow(int row, int code)
    {
        (nextOf[row], firstOf[code]) = (firstOf[code], row);
        codeWeight[code] += Weights[row];
        codeSum[code] += Weights[row] * Data.Targets[row];
    }

    private void ToLeft(int row)
    {
        double w = Weights[row], y = w * Data.Targets[row];
        Add(leftWeight, leftSum, rankOf[row], w, y);
        onLeft += w;
        sumOnLeft += y;
        LeftRows++;
    }

    private void Add(double[] weights, double[] sums, int rank, double w, double y)
    {
        if ((++added & 0xFFFF) == 0) Cancel.ThrowIfCancellationRequested();
        for (; rank <= ranks; rank += rank & -rank)
        {
            weights[rank] += w;
            sums[rank] += y;
        }
    }

    // Descends to the largest rank below which less than half the side's weight lies; the
    // median is the value after it. Σ w |y − m| = m (2 W₋ − W) + S − 2 S₋.
    private double Deviation(double all, double allY, bool complement)
    {
        if (all <= 0 || ranks == 0) return 0;
        int at = 0;
        double below = 0, belowY = 0, half = all / 2;
        for (int step = 1 << (31 - System.Numerics.BitOperations.LeadingZeroCount((uint)ranks)); step > 0; step >>= 1)
        {
            int to = at + step;
            if (to > ranks) continue;
            double w = complement ? allWeight[to] - leftWeight[to] : leftWeight[to];
            if (below + w >= half) continue;
            at = to;
            below += w;
            belowY += complement ? allSum[to] - leftSum[to] : leftSum[to];
        }
        double median = values[Math.Min(at, ranks - 1)];
        return Math.Max(0, median * (2 * below - all) + allY - 2 * belowY);
    }
}
