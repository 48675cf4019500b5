using Kolosal.Learning.Clustering;
using MathNet.Numerics.Distributions;

namespace Kolosal.Learning.Anomaly;

/// <summary>Elliptic envelope: the squared Mahalanobis distance (x − μ)ᵀ Σ⁻¹ (x − μ) from a centre and
/// covariance that outliers do not pull (Rousseeuw and Van Driessen, Technometrics 41, 1999).</summary>
/// <remarks>
/// The raw estimate of <see cref="MinimumCovarianceDeterminant"/> is scaled by median(d²) / χ²_{p, ½}; rows within
/// χ²_{p, 0.975} of it then give mean and covariance once more, scaled by 0.975 / P(χ²_{p+2} ≤ χ²_{p, 0.975}), which
/// makes it consistent for normal rows (Croux and Haesbroeck, Journal of Multivariate Analysis 71, 1999); scikit-learn
/// leaves the last factor out. There are no weights: rows of weight 0 are absent, others must weigh the same.
/// </remarks>
public sealed class EllipticEnvelopeTrainer(EllipticEnvelopeOptions options) : AnomalyTrainer(Descriptor)
{
    // Rousseeuw and Van Driessen's quantile for the reweighted estimate (section 4), also where anomalies begin.
    private const double ReweightingQuantile = 0.975;

    /// <summary>The entry in <see cref="AnomalyTrainers.All"/>.</summary>
    public static AnomalyDescriptor Descriptor { get; } = new("elliptic_envelope",
        new SearchSpace([new CategoricalParameter("estimate", ["robust", "classical"], "robust"),
            new FloatParameter("support", 0.5, 1, 0.5, When: new("estimate", "robust")), .. AnomalyThreshold.Parameters]),
        given => new EllipticEnvelopeTrainer(new(given.Choice("estimate") == "classical"
            ? EnvelopeEstimate.Classical : EnvelopeEstimate.Robust, AnomalyThreshold.Parse(given))
        {
            Support = given.Float("support"),
        }), EllipticEnvelope.Read);

    private protected override IAnomalyDetector Learn(FeatureRows rows, ulong seed, CancellationToken cancel)
    {
        int[] counted = ClusterRows.Equal(Name, rows);
        int n = counted.Length, p = rows.Columns.Length;
        if (n < p + 2)
            throw new TrainingException(
                $"'{Name}' needs at least two rows more than columns, got {n} rows of {p} columns; give more rows or fewer columns.");
        double[] values = ClusterRows.Values(rows, counted);
        int[] all = [.. Enumerable.Range(0, n)];
        var spread = options.Estimate == EnvelopeEstimate.Classical
            ? RowSpread.Of(values, p, all, n - 1, cancel)
            : Robust(values, p, all, seed, cancel);
        if (spread is null) throw Dependent(p);
        double edge = ChiSquared.InvCDF(p, ReweightingQuantile);
        double[] scores = options.Contamination is null ? [] : spread.SquaredDistances(values, cancel);
        return new EllipticEnvelope(spread.Center, spread.Covariance, AnomalyThreshold.Of(options.Contamination, edge, scores));
    }

    private RowSpread? Robust(double[] values, int p, int[] all, ulong seed, CancellationToken cancel)
    {
        int n = all.Length, support = Math.Max((n + p + 1) / 2, (int)Math.Floor(options.Support * n));
        var raw = new MinimumCovarianceDeterminant(values, p, Math.Min(support, n), options.Starts).Find(seed, cancel) ?? throw Dependent(p);
        double[] distances = raw.SquaredDistances(values, cancel), sorted = [.. distances];
        Array.Sort(sorted);
        double scale = Statistics.Quantiles.OfSorted(sorted, 0.5) / ChiSquared.InvCDF(p, 0.5), edge = ChiSquared.InvCDF(p, ReweightingQuantile);
        int[] usual = [.. all.Where(row => distances[row] / scale <= edge)];
        return RowSpread.Of(values, p, usual, usual.Length - 1, cancel)?.Scaled(ReweightingQuantile / ChiSquared.CDF(p + 2, edge), cancel);
    }

    private TrainingException Dependent(int p) =>
        new($"'{Name}' needs rows that fill all {p} columns, but at least half of them lie in fewer dimensions; leave out columns that are constant "
            + "or follow from others.");
}
