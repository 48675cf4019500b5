namespace Kolosal.Learning.Neighbours;

/// <summary>How neighbours are searched; every way gives the same neighbours in the same order.</summary>
public enum NeighbourSearch
{
    /// <summary>A k-d tree up to 15 columns, every row one by one above; as scikit-learn chooses.</summary>
    Automatic,

    /// <summary>Every row, one by one.</summary>
    BruteForce,

    /// <summary>Nested boxes (Bentley, Communications of the ACM 18, 1975); quick for few columns.</summary>
    KdTree,

    /// <summary>Nested balls (Omohundro, ICSI TR-89-063, 1989); quick where rows lie near a surface of few dimensions.</summary>
    BallTree,
}

/// <summary>Finds the rows nearest to a point; immutable and safe for any number of threads, and a query allocates nothing.</summary>
/// <remarks>Neighbours are ordered by distance, and rows of equal distance by their number, whatever
/// the search. Cosine has no triangle inequality and is always searched by brute force.</remarks>
public sealed class NeighbourIndex
{
    // scikit-learn's: boxes pay below 16 columns; a few rows are not worth a tree.
    private const int MaxColumnsOfBoxes = 15, FewRows = 64;

    private readonly ReadOnlyMemory<double> rows;
    private readonly SpaceTree? tree;
    private readonly double[] inverseLengths = [];

    private NeighbourIndex(ReadOnlyMemory<double> rows, int columns, DistanceMetric metric, NeighbourSearch search, CancellationToken cancel)
    {
        (this.rows, Columns, Metric, Count) = (rows, columns, metric, rows.Length / columns);
        Search = metric.Kind == DistanceKind.Cosine ? NeighbourSearch.BruteForce
            : search != NeighbourSearch.Automatic ? search
            : columns <= MaxColumnsOfBoxes && Count > FewRows ? NeighbourSearch.KdTree : NeighbourSearch.BruteForce;
        if (Search != NeighbourSearch.BruteForce) tree = new SpaceTree(rows.Span, columns, metric, Search == NeighbourSearch.BallTree, cancel);
        if (metric.Kind == DistanceKind.Cosine)
        {
            inverseLengths = new double[Count];
            for (int row = 0; row < Count; row++) inverseLengths[row] = DistanceMetric.InverseLength(Row(row));
        }
    }

    /// <summary>The number of rows.</summary>
    public int Count { get; }

    /// <summary>The number of values in a row.</summary>
    public int Columns { get; }

    /// <summary>How distance is measured.</summary>
    public DistanceMetric Metric { get; }

    /// <summary>How neighbours are searched; never <see cref="NeighbourSearch.Automatic"/>.</summary>
    public NeighbourSearch Search { get; }

    /// <summary>All rows, row-major.</summary>
    public ReadOnlyMemory<double> Rows => rows;

    /// <summary>Builds an index; a tree takes n log n steps.</summary>
    /// <param name="rows">rows × columns finite values, row-major; kept, and not to be changed afterwards.</param>
    /// <param name="columns">Values in a row, at least 1.</param>
    /// <param name="metric">How distance is measured.</param>
    /// <param name="search">How neighbours are searched.</param>
    /// <param name="cancel">Polled while a tree is built.</param>
    /// <exception cref="ArgumentException">The values do not make whole rows.</exception>
    public static NeighbourIndex Build(ReadOnlyMemory<double> rows, int columns, DistanceMetric metric,
        NeighbourSearch search = NeighbourSearch.Automatic,
        CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        if (rows.Length % columns != 0) throw new ArgumentException($"{rows.Length} values do not make rows of {columns}.", nameof(rows));
        return new(rows, columns, metric, search, cancel);
    }

    /// <summary>The values of one row.</summary>
    public ReadOnlySpan<double> Row(int row) => rows.Span.Slice(row * Columns, Columns);

    /// <summary>Finds the k nearest rows.</summary>
    /// <param name="point">One value a column.</param>
    /// <param name="k">How many; at least 1.</param>
    /// <param name="indices">Receives at most k row numbers, nearest first.</param>
    /// <param name="distances">Receives their distances, ascending.</param>
    /// <param name="exclude">A row that is passed over, such as the point itself; −1 for none.</param>
    /// <returns>How many were found: k, or all rows there are.</returns>
    public int Query(ReadOnlySpan<double> point, int k, Span<int> indices, Span<double> distances, int exclude = -1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        var nearest = new NearestRows(indices[..k], distances[..k]);
        if (tree is not null) tree.Nearest(point, exclude, ref nearest);
        else if (Metric.Kind == DistanceKind.Cosine)
        {
            double inverse = DistanceMetric.InverseLength(point);
            for (int row = 0; row < Count; row++)
                if (row != exclude) nearest.Offer(row, DistanceMetric.Cosine(point, Row(row), inverse, inverseLengths[row]));
        }
        else
        {
            var all = rows.Span;
            for (int row = 0; row < Count; row++)
            {
                if (row == exclude) continue;
                double distance = Metric.Reduced(point, all.Slice(row * Columns, Columns));
                if (distance <= nearest.Worst) nearest.Offer(row, distance);
            }
        }
        nearest.Sort();
        for (int i = 0; i < nearest.Count; i++) distances[i] = Metric.FromReduced(distances[i]);
        return nearest.Count;
    }

    /// <summary>Finds every row at most a distance away.</summary>
    /// <param name="point">One value a column.</param>
    /// <param name="radius">The distance, included.</param>
    /// <param name="indices">Cleared, then receives the row numbers in ascending order.</param>
    public void Within(ReadOnlySpan<double> point, double radius, List<int> indices)
    {
        indices.Clear();
        double reduced = Metric.ToReduced(radius);
        if (tree is not null)
        {
            tree.Within(point, reduced, indices);
            indices.Sort();
            return;
        }
        double inverse = Metric.Kind == DistanceKind.Cosine ? DistanceMetric.InverseLength(point) : 0;
        for (int row = 0; row < Count; row++)
        {
            double distance = Metric.Kind == DistanceKind.Cosine
                ? DistanceMetric.Cosine(point, Row(row), inverse, inverseLengths[row])
                : Metric.Reduced(point, Row(row));
            if (distance <= reduced) indices.Add(row);
        }
    }
}
