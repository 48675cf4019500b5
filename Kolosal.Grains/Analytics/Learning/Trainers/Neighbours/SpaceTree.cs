namespace Kolosal.Learning.Neighbours;

/// <summary>Rows in a balanced tree of boxes or balls, halved at the median of the widest column; children of node i are 2i + 1 and 2i + 2.</summary>
/// <remarks>
/// A node is passed over only when its bound, lowered by more than rounding can raise it, is beyond the worst neighbour:
/// so ties are found as by brute force. Rows lie in the order of the leaves, so a leaf is read from one place.
/// </remarks>
internal sealed class SpaceTree
{
    // Chosen, not derived; scikit-learn's leaves hold 30 rows.
    private const int LeafRows = 16, RowsBetweenPolls = 1 << 14;
    // Bounds carry rounding; a relative slack of 1e-9 is far above it and costs few distances.
    private const double Slack = 1e-9;

    private readonly int columns, leaves;
    private readonly DistanceMetric metric;
    private readonly int[] order, starts, ends;
    private readonly double[] points, first, second, radii; // boxes: low and high corners; balls: centres and radii

    public SpaceTree(ReadOnlySpan<double> rows, int columns, DistanceMetric metric, bool balls, CancellationToken cancel)
    {
        (this.columns, this.metric) = (columns, metric);
        int count = rows.Length / columns;
        leaves = 1;
        while (count / leaves > LeafRows) leaves *= 2;
        int nodes = 2 * leaves - 1;
        starts = new int[nodes];
        order = [.. Enumerable.Range(0, count)];
        first = new double[nodes * columns];
        second = balls ? [] : new double[nodes * columns];
        radii = balls ? new double[nodes] : [];
        points = new double[rows.Length];
        ends = new int[nodes];
        Split(rows, 0, 0, count, cancel);
        for (int i = 0; i < count; i++) rows.Slice(order[i] * columns, columns).CopyTo(points.AsSpan(i * columns));
        if (balls) for (int node = 0; node < nodes; node++) Enclose(node, cancel);
    }

    /// <summary>Offers every row that may be among the nearest.</summary>
    public void Nearest(ReadOnlySpan<double> point, int exclude, ref NearestRows nearest)
    {
        if (order.Length > 0) Visit(0, Bound(0, point), point, exclude, ref nearest);
    }

    /// <summary>Adds every row at most a reduced distance away.</summary>
    public void Within(ReadOnlySpan<double> point, double reduced, List<int> into)
    {
        if (order.Length > 0) Collect(0, point, reduced, into);
    }

    private void Visit(int node, double bound, ReadOnlySpan<double> point, int exclude, ref NearestRows nearest)
    {
        if (bound > nearest.Worst) return;
        int left = 2 * node + 1;
        if (node >= leaves - 1)
        {
            for (int i = starts[node]; i < ends[node]; i++)
            {
                if (order[i] == exclude) continue;
                double distance = metric.Reduced(point, points.AsSpan(i * columns, columns));
                if (distance <= nearest.Worst) nearest.Offer(order[i], distance);
            }
            return;
        }
        double near = Bound(left, point), far = Bound(left + 1, point);
        if (near <= far)
        {
            Visit(left, near, point, exclude, ref nearest);
            Visit(left + 1, far, point, exclude, ref nearest);
        }
        else
        {
            Visit(left + 1, far, point, exclude, ref nearest);
            Visit(left, near, point, exclude, ref nearest);
        }
    }

    private void Collect(int node, ReadOnlySpan<double> point, double reduced, List<int> into)
    {
        if (Bound(node, point) > reduced) return;
        if (node < leaves - 1)
        {
            Collect(2 * node + 1, point, reduced, into);
            Collect(2 * node + 2, point, reduced, into);
            return;
        }
        for (int i = starts[node]; i < ends[node]; i++)
            if (metric.Reduced(point, points.AsSpan(i * columns, columns)) <= reduced) into.Add(order[i]);
    }

    /// <summary>No row of the node has a smaller reduced distance.</summary>
    private double Bound(int node, ReadOnlySpan<double> point)
    {
        if (radii.Length == 0)
            return metric.ReducedToBox(point, first.AsSpan(node * columns, columns), second.AsSpan(node * columns, columns)) * (1 - Slack);
        double gap = metric.Between(point, first.AsSpan(node * columns, columns)) * (1 - Slack) - radii[node];
        return gap > 0 ? metric.ToReduced(gap) * (1 - Slack) : 0;
    }

    private void Split(ReadOnlySpan<double> rows, int node, int start, int end, CancellationToken cancel)
    {
        if (end - start >= RowsBetweenPolls || node % 64 == 0) cancel.ThrowIfCancellationRequested();
        (starts[node], ends[node]) = (start, end);
        int widest = Corners(rows, node, start, end);
        if (node >= leaves - 1) return;
        int middle = (start + end) / 2;
        Select(rows, widest, start, end, middle, cancel);
        Split(rows, 2 * node + 1, start, middle, cancel);
        Split(rows, 2 * node + 2, middle, end, cancel);
    }

    /// <summary>Sets the node's box (for balls, its centre) and gives the widest column.</summary>
    private int Corners(ReadOnlySpan<double> rows, int node, int start, int end)
    {
        Span<double> low = first.AsSpan(node * columns, columns),
            high = radii.Length > 0 ? new double[columns] : second.AsSpan(node * columns, columns);
        low.Fill(double.PositiveInfinity);
        high.Fill(double.NegativeInfinity);
        for (int i = start; i < end; i++)
        {
            var row = rows.Slice(order[i] * columns, columns);
            for (int c = 0; c < row.Length; c++)
            {
                low[c] = Math.Min(low[c], row[c]);
                high[c] = Math.Max(high[c], row[c]);
            }
        }
        int widest = 0;
        for (int c = 1; c < columns; c++)
            if (high[c] - low[c] > high[widest] - low[widest]) widest = c;
        if (radii.Length > 0) Center(rows, low, start, end);
        return widest;
    }

    private void Center(ReadOnlySpan<double> rows, Span<double> center, int start, int end)
    {
        center.Clear();
        for (int i = start; i < end; i++)
            for (int c = 0; c < columns; c++) center[c] += rows[order[i] * columns + c];
        for (int c = 0; c < columns; c++) center[c] /= Math.Max(1, end - start);
    }

    private void Enclose(int node, CancellationToken cancel)
    {
        if (node % 64 == 0) cancel.ThrowIfCancellationRequested();
        double radius = 0;
        for (int i = starts[node]; i < ends[node]; i++)
        {
            if (i % RowsBetweenPolls == 0) cancel.ThrowIfCancellationRequested();
            radius = Math.Max(radius, metric.Between(points.AsSpan(i * columns, columns), first.AsSpan(node * columns, columns)));
        }
        radii[node] = radius * (1 + Slack);
    }

    /// <summary>Puts the row that belongs at <paramref name="middle"/> by (value, number) there,
    /// the smaller before it (Hoare's quickselect, the middle of three as pivot).</summary>
    private void Select(ReadOnlySpan<double> rows, int column, int start, int end, int middle, CancellationToken cancel)
    {
        int low = start, high = end - 1;
        while (low < high)
        {
            cancel.ThrowIfCancellationRequested();
            int pivot = Median(rows, column, order[low], order[(low + high) / 2], order[high]);
            double value = rows[pivot * columns + column];
            int i = low, j = high;
            while (i <= j)
            {
                while (Before(rows, column, order[i], value, pivot)) i++;
                while (After(rows, column, order[j], value, pivot)) j--;
                if (i <= j)
                {
                    (order[i], order[j]) = (order[j], order[i]);
                    i++;
                    j--;
                }
            }
            if (middle <= j) high = j;
            else if (middle >= i) low = i;
            else return;
        }
    }

    private int Median(ReadOnlySpan<double> rows, int column, int a, int b, int c)
    {
        if (After(rows, column, a, rows[b * columns + column], b)) (a, b) = (b, a);
        if (After(rows, column, b, rows[c * columns + column], c)) b = c;
        return After(rows, column, a, rows[b * columns + column], b) ? a : b;
    }

    private bool Before(ReadOnlySpan<double> rows, int column, int row, double value, int pivot)
    {
        double own = rows[row * columns + column];
        return own < value || (own == value && row < pivot);
    }

    private bool After(ReadOnlySpan<double> rows, int column, int row, double value, int pivot)
    {
        double own = rows[row * columns + column];
        return own > value || (own == value && row > pivot);
    }
}
