using Kolosal.Learning.Graphs;
using Distribution = MathNet.Numerics.Distributions.Normal;

namespace Kolosal.Learning.Preprocessing.Scalers;

/// <summary>The share of training values below a value, by linear interpolation between
/// quantiles; as it is, or as the normal deviate with that share below it.</summary>
/// <param name="Quantiles">Ascending, at least one: the quantiles at 0, 1/(k − 1), …, 1.</param>
/// <param name="Normal">Whether the share becomes a normal deviate, kept within ±5.1993 (shares of 10⁻⁷).</param>
public sealed record QuantileStep(ImmutableArray<double> Quantiles, bool Normal) : NumericStep
{
    // scikit-learn's bound for shares that become normal deviates.
    private const double EdgeShare = 1e-7;
    private static readonly double LeastShare = EdgeShare - (Math.BitIncrement(1.0) - 1), Furthest = -Distribution.InvCDF(0, 1, LeastShare);

    /// <summary>Ascending and finite.</summary>
    public ImmutableArray<double> Quantiles { get; } = !Quantiles.IsDefaultOrEmpty && IsAscending(Quantiles) ? Quantiles
        : throw new ArgumentException("Need at least one quantile, in ascending order.", nameof(Quantiles));

    /// <inheritdoc/>
    internal override GraphValue Describe(GraphBuilder graph, GraphValue value)
    {
        var share = graph.Clamp(Shares(graph, value), 0, 1);
        if (!Normal) return share;

        // Within the margin of the ends a share is that of the end, as in Apply.
        var above = graph.IsLess(Quantiles[0], graph.Plus(value, -EdgeShare));
        var below = graph.IsLess(graph.Plus(value, EdgeShare), Quantiles[^1]);
        var inside = graph.Select(above, graph.Select(below, share, graph.Constant(1)), graph.Constant(0));
        return graph.Select(graph.IsMissing(value), value, graph.NormalDeviate(inside, LeastShare));
    }

    /// <inheritdoc/>
    public override double Apply(double value)
    {
        if (double.IsNaN(value)) return value;
        double margin = Normal ? EdgeShare : 0;
        double share = value - margin <= Quantiles[0] ? 0 : value + margin >= Quantiles[^1] ? 1 : Share(value);
        return Normal ? Math.Clamp(Distribution.InvCDF(0, 1, share), -Furthest, Furthest) : share;
    }

    /// <inheritdoc/>
    public override double Invert(double value)
    {
        if (double.IsNaN(value)) return value;
        double share = Math.Clamp(Normal ? Distribution.CDF(0, 1, value) : value, 0, 1), at = share * (Quantiles.Length - 1);
        int below = Math.Min((int)at, Quantiles.Length - 1);
        return below == Quantiles.Length - 1 ? Quantiles[^1] : Quantiles[below] + (at - below) * (Quantiles[below + 1] - Quantiles[below]);
    }

    /// <summary>Equal when the quantiles are, one by one.</summary>
    public bool Equals(QuantileStep? other) =>
        other is not null && Normal == other.Normal && Quantiles.AsSpan().SequenceEqual(other.Quantiles.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Normal, Quantiles.Length, Quantiles[0]);

    /// <summary>Of equal quantiles the middle counts: the mean of interpolating from below and from above.</summary>
    private double Share(double value)
    {
        int upper = UpperBound(value), lower = LowerBound(value);
        return 0.5 * (At(upper - 1, value) + At(lower - 1, value, fromAbove: true)) / (Quantiles.Length - 1);
    }

    private double At(int below, double value, bool fromAbove = false)
    {
        if (fromAbove && below + 1 < Quantiles.Length && Quantiles[below + 1] == value) return below + 1;
        return below + (value - Quantiles[below]) / (Quantiles[below + 1] - Quantiles[below]);
    }

    /// <summary>The first position whose quantile is greater.</summary>
    private int UpperBound(double value)
    {
        int low = 0, high = Quantiles.Length;
        while (low < high)
        {
            int middle = (low + high) >> 1;
            if (Quantiles[middle] <= value) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    /// <summary>The first position whose quantile is not less.</summary>
    private int LowerBound(double value)
    {
        int low = 0, high = Quantiles.Length;
        while (low < high)
        {
            int middle = (low + high) >> 1;
            if (Quantiles[middle] < value) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    /// <summary>Slopes between different quantiles, and a jump at equal ones: half of it on the value itself, the rest above; at the ends all of it
    /// on the inner side.</summary>
    private GraphValue Shares(GraphBuilder graph, GraphValue value)
    {
        List<double> from = [], widths = [], rises = [], jumps = [], heights = [], below = [];
        double last = Math.Max(1, Quantiles.Length - 1);
        for (int first = 0; first < Quantiles.Length;)
        {
            int end = first;
            while (end + 1 < Quantiles.Length && Quantiles[end + 1] == Quantiles[first]) end++;
            if (end > first)
            {
                jumps.Add(Quantiles[first]);
                heights.Add((end - first) / last);
                below.Add(first == 0 ? 0 : end == Quantiles.Length - 1 ? 1 : 0.5);
            }

            if (end + 1 < Quantiles.Length)
            {
                from.Add(Quantiles[end]);
                widths.Add(Quantiles[end + 1] - Quantiles[end]);
                rises.Add(1 / last);
            }

            first = end + 1;
        }

        GraphValue share = graph.Constant(0);
        if (from.Count > 0)
        {
            var parts = graph.Over(graph.Minus(value, graph.Constants([.. from])), graph.Constants([.. widths]));
            share = graph.Linear(graph.Clamp(parts, 0, 1), [.. rises], [0]);
        }

        if (jumps.Count > 0)
        {
            var edges = graph.Constants([.. jumps]);
            double[] reached = [.. heights.Zip(below, (height, part) => height * part)];
            double[] passed = [.. heights.Zip(reached, (height, part) => height - part)];
            // The value reaches an edge where it is not below it.
            share = graph.Plus(share, graph.Minus(graph.Constant(reached.Sum()), graph.Linear(graph.IsLess(value, edges), reached, [0])));
            share = graph.Plus(share, graph.Linear(graph.IsLess(edges, value), passed, [0]));
        }

        return graph.Select(graph.IsMissing(value), value, share);
    }

    private static bool IsAscending(ImmutableArray<double> values)
    {
        for (int i = 0; i < values.Length; i++) if (!double.IsFinite(values[i]) || (i > 0 && values[i] < values[i - 1])) return false;
        return true;
    }
}
