using Kolosal.Numerics;

namespace Kolosal.Learning.Clustering;

/// <param name="Height">Units down, at least 1. Default: 4.</param>
/// <param name="Width">Units across, at least 1. Default: 4.</param>
/// <param name="Epochs">Rounds over all rows, at least 1. Default: 50.</param>
public sealed record SelfOrganizingMapOptions(int Height = 4, int Width = 4, int Epochs = 50)
{
    /// <summary>At least 1.</summary>
    public int Height { get; } = Require.AtLeast(Height, 1);

    /// <summary>At least 1.</summary>
    public int Width { get; } = Require.AtLeast(Width, 1);

    /// <summary>At least 1.</summary>
    public int Epochs { get; } = Require.AtLeast(Epochs, 1);
}

/// <summary>Self-organising map: units on a grid, near ones for near rows (Kohonen, Biological
/// Cybernetics 43, 1982; the batch form of Kohonen, Neural Networks 37, 2013, section 4.2).</summary>
/// <remarks>
/// Every round each unit moves to Σ wᵢ h(b(i), u) xᵢ / Σ wᵢ h(b(i), u), b(i) the unit nearest to row i and h =
/// exp(−grid distance² / 2σ²); σ falls geometrically from half the longer side to 0.3, where units hardly feel
/// each other. The grid starts flat in the plane of the first two principal components, so nothing is random. Unit
/// u of row r, column c is cluster r · width + c; a unit may stay without rows. Weights count as repeated rows.
/// </remarks>
public sealed class SelfOrganizingMapClusterer(SelfOrganizingMapOptions options) : Clusterer(Descriptor)
{
    // In cells: a neighbour then moves by exp(−1 / (2 · 0.3²)) = 0.4 % of the winner's way. Chosen, not derived.
    private const double FinalRadius = 0.3;
    private const int RowsBetweenPolls = 256;

    /// <summary>The entry in <see cref="Clusterers.All"/>.</summary>
    public static ClustererDescriptor Descriptor { get; } = new("self_organizing_map",
        new SearchSpace(new IntegerParameter("height", 1, 30, 4), new IntegerParameter("width", 1, 30, 4)),
        given => new SelfOrganizingMapClusterer(new(given.Integer("height"), given.Integer("width"))), CentroidAssigner.Read);

    private protected override Clustering Group(FeatureRows rows, ulong seed, CancellationToken cancel)
    {
        int p = rows.Columns.Length, count = options.Height * options.Width;
        double[] units = Start(rows, cancel), sums = new double[count * p], weights = new double[count];
        double reach = Math.Max(FinalRadius, Math.Max(options.Height, options.Width) / 2.0),
            shrink = Math.Pow(FinalRadius / reach, 1.0 / Math.Max(1, options.Epochs - 1));
        for (int epoch = 0; epoch < options.Epochs; epoch++, reach *= shrink)
        {
            Array.Clear(sums);
            Array.Clear(weights);
            var nearest = new CentroidAssigner(p, units);
            for (int i = 0; i < rows.Rows; i++)
            {
                if (i % RowsBetweenPolls == 0) cancel.ThrowIfCancellationRequested();
                double weight = rows.Weight(i);
                if (weight == 0) continue;
                int unit = nearest.Assign(rows.Row(i));
                weights[unit] += weight;
                FixedSum.AddScaled(weight, rows.Row(i), sums.AsSpan(unit * p, p));
            }
            Spread(units, sums, weights, reach, cancel);
        }
        var map = new CentroidAssigner(p, units);
        int[] labels = new int[rows.Rows];
        for (int i = 0; i < labels.Length; i++)
        {
            if (i % RowsBetweenPolls == 0) cancel.ThrowIfCancellationRequested();
            labels[i] = map.Assign(rows.Row(i));
        }
        return new(ImmutableArray.Create(labels), count, map);
    }

    private void Spread(double[] units, double[] sums, double[] weights, double reach, CancellationToken cancel)
    {
        int p = sums.Length / weights.Length;
        double[] place = new double[p];
        for (int unit = 0; unit < weights.Length; unit++)
        {
            cancel.ThrowIfCancellationRequested();
            Array.Clear(place);
            double total = 0;
            for (int other = 0; other < weights.Length; other++)
            {
                if (weights[other] == 0) continue;
                int down = unit / options.Width - other / options.Width, across = unit % options.Width - other % options.Width;
                double pull = Math.Exp(-(down * down + across * across) / (2 * reach * reach));
                total += pull * weights[other];
                FixedSum.AddScaled(pull, sums.AsSpan(other * p, p), place);
            }
            if (total > 0) for (int c = 0; c < p; c++) units[unit * p + c] = place[c] / total; // else too far from every row: it stays
        }
    }

    /// <summary>The grid over ±√3 standard deviations, the width of even rows of that deviation; the longer side along the first component.</summary>
    private double[] Start(FeatureRows rows, CancellationToken cancel)
    {
        int p = rows.Columns.Length;
        double[] mean = new double[p], gap = new double[p], scatter = new double[p * p], units = new double[options.Height * options.Width * p];
        double total = 0;
        for (int i = 0; i < rows.Rows; i++) total += rows.Weight(i);
        for (int i = 0; i < rows.Rows; i++) FixedSum.AddScaled(rows.Weight(i) / total, rows.Row(i), mean);
        for (int i = 0; i < rows.Rows; i++)
        {
            if (i % 64 == 0) cancel.ThrowIfCancellationRequested();
            if (rows.Weight(i) == 0) continue;
            for (int c = 0; c < p; c++) gap[c] = rows.Row(i)[c] - mean[c];
            for (int c = 0; c < p; c++) FixedSum.AddScaled(rows.Weight(i) / total * gap[c], gap.AsSpan(0, c + 1), scatter.AsSpan(c * p, c + 1));
        }
        var eigen = SymmetricEigen.Of(scatter, p, cancel);
        bool upright = options.Height > options.Width;
        for (int unit = 0; unit < options.Height * options.Width; unit++)
        {
            double down = Even(unit / options.Width, options.Height), across = Even(unit % options.Width, options.Width);
            var place = units.AsSpan(unit * p, p);
            mean.CopyTo(place);
            Add(place, 1, upright ? down : across);
            Add(place, 2, upright ? across : down);
        }
        return units;

        void Add(Span<double> place, int component, double along)
        {
            if (component > p) return;
            FixedSum.AddScaled(along * Math.Sqrt(3 * Math.Max(0, eigen.Values[p - component])), eigen.Vectors.AsSpan((p - component) * p, p), place);
        }

        static double Even(int at, int count) => count == 1 ? 0 : 2.0 * at / (count - 1) - 1;
    }
}
