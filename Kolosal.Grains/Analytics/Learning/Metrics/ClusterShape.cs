namespace Kolosal.Learning.Metrics;

/// <summary>Between rows.</summary>
public enum RowDistance
{
    /// <summary>√Σ (a − b)².</summary>
    Euclidean,

    /// <summary>Σ |a − b|.</summary>
    Manhattan,
}

/// <summary>How compact and how separate clusters are, without a truth to compare with.
/// NaN unless there are at least two clusters and fewer clusters than rows.</summary>
public static class ClusterShape
{
    /// <summary>
    /// (b − a) / max(a, b) of each row: a the mean distance to its own cluster, b to the nearest other; 0 in
    /// a cluster of one (Rousseeuw, Journal of Computational and Applied Mathematics 20, 1987). n² distances.
    /// </summary>
    /// <param name="features">rows × columns, row-major, without missing values.</param>
    /// <param name="labels">The cluster of each row, any numbers.</param>
    /// <param name="distance">Between rows.</param>
    /// <param name="cancel">Polled once a row.</param>
    public static double[] Silhouettes(ReadOnlySpan<double> features, ReadOnlySpan<int> labels, RowDistance distance = RowDistance.Euclidean,
        CancellationToken cancel = default)
    {
        var (cluster, sizes) = Clusters(features, labels);
        int rows = labels.Length, columns = features.Length / rows;
        double[] values = new double[rows], sums = new double[sizes.Length];
        if (!Defined(sizes.Length, rows))
        {
            Array.Fill(values, double.NaN);
            return values;
        }
        for (int row = 0; row < rows; row++)
        {
            cancel.ThrowIfCancellationRequested();
            if (sizes[cluster[row]] == 1) continue;
            Array.Clear(sums);
            var own = features.Slice(row * columns, columns);
            for (int other = 0; other < rows; other++) sums[cluster[other]] += Between(own, features.Slice(other * columns, columns), distance);
            double a = sums[cluster[row]] / (sizes[cluster[row]] - 1), b = double.PositiveInfinity;
            for (int k = 0; k < sizes.Length; k++) if (k != cluster[row]) b = Math.Min(b, sums[k] / sizes[k]);
            values[row] = Math.Max(a, b) > 0 ? (b - a) / Math.Max(a, b) : 0;
        }
        return values;
    }

    /// <summary>The mean of <see cref="Silhouettes"/>, −1 … 1; higher is better.</summary>
    public static double Silhouette(ReadOnlySpan<double> features, ReadOnlySpan<int> labels, RowDistance distance = RowDistance.Euclidean,
        CancellationToken cancel = default) =>
        Silhouettes(features, labels, distance, cancel).Average();

    /// <summary>
    /// Spread between clusters over spread within, each by its degrees of freedom; higher is better,
    /// 1 when there is none within (Caliński and Harabasz, Communications in Statistics 3, 1974).
    /// </summary>
    public static double CalinskiHarabasz(ReadOnlySpan<double> features, ReadOnlySpan<int> labels)
    {
        var (cluster, sizes) = Clusters(features, labels);
        int rows = labels.Length, columns = features.Length / rows;
        if (!Defined(sizes.Length, rows)) return double.NaN;
        double[] centers = Centers(features, cluster, sizes), center = Centers(features, new int[rows], [rows]);
        double between = 0, within = 0;
        for (int k = 0; k < sizes.Length; k++) between += sizes[k] * Squared(centers.AsSpan(k * columns, columns), center);
        for (int row = 0; row < rows; row++)
            within += Squared(features.Slice(row * columns, columns), centers.AsSpan(cluster[row] * columns, columns));
        return within == 0 ? 1 : between / (sizes.Length - 1) / (within / (rows - sizes.Length));
    }

    /// <summary>
    /// The mean over clusters of the worst (sᵢ + sⱼ) / dᵢⱼ, s the mean distance to the centre, d between centres;
    /// lower is better (Davies and Bouldin, IEEE PAMI 1, 1979). Equal centres count 0, as in scikit-learn.
    /// </summary>
    public static double DaviesBouldin(ReadOnlySpan<double> features, ReadOnlySpan<int> labels)
    {
        var (cluster, sizes) = Clusters(features, labels);
        int rows = labels.Length, columns = features.Length / rows;
        if (!Defined(sizes.Length, rows)) return double.NaN;
        double[] centers = Centers(features, cluster, sizes), spread = new double[sizes.Length];
        for (int row = 0; row < rows; row++)
            spread[cluster[row]] += Math.Sqrt(Squared(features.Slice(row * columns, columns), centers.AsSpan(cluster[row]
            * columns, columns))) / sizes[cluster[row]];
        double sum = 0;
        for (int i = 0; i < sizes.Length; i++)
        {
            double worst = 0;
            for (int j = 0; j < sizes.Length; j++)
                if (j != i && Math.Sqrt(Squared(centers.AsSpan(i * columns, columns), centers.AsSpan(j * columns, columns))) is > 0 and var apart)
                    worst = Math.Max(worst, (spread[i] + spread[j]) / apart);
            sum += worst;
        }
        return sum / sizes.Length;
    }

    private static bool Defined(int clusters, int rows) => clusters >= 2 && clusters < rows;

    private static (int[] Cluster, int[] Sizes) Clusters(ReadOnlySpan<double> features, ReadOnlySpan<int> labels)
    {
        if (labels.IsEmpty || features.Length % labels.Length != 0)
            throw new ArgumentException($"{features.Length} values do not make {labels.Length} rows.", nameof(features));
        int[] given = labels.ToArray(), names = [.. given.Distinct().Order()],
            cluster = Array.ConvertAll(given, name => Array.BinarySearch(names, name)),
            sizes = new int[names.Length];
        foreach (int k in cluster) sizes[k]++;
        return (cluster, sizes);
    }

    private static double[] Centers(ReadOnlySpan<double> features, int[] cluster, int[] sizes)
    {
        int columns = features.Length / cluster.Length;
        var centers = new double[sizes.Length * columns];
        for (int row = 0; row < cluster.Length; row++)
            for (int c = 0; c < columns; c++) centers[cluster[row] * columns + c] += features[row * columns + c];
        for (int i = 0; i < centers.Length; i++) centers[i] /= sizes[i / columns];
        return centers;
    }

    private static double Between(ReadOnlySpan<double> a, ReadOnlySpan<double> b, RowDistance distance)
    {
        if (distance == RowDistance.Euclidean) return Math.Sqrt(Squared(a, b));
        double sum = 0;
        for (int c = 0; c < a.Length; c++) sum += Math.Abs(a[c] - b[c]);
        return sum;
    }

    private static double Squared(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (int c = 0; c < a.Length; c++) sum += (a[c] - b[c]) * (a[c] - b[c]);
        return sum;
    }
}
