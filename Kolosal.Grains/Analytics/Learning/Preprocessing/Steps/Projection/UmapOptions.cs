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
    public int Components { get; } = Require.AtLeast(Components, 1);

    /// <summary>At least 2.</summary>
    public int Neighbours { get; } = Require.AtLeast(Neighbours, 2);

    /// <summary>0 … 1.</summary>
    public double MinDistance { get; } = Require.Between(MinDistance, 0, Spread);

    /// <summary>How often the strongest edge is drawn, at least 1; null for 500 up to 10,000 rows and 200 above. Default: null.</summary>
    public int? Epochs
    {
        get => epochs;
        init => epochs = Require.That(value, value is null or >= 1, "at least 1", nameof(Epochs));
    }

    /// <summary>How distance is measured. Default: Euclidean.</summary>
    public DistanceMetric Metric { get; init; } = DistanceMetric.Euclidean;
}
