using Kolosal.Learning.Neighbours;
using Kolosal.Numerics;
using Kolosal.Statistics;

namespace Kolosal.Learning.Clustering;

/// <summary>k-means: centres that minimise Σ wᵢ ‖xᵢ − c(xᵢ)‖² (Lloyd, IEEE Transactions on Information
/// Theory 28, 1982), started by k-means++ (Arthur and Vassilvitskii, SODA 2007).</summary>
/// <remarks>The best of several starts; scikit-learn's defaults. A row as near to two centres belongs to
/// the first. Weights count as repeated rows; rows of weight 0 are put to their nearest centre.</remarks>
public sealed class KMeansClusterer(KMeansOptions options) : Clusterer(Descriptor, options.Clusters)
{
    /// <summary>The entry in <see cref="Clusterers.All"/>.</summary>
    public static ClustererDescriptor Descriptor { get; } = new("k_means",
        new SearchSpace(new IntegerParameter("clusters", 1, 100, 8, Log: true), new IntegerParameter("restarts", 1, 50, 10, Log: true)),
        given => new KMeansClusterer(new(given.Integer("clusters")) { Restarts = given.Integer("restarts") }), CentroidAssigner.Read);

    private protected override Clustering Group(FeatureRows rows, ulong seed, CancellationToken cancel)
    {
        var (labels, assigner) = Run(rows, seed, cancel);
        return new(ImmutableArray.Create(labels), options.Clusters, assigner);
    }

    /// <summary>The cluster of each row, and the centres.</summary>
    internal (int[] Labels, CentroidAssigner Centers) Run(FeatureRows rows, ulong seed, CancellationToken cancel)
    {
        int p = rows.Columns.Length, k = options.Clusters;
        if (!options.InitialCenters.IsEmpty && options.InitialCenters.Length != k * p)
            throw new TrainingException($"{k} initial centres of {p} columns are {k * p} values, got {options.InitialCenters.Length}.");
        double limit = options.Tolerance * MeanVariance(rows);
        double best = double.PositiveInfinity;
        double[] centers = [];
        int[] labels = [];
        int starts = options.InitialCenters.IsEmpty ? options.Restarts : 1;
        for (int start = 0; start < starts; start++)
        {
            var random = new SeededRandom(seed, (ulong)start);
            double[] tried = options.InitialCenters.IsEmpty ? KMeansPlusPlus.Choose(rows, k, ref random, cancel) : [.. options.InitialCenters];
            var lloyd = new Lloyd(rows, tried);
            double inertia = lloyd.Run(options.Iterations, limit, cancel);
            if (inertia < best) (best, centers, labels) = (inertia, tried, lloyd.Labels);
        }
        return (labels, new CentroidAssigner(p, centers));
    }

    private static double MeanVariance(FeatureRows rows)
    {
        int p = rows.Columns.Length;
        double[] mean = new double[p];
        double total = 0, squares = 0;
        for (int i = 0; i < rows.Rows; i++)
        {
            FixedSum.AddScaled(rows.Weight(i), rows.Row(i), mean);
            total += rows.Weight(i);
        }
        for (int c = 0; c < p; c++) mean[c] /= total;
        for (int i = 0; i < rows.Rows; i++) squares += rows.Weight(i) * DistanceMetric.Euclidean.Reduced(rows.Row(i), mean);
        return squares / total / p;
    }
}
