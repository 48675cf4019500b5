using Kolosal.Numerics;
using Kolosal.Statistics;

namespace Kolosal.Learning.Clustering;

/// <summary>Gaussian mixture by expectation and maximisation (Dempster, Laird and Rubin, JRSS B
/// 39, 1977; Bishop, Pattern Recognition and Machine Learning, 2006, section 9.2.2).</summary>
/// <remarks>
/// E: r_ik ∝ π_k N(xᵢ | μ_k, Σ_k). M: N_k = Σ wᵢ r_ik, μ_k = Σ wᵢ r_ik xᵢ / N_k, Σ_k = Σ wᵢ r_ik (xᵢ − μ_k)(xᵢ − μ_k)ᵀ / N_k +
/// ε I, π_k = N_k / Σ wᵢ. scikit-learn's defaults. Weights count as repeated rows. A row belongs to its likeliest component.
/// </remarks>
public sealed class GaussianMixtureClusterer(GaussianMixtureOptions options) : Clusterer(Descriptor, options.Clusters)
{
    private const int RowsBetweenPolls = 64;

    // A component without rows keeps a finite mean.
    private const double MinRows = 10 * 2.220446049250313e-16;

    /// <summary>The entry in <see cref="Clusterers.All"/>.</summary>
    public static ClustererDescriptor Descriptor { get; } = new("gaussian_mixture",
        new SearchSpace(
            new IntegerParameter("clusters", 1, 50, 2, Log: true),
            new CategoricalParameter("covariance", ["full", "tied", "diagonal", "spherical"], "full"),
            new FloatParameter("regularization", 1e-9, 1, 1e-6, Log: true)),
        given => new GaussianMixtureClusterer(new(given.Integer("clusters"),
            Enum.Parse<MixtureCovariance>(given.Choice("covariance"), ignoreCase: true))
        {
            Regularization = given.Float("regularization"),
        }), GaussianMixture.Read);

    private protected override Clustering Group(FeatureRows rows, ulong seed, CancellationToken cancel)
    {
        var mixture = Run(rows, seed, cancel);
        int[] labels = new int[rows.Rows];
        for (int i = 0; i < labels.Length; i++)
        {
            if (i % RowsBetweenPolls == 0) cancel.ThrowIfCancellationRequested();
            labels[i] = mixture.Assign(rows.Row(i));
        }
        return new(ImmutableArray.Create(labels), options.Clusters, mixture);
    }

    /// <summary>The likeliest mixture of all starts.</summary>
    public GaussianMixture Run(FeatureRows rows, ulong seed, CancellationToken cancel)
    {
        Check(rows, cancel);
        int p = rows.Columns.Length, k = options.Clusters;
        bool given = !options.InitialMeans.IsEmpty;
        if (given && options.InitialMeans.Length != k * p)
            throw new TrainingException($"{k} initial means of {p} columns are {k * p} values, got {options.InitialMeans.Length}.");
        GaussianMixture? best = null;
        for (int start = 0; start < (given ? 1 : options.Restarts); start++)
        {
            var mixture = given ? Unit(p, k) : Maximize(rows, Grouped(rows, SeededRandom.Derive(seed, (ulong)start), cancel), cancel);
            var climbed = ExpectationMaximization(rows, mixture, cancel);
            if (best is null || climbed.MeanLogLikelihood > best.MeanLogLikelihood) best = climbed;
        }
        return best!;
    }

    private GaussianMixture ExpectationMaximization(FeatureRows rows, GaussianMixture mixture, CancellationToken cancel)
    {
        double[] shares = new double[rows.Rows * options.Clusters];
        double before = double.NegativeInfinity;
        for (int round = 1; round <= options.Iterations; round++)
        {
            double level = Expect(rows, mixture, shares, cancel);
            mixture = Maximize(rows, shares, cancel);
            if (Math.Abs(level - before) < options.Tolerance)
                return mixture with { Converged = true, MeanLogLikelihood = Expect(rows, mixture, shares, cancel) };
            before = level;
        }
        return mixture with { MeanLogLikelihood = Expect(rows, mixture, shares, cancel) };
    }

    /// <summary>Each row's shares in the components; gives the mean log-likelihood of a row.</summary>
    private double Expect(FeatureRows rows, GaussianMixture mixture, double[] shares, CancellationToken cancel)
    {
        double total = 0, weights = 0;
        for (int i = 0; i < rows.Rows; i++)
        {
            if (i % RowsBetweenPolls == 0) cancel.ThrowIfCancellationRequested();
            double level = mixture.Responsibilities(rows.Row(i), shares.AsSpan(i * options.Clusters, options.Clusters)), weight = rows.Weight(i);
            if (weight > 0) total += weight * level;
            weights += weight;
        }
        return total / weights;
    }

    private GaussianMixture Maximize(FeatureRows rows, double[] shares, CancellationToken cancel)
    {
        int p = rows.Columns.Length, k = options.Clusters;
        bool matrix = options.Covariance is MixtureCovariance.Full or MixtureCovariance.Tied;
        double[] counts = new double[k], means = new double[k * p], spread = new double[k * (matrix ? p * p : p)], gap = new double[p];
        for (int i = 0; i < rows.Rows; i++)
        {
            if (i % RowsBetweenPolls == 0) cancel.ThrowIfCancellationRequested();
            for (int c = 0; c < k; c++)
            {
                double share = rows.Weight(i) * shares[i * k + c];
                counts[c] += share;
                if (share != 0) FixedSum.AddScaled(share, rows.Row(i), means.AsSpan(c * p, p));
            }
        }
        double total = counts.Sum();
        for (int c = 0; c < k; c++) counts[c] += MinRows;
        for (int at = 0; at < means.Length; at++) means[at] /= counts[at / p];
        for (int i = 0; i < rows.Rows; i++)
        {
            if (i % RowsBetweenPolls == 0) cancel.ThrowIfCancellationRequested();
            var row = rows.Row(i);
            for (int c = 0; c < k; c++)
            {
                double share = rows.Weight(i) * shares[i * k + c];
                if (share == 0) continue;
                for (int j = 0; j < p; j++) gap[j] = row[j] - means[c * p + j];
                if (!matrix) for (int j = 0; j < p; j++) spread[c * p + j] += share * gap[j] * gap[j];
                else
                    for (int j = 0; j < p; j++) FixedSum.AddScaled(share * gap[j], gap.AsSpan(0, j + 1), spread.AsSpan((c * p + j) * p, j + 1));
            }
        }
        return new GaussianMixture(options.Covariance, p, Array.ConvertAll(counts, count => count / total), means,
            Covariances(spread, counts, p, cancel), cancel);
    }

    /// <summary>Sums of squares to covariances of the kind asked for: K × p × p, 1 × p × p or K × p numbers.</summary>
    private double[] Covariances(double[] spread, double[] counts, int p, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        int k = counts.Length, size = spread.Length / k;
        double total = counts.Sum();
        if (options.Covariance == MixtureCovariance.Tied)
        {
            double[] shared = new double[size];
            for (int c = 0; c < k; c++) FixedSum.AddScaled(1 / total, spread.AsSpan(c * size, size), shared);
            spread = shared;
        }
        else for (int at = 0; at < spread.Length; at++) spread[at] /= counts[at / size];
        if (options.Covariance == MixtureCovariance.Spherical)
            for (int c = 0; c < k; c++) spread.AsSpan(c * p, p).Fill(FixedSum.Of(spread.AsSpan(c * p, p)) / p);
        int step = size == p ? 1 : p + 1;
        for (int at = 0; at < spread.Length; at += size)
            for (int j = 0; j < p; j++) spread[at + j * step] += options.Regularization;
        return spread;
    }

    private double[] Grouped(FeatureRows rows, ulong seed, CancellationToken cancel)
    {
        var (labels, _) = new KMeansClusterer(new(options.Clusters) { Restarts = 1 }).Run(rows, seed, cancel);
        double[] shares = new double[rows.Rows * options.Clusters];
        for (int i = 0; i < labels.Length; i++) shares[i * options.Clusters + labels[i]] = 1;
        return shares;
    }

    private GaussianMixture Unit(int p, int k)
    {
        bool matrix = options.Covariance is MixtureCovariance.Full or MixtureCovariance.Tied;
        double[] covariances = new double[matrix ? (options.Covariance == MixtureCovariance.Tied ? 1 : k) * p * p : k * p];
        for (int at = 0; at < covariances.Length; at++) covariances[at] = !matrix || at % (p * p) % (p + 1) == 0 ? 1 : 0;
        return new(options.Covariance, p, [.. Enumerable.Repeat(1.0 / k, k)], [.. options.InitialMeans], covariances, CancellationToken.None);
    }
}
