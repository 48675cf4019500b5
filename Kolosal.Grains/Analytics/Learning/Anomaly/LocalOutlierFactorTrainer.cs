using Kolosal.Learning.Clustering;
using Kolosal.Learning.Neighbours;

namespace Kolosal.Learning.Anomaly;

/// <param name="Neighbours">k, at least 1; all other rows where there are fewer. Default: 20.</param>
/// <param name="Contamination">Share of the training rows that are anomalies, above 0 and
/// at most ½; null for the threshold 1.5. Default: null.</param>
public sealed record LocalOutlierFactorOptions(int Neighbours = 20, double? Contamination = null)
{
    /// <summary>At least 1.</summary>
    public int Neighbours { get; } = Require.AtLeast(Neighbours, 1);

    /// <summary>Above 0 and at most ½, or null.</summary>
    public double? Contamination { get; } = AnomalyThreshold.Check(Contamination);

    /// <summary>How distance is measured. Default: Euclidean.</summary>
    public DistanceMetric Metric { get; init; } = DistanceMetric.Euclidean;
}

/// <summary>Local outlier factor (Breunig, Kriegel, Ng and Sander, SIGMOD 2000, definitions
/// 5–7): how much sparser a row's surroundings are than those of its neighbours.</summary>
/// <remarks>
/// lrd(x) = 1 / mean over neighbours o of max(k-distance(o), d(x, o)); LOF(x) = mean lrd(o) / lrd(x), near 1 inside a cluster. As in scikit-learn
/// there are exactly k neighbours (the paper takes all that are as far as the k-th), 1e-10 is added to the mean distance so that repeated rows have a
/// finite density, and the threshold is 1.5 unless a share is given. There are no weights: rows of weight 0 are absent, others must weigh the same.
/// </remarks>
public sealed class LocalOutlierFactorTrainer(LocalOutlierFactorOptions options) : AnomalyTrainer(Descriptor)
{
    // scikit-learn's offset under contamination "auto"; the paper names no threshold.
    private const double DefaultThreshold = 1.5;

    /// <summary>The entry in <see cref="AnomalyTrainers.All"/>.</summary>
    public static AnomalyDescriptor Descriptor { get; } = new("local_outlier_factor",
        new SearchSpace([new IntegerParameter("neighbours", 2, 200, 20, Log: true),
            new CategoricalParameter("metric", ["euclidean", "manhattan", "chebyshev", "cosine"], "euclidean"), .. AnomalyThreshold.Parameters]),
        given => new LocalOutlierFactorTrainer(new(given.Integer("neighbours"), AnomalyThreshold.Parse(given))
        {
            Metric = new(Enum.Parse<DistanceKind>(given.Choice("metric"), ignoreCase: true)),
        }), LocalOutlierFactor.Read);

    private protected override IAnomalyDetector Learn(FeatureRows rows, ulong seed, CancellationToken cancel)
    {
        var (detector, scores) = Run(rows, cancel);
        return detector.WithThreshold(AnomalyThreshold.Of(options.Contamination, DefaultThreshold, scores));
    }

    /// <summary>The factor of each training row of weight above 0 among the others: a row is
    /// not its own neighbour, as it is when the detector scores it as a new one.</summary>
    public double[] TrainingScores(FeatureRows rows, CancellationToken cancel)
    {
        Check(rows, cancel);
        return Run(rows, cancel).Scores;
    }

    private (LocalOutlierFactor Detector, double[] Scores) Run(FeatureRows rows, CancellationToken cancel)
    {
        int[] counted = ClusterRows.Equal(Name, rows);
        int n = counted.Length, k = Math.Min(options.Neighbours, n - 1);
        if (n < 2) throw new TrainingException($"'{Name}' compares rows with others and needs at least two, got {n}.");
        var index = NeighbourIndex.Build(counted.Length == rows.Rows ? rows.Features : ClusterRows.Values(rows, counted), rows.Columns.Length,
            options.Metric, cancel: cancel);
        int[] found = new int[n * k];
        double[] distances = new double[n * k], reach = new double[n], densities = new double[n], scores = new double[n];
        for (int i = 0; i < n; i++)
        {
            cancel.ThrowIfCancellationRequested();
            index.Query(index.Row(i), k, found.AsSpan(i * k, k), distances.AsSpan(i * k, k), exclude: i);
            reach[i] = distances[i * k + k - 1];
        }
        for (int i = 0; i < n; i++) densities[i] = LocalOutlierFactor.Density(found.AsSpan(i * k, k), distances.AsSpan(i * k, k), reach);
        for (int i = 0; i < n; i++)
        {
            foreach (int neighbour in found.AsSpan(i * k, k)) scores[i] += densities[neighbour] / k;
            scores[i] /= densities[i];
        }
        return (new LocalOutlierFactor(index, k, DefaultThreshold, reach, densities), scores);
    }
}
