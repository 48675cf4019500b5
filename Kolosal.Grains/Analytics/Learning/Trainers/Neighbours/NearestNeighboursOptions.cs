namespace Kolosal.Learning.Neighbours;

/// <summary>What a neighbour's distance does to its vote.</summary>
public enum NeighbourWeighting
{
    /// <summary>Nothing.</summary>
    Uniform,

    /// <summary>A vote is one over the distance; rows at distance 0, if any, vote alone.</summary>
    Distance,
}

/// <remarks>The defaults are not scikit-learn's 5 even votes: on five of six real tables
/// these rank or predict better, and on the sixth they are level.</remarks>
/// <param name="Neighbours">How many neighbours vote, at least 1; all rows where there are fewer. Default: 10.</param>
/// <param name="Weighting">What distance does to a vote. Default: one over it.</param>
public sealed record NearestNeighboursOptions(int Neighbours = 10, NeighbourWeighting Weighting = NeighbourWeighting.Distance)
{
    /// <summary>At least 1.</summary>
    public int Neighbours { get; } = Require.AtLeast(Neighbours, 1);

    /// <summary>How distance is measured. Default: Euclidean.</summary>
    public DistanceMetric Metric { get; init; } = DistanceMetric.Euclidean;

    /// <summary>How neighbours are searched; changes time, not answers. Default: chosen by the number of columns and rows.</summary>
    public NeighbourSearch Search { get; init; } = NeighbourSearch.Automatic;
}
