using Kolosal.Learning.Neighbours;

namespace Kolosal.Learning.Preprocessing.Projection;

/// <param name="Components">Columns of the embedding, at least 1. Default: 2.</param>
/// <param name="Neighbours">k: neighbours that make up a row's surroundings, at least 2; few show detail, many the whole. Default: 15.</param>
/// <param name="MinDistance">How near rows may come in the embedding, 0 … <see cref="Spread"/>. Default: 0.1.</param>
public sealed record UmapOptions(int Components = 2, int Neighbours = 15, double MinDistance = 0.1)
{
    /// <summary>The scale of the embedding that <see cref="MinDistance"/> is measured in.</summary>
    public const double Spread = 1;

    private readonly int? epochs;

    /// <summary>At least 1.</summary>
    public int Components { get; } = Components >= 1 ? Components
        : throw new ArgumentOutOfRangeException(nameof(Components), Components, "An embedding has at least one column.");

    /// <summary>At least 2.</summary>
    public int Neighbours { get; } = Neighbours >= 2 ? Neighbours
        : throw new ArgumentOutOfRangeException(nameof(Neighbours), Neighbours, "At least two neighbours make up surroundings.");

    /// <summary>0 … 1.</summary>
    public double MinDistance { get; } = MinDistance is >= 0 and <= Spread ? MinDistance
        : throw new ArgumentOutOfRangeException(nameof(MinDistance), MinDistance, "The smallest distance goes from 0 to 1.");

    /// <summary>How often the strongest edge is drawn, at least 1; null for 500 up to 10,000 rows and 200 above. Default: null.</summary>
    public int? Epochs
    {
        get => epochs;
        init => epochs = value is null or >= 1 ? value : throw new ArgumentOutOfRangeException(
            nameof(Epochs), value, "There must be at least one epoch.");
    }

    /// <summary>How distance is measured. Default: Euclidean.</summary>
    public DistanceMetric Metric { get; init; } = DistanceMetric.Euclidean;
}
