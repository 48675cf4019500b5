namespace Kolosal.Learning.Clustering;

/// <summary>What the covariances of the components have in common.</summary>
public enum MixtureCovariance
{
    /// <summary>Nothing: each component has its own matrix.</summary>
    Full,

    /// <summary>All components share one matrix.</summary>
    Tied,

    /// <summary>Each component has its own variance a column, no covariances.</summary>
    Diagonal,

    /// <summary>Each component has one variance for all columns.</summary>
    Spherical,
}

/// <param name="Clusters">K components, at least 1. Default: 2.</param>
/// <param name="Covariance">What the covariances have in common. Default: nothing.</param>
public sealed record GaussianMixtureOptions(int Clusters = 2, MixtureCovariance Covariance = MixtureCovariance.Full)
{
    private readonly double regularization = 1e-6, tolerance = 1e-3;
    private readonly int iterations = 100, restarts = 1;

    /// <summary>At least 1.</summary>
    public int Clusters { get; } = Require.AtLeast(Clusters, 1);

    /// <summary>Added to every variance, 0 or more. Default: 1e-6.</summary>
    public double Regularization
    {
        get => regularization;
        init => regularization = Require.NotNegative(value, nameof(Regularization));
    }

    /// <summary>A start ends when the mean log-likelihood of a row changes by less; above 0. Default: 1e-3.</summary>
    public double Tolerance
    {
        get => tolerance;
        init => tolerance = Require.Positive(value, nameof(Tolerance));
    }

    /// <summary>Rounds of a start at most, at least 1. Default: 100.</summary>
    public int Iterations
    {
        get => iterations;
        init => iterations = Require.AtLeast(value, 1, nameof(Iterations));
    }

    /// <summary>Starts, of which the likeliest mixture is kept; at least 1, not read when means are given. Default: 1.</summary>
    public int Restarts
    {
        get => restarts;
        init => restarts = Require.AtLeast(value, 1, nameof(Restarts));
    }

    /// <summary>Where the one start begins, with equal shares and unit covariances: clusters
    /// × columns values, row-major; empty to begin with the clusters of k-means.</summary>
    public ImmutableArray<double> InitialMeans { get; init; } = [];
}
