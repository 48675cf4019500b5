using Kolosal.Learning.Neighbours;

namespace Kolosal.Learning.Clustering;

/// <param name="MinClusterRows">A smaller group is no cluster; at least 2. Default: 5.</param>
/// <param name="MinRows">A row's core distance is that to so many rows, itself included;
/// at least 1. Greater takes more rows for noise. Default: 5.</param>
public sealed record HdbscanOptions(int MinClusterRows = 5, int MinRows = 5)
{
    /// <summary>At least 2.</summary>
    public int MinClusterRows { get; } = Require.AtLeast(MinClusterRows, 2);

    /// <summary>At least 1.</summary>
    public int MinRows { get; } = Require.AtLeast(MinRows, 1);

    /// <summary>How distance is measured. Default: Euclidean.</summary>
    public DistanceMetric Metric { get; init; } = DistanceMetric.Euclidean;
}

/// <summary>HDBSCAN: the clusters of DBSCAN for every radius at once, of which the most lasting are
/// kept (Campello, Moulavi and Sander, PAKDD 2013; the same and Zimek, ACM TKDD 10, 2015).</summary>
/// <remarks>
/// Single linkage over max(core(a), core(b), d(a, b)); groups below the least size are rows falling
/// out of their cluster; a cluster is kept if Σ over its rows of (1 / distance at which the row leaves
/// − 1 / distance at which the cluster appears) is at least the sum of what is kept inside it. The set of all rows is never a cluster.
/// Clusters are numbered by their first row, −1 is noise. The order of the rows does not matter unless distances are equal. Time grows
/// with the square of the rows, memory does not. There are no weights: rows of weight 0 are absent and get −1, others must weigh the same.
/// </remarks>
public sealed class HdbscanClusterer(HdbscanOptions options) : Clusterer(Descriptor)
{
    /// <summary>The entry in <see cref="Clusterers.All"/>.</summary>
    public static ClustererDescriptor Descriptor { get; } = new("hdbscan",
        new SearchSpace(new IntegerParameter("min_cluster_rows", 2, 500, 5, Log: true), new IntegerParameter("min_rows", 1, 100, 5, Log: true)),
        given => new HdbscanClusterer(new(given.Integer("min_cluster_rows"), given.Integer("min_rows"))), null);

    private protected override Clustering Group(FeatureRows rows, ulong seed, CancellationToken cancel)
    {
        int[] counted = ClusterRows.Equal(Name, rows);
        var merges = Dendrogram.Sorted(SpanningTree(rows, counted, cancel), counted.Length);
        int[] inside = new CondensedTree(merges, counted.Length, options.MinClusterRows).Labels(), labels = new int[rows.Rows];
        Array.Fill(labels, -1);
        for (int i = 0; i < inside.Length; i++) labels[counted[i]] = inside[i];
        return new(ImmutableArray.Create(labels), inside.Max() + 1, null);
    }

    /// <summary>The edges of the minimum spanning tree of the mutual reachability distances (Prim, Bell System Technical Journal 36, 1957).</summary>
    private List<(int Left, int Right, double Distance)> SpanningTree(FeatureRows rows, int[] counted, CancellationToken cancel)
    {
        int n = counted.Length, around = Math.Min(options.MinRows, n);
        var index = NeighbourIndex.Build(n == rows.Rows ? rows.Features : ClusterRows.Values(rows, counted), rows.Columns.Length, options.Metric,
            cancel: cancel);
        double[] core = new double[n], distances = new double[around], least = new double[n];
        int[] found = new int[around], nearest = new int[n];
        for (int i = 0; i < n; i++)
        {
            cancel.ThrowIfCancellationRequested();
            index.Query(index.Row(i), around, found, distances);
            core[i] = distances[around - 1];
        }
        var edges = new List<(int, int, double)>(n);
        Array.Fill(least, double.PositiveInfinity);
        bool[] joined = new bool[n];
        for (int last = 0; edges.Count < n - 1;)
        {
            cancel.ThrowIfCancellationRequested();
            joined[last] = true;
            int next = -1;
            for (int i = 0; i < n; i++)
            {
                if (joined[i]) continue;
                // A distance below a core distance cannot matter, so it is the core distances that rule most pairs out.
                double cores = Math.Max(core[last], core[i]);
                if (cores < least[i] && Math.Max(cores, options.Metric.Between(index.Row(last), index.Row(i))) is var distance && distance < least[i])
                    (least[i], nearest[i]) = (distance, last);
                if (next < 0 || least[i] < least[next]) next = i;
            }
            edges.Add((Math.Min(nearest[next], next), Math.Max(nearest[next], next), least[next]));
            last = next;
        }
        return edges;
    }
}
