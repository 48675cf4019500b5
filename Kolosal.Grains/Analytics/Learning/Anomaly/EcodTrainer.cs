using Kolosal.Learning.Clustering;

namespace Kolosal.Learning.Anomaly;

/// <param name="Contamination">Share of the training rows that are anomalies, above 0 and
/// at most ½. Default: 0.1; the paper has no threshold of its own.</param>
public sealed record EcodOptions(double Contamination = 0.1)
{
    /// <summary>Above 0 and at most ½.</summary>
    public double Contamination { get; } = AnomalyThreshold.Check(Contamination)!.Value;
}

/// <summary>ECOD: how far out in the tails of the columns' empirical distributions a row lies (Li,
/// Zhao, Hu, Botta, Ionescu and Chen, IEEE TKDE 35, 2022, arXiv:2201.00382, algorithm 1).</summary>
/// <remarks>
/// O_left = −Σ log F̂_j(x_j), O_right = −Σ log (share of rows ≥ x_j), O_auto takes the left tail of columns with negative skewness and the
/// right of the others; the score is the greatest of the three. A new value beyond all training values has the tail share 1 / (n + 1). No
/// parameters but the threshold. Columns count as independent. There are no weights: rows of weight 0 are absent, others must weigh the same.
/// </remarks>
public sealed class EcodTrainer(EcodOptions options) : AnomalyTrainer(Descriptor)
{
    /// <summary>The entry in <see cref="AnomalyTrainers.All"/>.</summary>
    public static AnomalyDescriptor Descriptor { get; } =
        new("ecod", new SearchSpace(new FloatParameter("contamination", 0.0001, 0.5, 0.1, Log: true)),
        given => new EcodTrainer(new(given.Float("contamination"))), EcodDetector.Read);

    private protected override IAnomalyDetector Learn(FeatureRows rows, ulong seed, CancellationToken cancel)
    {
        int[] counted = ClusterRows.Equal(Name, rows);
        int n = counted.Length, p = rows.Columns.Length;
        double[] sorted = new double[n * p];
        bool[] left = new bool[p];
        for (int c = 0; c < p; c++)
        {
            cancel.ThrowIfCancellationRequested();
            var column = sorted.AsSpan(c * n, n);
            double mean = 0, cubes = 0;
            for (int i = 0; i < n; i++) mean += (column[i] = rows.Row(counted[i])[c]) / n;
            foreach (double value in column) cubes += Math.Pow(value - mean, 3);
            left[c] = cubes < 0;
            column.Sort();
        }
        var detector = new EcodDetector(n, sorted, left, 0);
        double[] scores = new double[n];
        for (int i = 0; i < n; i++)
        {
            if (i % 256 == 0) cancel.ThrowIfCancellationRequested();
            scores[i] = detector.Score(rows.Row(counted[i]));
        }
        return new EcodDetector(n, sorted, left, AnomalyThreshold.Of(options.Contamination, 0, scores));
    }
}
