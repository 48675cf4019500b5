namespace Kolosal.Learning.Clustering;

/// <param name="Clusters">k, at least 1. Default: 8.</param>
public sealed record KMeansOptions(int Clusters = 8)
{
    private readonly int restarts = 10, iterations = 300;
    private readonly double tolerance = 1e-4;

    /// <summary>At least 1.</summary>
    public int Clusters { get; } = Require.AtLeast(Clusters, 1);

    /// <summary>Starts from different centres, of which the tightest clusters are kept;
    /// at least 1, not read when centres are given. Default: 10.</summary>
    public int Restarts
    {
        get => restarts;
        init => restarts = Require.AtLeast(value, 1, nameof(Restarts));
    }

    /// <summary>Rounds of a start at most, at least 1. Default: 300.</summary>
    public int Iterations
    {
        get => iterations;
        init => iterations = Require.AtLeast(value, 1, nameof(Iterations));
    }

    /// <summary>A start ends when the squared moves of the centres sum to no more than this
    /// share of the columns' mean variance; 0 ends when no row changes. Default: 1e-4.</summary>
    public double Tolerance
    {
        get => tolerance;
        init => tolerance = Require.NotNegative(value, nameof(Tolerance));
    }

    /// <summary>Where the one start begins: clusters × columns values, row-major; empty for k-means++.</summary>
    public ImmutableArray<double> InitialCenters { get; init; } = [];
}
