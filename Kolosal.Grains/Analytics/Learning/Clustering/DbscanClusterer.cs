using Kolosal.Learning.Neighbours;

namespace Kolosal.Learning.Clustering;

/// <param name="Radius">ε: how far a neighbour may be, included; above 0. Default: 0.5.</param>
/// <param name="MinRows">A row with neighbours of at least this weight, in rows of mean weight
/// and itself included, is a core row; at least 1. Default: 5.</param>
public sealed record DbscanOptions(double Radius = 0.5, int MinRows = 5)
{
    /// <summary>Finite, above 0.</summary>
    public double Radius { get; } = Require.Positive(Radius);

    /// <summary>At least 1.</summary>
    public int MinRows { get; } = Require.AtLeast(MinRows, 1);

    /// <summary>How distance is measured. Default: Euclidean.</summary>
    public DistanceMetric Metric { get; init; } = DistanceMetric.Euclidean;
}

/// <summary>Clusters of one density.</summary>
/// <param name="Labels">The cluster of each row, or −1 for noise.</param>
/// <param name="Core">The core rows, ascending.</param>
/// <param name="Clusters">The number of clusters.</param>
public sealed record DensityClusters(ImmutableArray<int> Labels, ImmutableArray<int> Core, int Clusters);

/// <summary>DBSCAN (Ester, Kriegel, Sander and Xu, KDD 1996): core rows within ε of each
/// other are one cluster, rows within ε of a core row join it, the rest is noise.</summary>
/// <remarks>
/// Clusters are numbered by their first core row; a row near the cores of several joins the first. Core rows and their grouping do not depend on the
/// order of the rows. A row's weight counts towards the cores around it. n neighbour queries, no matrix of distances.
/// </remarks>
public sealed class DbscanClusterer(DbscanOptions options) : Clusterer(Descriptor)
{
    private const byte Unknown = 0, Border = 1, Core = 2;

    /// <summary>The entry in <see cref="Clusterers.All"/>.</summary>
    public static ClustererDescriptor Descriptor { get; } = new("dbscan",
        new SearchSpace(new FloatParameter("radius", 0.01, 100, 0.5, Log: true), new IntegerParameter("min_rows", 1, 100, 5, Log: true)),
        given => new DbscanClusterer(new(given.Float("radius"), given.Integer("min_rows"))), null);

    private protected override Clustering Group(FeatureRows rows, ulong seed, CancellationToken cancel)
    {
        var (labels, _, clusters) = Run(rows, cancel);
        return new(labels, clusters, null);
    }

    /// <summary>The clusters with their core rows.</summary>
    public DensityClusters Run(FeatureRows rows, CancellationToken cancel)
    {
        Check(rows, cancel);
        var index = NeighbourIndex.Build(rows.Features, rows.Columns.Length, options.Metric, cancel: cancel);
        int[] labels = new int[rows.Rows];
        Array.Fill(labels, -1);
        byte[] kind = new byte[rows.Rows];
        var near = new List<int>();
        var open = new Stack<int>();
        int clusters = 0;
        for (int row = 0; row < rows.Rows; row++)
        {
            if (kind[row] != Unknown || !Surround(row)) continue;
            labels[row] = clusters;
            for (open.Push(row); open.TryPop(out int core);)
            {
                if (kind[core] == Border || !Surround(core)) continue;
                foreach (int other in near)
                {
                    if (labels[other] >= 0) continue;
                    labels[other] = clusters;
                    open.Push(other);
                }
            }
            clusters++;
        }
        return new(ImmutableArray.Create(labels), [.. Enumerable.Range(0, rows.Rows).Where(row => kind[row] == Core)], clusters);

        // Finds the neighbours of a row, and with them what it is.
        bool Surround(int row)
        {
            cancel.ThrowIfCancellationRequested();
            index.Within(rows.Row(row), options.Radius, near);
            double weight = 0;
            foreach (int other in near) weight += rows.Weight(other);
            kind[row] = weight >= options.MinRows ? Core : Border;
            return kind[row] == Core;
        }
    }
}
