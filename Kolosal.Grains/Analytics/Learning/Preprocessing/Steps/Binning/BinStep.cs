using Kolosal.Learning.Graphs;

namespace Kolosal.Learning.Preprocessing.Binning;

/// <summary>The number of the bin that a value lies in; bins are closed below and open above, the first and last reach on beyond.</summary>
/// <param name="Edges">Ascending, finite, at least two: bin i lies between edge i and edge i + 1.</param>
/// <param name="AsCategory">Whether the number is a code without an order.</param>
public sealed record BinStep(ImmutableArray<double> Edges, bool AsCategory) : NumericStep
{
    /// <summary>Ascending, finite, at least two.</summary>
    public ImmutableArray<double> Edges { get; } = !Edges.IsDefault && Edges.Length >= 2 && Edges.All(double.IsFinite)
        && Edges.Skip(1).Zip(Edges).All(e => e.First >= e.Second) ? Edges
        : throw new ArgumentException("Need at least two finite edges in ascending order.", nameof(Edges));

    /// <inheritdoc/>
    public override int Cardinality => AsCategory ? Edges.Length - 1 : 0;

    /// <inheritdoc/>
    internal override GraphValue Describe(GraphBuilder graph, GraphValue value) => graph.CountAtOrBelow(value, Edges.AsSpan()[1..^1]);

    /// <inheritdoc/>
    public override double Apply(double value)
    {
        if (double.IsNaN(value)) return value;
        int low = 1, high = Edges.Length - 1; // the first inner edge above the value
        while (low < high)
        {
            int middle = (low + high) >> 1;
            if (Edges[middle] <= value) low = middle + 1;
            else high = middle;
        }
        return low - 1;
    }

    /// <summary>The middle of a bin.</summary>
    public override double Invert(double value)
    {
        if (double.IsNaN(value)) return value;
        int bin = (int)Math.Clamp(value, 0, Edges.Length - 2);
        return Edges[bin] + 0.5 * (Edges[bin + 1] - Edges[bin]);
    }

    /// <summary>Equal when the edges are, one by one.</summary>
    public bool Equals(BinStep? other) => other is not null && AsCategory == other.AsCategory && Edges.AsSpan().SequenceEqual(other.Edges.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(AsCategory, Edges.Length, Edges[0]);
}
