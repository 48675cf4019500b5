using Kolosal.Learning.Neighbours;

namespace Kolosal.Learning.Clustering;

/// <summary>How far two clusters are apart.</summary>
public enum Linkage
{
    /// <summary>√(2 n m / (n + m)) times the distance of their means: the growth of the sum of squares.</summary>
    Ward,

    /// <summary>Their farthest rows.</summary>
    Complete,

    /// <summary>The mean over all pairs of rows.</summary>
    Average,

    /// <summary>Their nearest rows.</summary>
    Single,
}

/// <param name="Clusters">Where merging ends, at least 1. Default: 2.</param>
/// <param name="Linkage">How far two clusters are apart. Default: Ward.</param>
public sealed record AgglomerativeOptions(int Clusters = 2, Linkage Linkage = Linkage.Ward)
{
    private readonly DistanceMetric metric = DistanceMetric.Euclidean;

    /// <summary>At least 1.</summary>
    public int Clusters { get; } = Require.AtLeast(Clusters, 1);

    /// <summary>How rows are apart; Ward is Euclidean by definition. Default: Euclidean.</summary>
    public DistanceMetric Metric
    {
        get => metric;
        init => metric = Require.That(value, Linkage != Linkage.Ward || value == DistanceMetric.Euclidean,
            "Euclidean for Ward's linkage", nameof(Metric));
    }
}

/// <summary>Bottom-up clustering: the two nearest clusters become one until as many are left as
/// asked for (Ward, JASA 58, 1963; Lance and Williams, The Computer Journal 9, 1967).</summary>
/// <remarks>
/// n² steps by chains of nearest neighbours (Murtagh and Contreras, WIREs Data Mining 2, 2012, section 5; all four
/// linkages are reducible, so the merges are those of the definition). Clusters are numbered by their first row.
/// The order of the rows does not matter unless distances are equal. n²/2 distances are kept, so more than 20,000
/// rows are refused. There are no weights: rows of weight 0 are absent and get −1, others must weigh the same.
/// </remarks>
public sealed class AgglomerativeClusterer(AgglomerativeOptions options) : Clusterer(Descriptor, options.Clusters)
{
    /// <summary>More rows are refused.</summary>
    public const int MaxRows = 20_000;

    /// <summary>The entry in <see cref="Clusterers.All"/>.</summary>
    public static ClustererDescriptor Descriptor { get; } = new("agglomerative",
        new SearchSpace(new IntegerParameter("clusters", 1, 100, 2, Log: true),
            new CategoricalParameter("linkage", ["ward", "complete", "average", "single"], "ward")),
        given => new AgglomerativeClusterer(new(given.Integer("clusters"),
            Enum.Parse<Linkage>(given.Choice("linkage"), ignoreCase: true))), null);

    private protected override Clustering Group(FeatureRows rows, ulong seed, CancellationToken cancel)
    {
        int[] counted = ClusterRows.Equal(Name, rows);
        int[] cut = Dendrogram.Cut(Merges(rows, cancel), counted.Length, options.Clusters), labels = new int[rows.Rows];
        Array.Fill(labels, -1);
        for (int i = 0; i < counted.Length; i++) labels[counted[i]] = cut[i];
        return new(ImmutableArray.Create(labels), options.Clusters, null);
    }

    /// <summary>Every merge down to one cluster, by ascending distance; row numbers are those among the rows of weight above 0.</summary>
    public ImmutableArray<Merge> Merges(FeatureRows rows, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        ClusterRows.Check(Name, rows);
        int[] counted = ClusterRows.Equal(Name, rows);
        if (counted.Length > MaxRows)
            throw new TrainingException(
                $"'{Name}' keeps every distance and takes at most {MaxRows} rows, got {counted.Length}; use a sample or 'k_means'.");
        return Dendrogram.Sorted(new NeighbourChain(Distances(rows, counted, cancel), counted.Length, options.Linkage).Run(cancel), counted.Length);
    }

    /// <summary>The distances below the diagonal, row by row; squared for Ward.</summary>
    private double[][] Distances(FeatureRows rows, int[] counted, CancellationToken cancel)
    {
        var distances = new double[counted.Length][];
        for (int i = 0; i < counted.Length; i++)
        {
            cancel.ThrowIfCancellationRequested();
            distances[i] = new double[i];
            for (int j = 0; j < i; j++)
                distances[i][j] = options.Linkage == Linkage.Ward ? options.Metric.Reduced(rows.Row(counted[i]), rows.Row(counted[j]))
                    : options.Metric.Between(rows.Row(counted[i]), rows.Row(counted[j]));
        }
        return distances;
    }
}
