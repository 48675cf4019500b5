using Kolosal.Statistics;

namespace Kolosal.Learning.Clustering;

/// <param name="Clusters">k, at least 1. Default: 8.</param>
/// <param name="BatchRows">Rows of a batch, at least 1. Default: 1024.</param>
/// <param name="Epochs">How often, at most, as many rows are drawn as there are; at least 1. Default: 100.</param>
public sealed record MiniBatchKMeansOptions(int Clusters = 8, int BatchRows = 1024, int Epochs = 100)
{
    /// <summary>At least 1.</summary>
    public int Clusters { get; } = Require.AtLeast(Clusters, 1);

    /// <summary>At least 1.</summary>
    public int BatchRows { get; } = Require.AtLeast(BatchRows, 1);

    /// <summary>At least 1.</summary>
    public int Epochs { get; } = Require.AtLeast(Epochs, 1);
}

/// <summary>k-means from small random batches (Sculley, WWW 2010, algorithm 1): a centre
/// moves towards each of its rows by one over the weight it has seen.</summary>
/// <remarks>
/// Starts at the best of three k-means++ choices on three batches' worth of rows; ends when the smoothed distance of a batch has not
/// improved for ten batches, as in scikit-learn. Rows are drawn evenly and count by their weight; rows of weight 0 are not drawn.
/// </remarks>
public sealed class MiniBatchKMeansClusterer(MiniBatchKMeansOptions options) : Clusterer(Descriptor, options.Clusters)
{
    // scikit-learn's n_init and max_no_improvement.
    private const int Starts = 3, Patience = 10, RowsBetweenPolls = 256;

    /// <summary>The entry in <see cref="Clusterers.All"/>.</summary>
    public static ClustererDescriptor Descriptor { get; } = new("mini_batch_k_means",
        new SearchSpace(new IntegerParameter("clusters", 1, 100, 8, Log: true), new IntegerParameter("batch_rows", 16, 8192, 1024, Log: true)),
        given => new MiniBatchKMeansClusterer(new(given.Integer("clusters"), given.Integer("batch_rows"))), CentroidAssigner.Read);

    private protected override Clustering Group(FeatureRows rows, ulong seed, CancellationToken cancel)
    {
        int p = rows.Columns.Length, k = options.Clusters;
        int[] drawable = [.. Enumerable.Range(0, rows.Rows).Where(row => rows.Weight(row) > 0)];
        var random = new SeededRandom(seed);
        var centers = Start(rows, drawable, ref random, cancel);
        double[] seen = new double[k];
        int batch = Math.Min(options.BatchRows, drawable.Length), idle = 0;
        long steps = Math.Max(1, (long)options.Epochs * drawable.Length / batch);
        double rate = Math.Min(1, 2.0 * batch / (drawable.Length + 1)), smooth = double.NaN, best = double.PositiveInfinity;
        int[] drawn = new int[batch], nearest = new int[batch];
        for (long step = 0; step < steps && idle < Patience; step++)
        {
            double squares = 0, weights = 0;
            var assigner = new CentroidAssigner(p, centers);
            for (int i = 0; i < batch; i++)
            {
                if (i % RowsBetweenPolls == 0) cancel.ThrowIfCancellationRequested();
                drawn[i] = drawable[random.Next(drawable.Length)];
                (nearest[i], double squared) = assigner.Nearest(rows.Row(drawn[i]));
                squares += rows.Weight(drawn[i]) * squared;
                weights += rows.Weight(drawn[i]);
            }
            for (int i = 0; i < batch; i++)
            {
                var center = centers.AsSpan(nearest[i] * p, p);
                double weight = rows.Weight(drawn[i]), share = weight / (seen[nearest[i]] += weight);
                var row = rows.Row(drawn[i]);
                for (int c = 0; c < p; c++) center[c] += share * (row[c] - center[c]);
            }
            double mean = squares / weights;
            smooth = double.IsNaN(smooth) ? mean : smooth * (1 - rate) + mean * rate;
            idle = smooth < best ? 0 : idle + 1;
            best = Math.Min(best, smooth);
        }
        var learnt = new CentroidAssigner(p, centers);
        int[] labels = new int[rows.Rows];
        for (int i = 0; i < labels.Length; i++)
        {
            if (i % RowsBetweenPolls == 0) cancel.ThrowIfCancellationRequested();
            labels[i] = learnt.Assign(rows.Row(i));
        }
        return new(ImmutableArray.Create(labels), k, learnt);
    }

    private double[] Start(FeatureRows rows, int[] drawable, ref SeededRandom random, CancellationToken cancel)
    {
        int size = Math.Min(drawable.Length, Math.Max(3 * options.BatchRows, 3 * options.Clusters));
        double[] best = [];
        double least = double.PositiveInfinity;
        for (int start = 0; start < Starts; start++)
        {
            int[] sample = [.. drawable];
            random.Shuffle(sample.AsSpan());
            Array.Resize(ref sample, size);
            var part = new FeatureRows(ClusterRows.Values(rows, sample), rows.Columns, size,
                rows.Weights.IsEmpty ? default : Array.ConvertAll(sample, row => rows.Weight(row)));
            double[] centers = KMeansPlusPlus.Choose(part, options.Clusters, ref random, cancel);
            double inertia = new CentroidAssigner(rows.Columns.Length, centers).Inertia(part);
            if (inertia < least) (least, best) = (inertia, centers);
        }
        return best;
    }
}
