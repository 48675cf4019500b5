using System.Buffers;
using Kolosal.Learning.Neighbours;

namespace Kolosal.Learning.Anomaly;

/// <summary>The training rows with their densities; a row's score is the mean density of its neighbours over its own.</summary>
public sealed class LocalOutlierFactor : IAnomalyDetector
{
    private const byte Version = 1;
    private const int MaxOnStack = 256;

    // scikit-learn's: repeated rows get a density of 1e10 rather than an infinite one.
    private const double MinDistance = 1e-10;

    private readonly NeighbourIndex index;
    private readonly int neighbours;
    private readonly double[] reach, densities;

    internal LocalOutlierFactor(NeighbourIndex index, int neighbours, double threshold, double[] reach, double[] densities) =>
        (this.index, this.neighbours, Threshold, this.reach, this.densities) = (index, neighbours, threshold, reach, densities);

    /// <inheritdoc/>
    public int Inputs => index.Columns;

    /// <inheritdoc/>
    public double Threshold { get; }

    /// <inheritdoc/>
    public double Score(ReadOnlySpan<double> row)
    {
        int[]? rentedRows = neighbours > MaxOnStack ? ArrayPool<int>.Shared.Rent(neighbours) : null;
        double[]? rented = neighbours > MaxOnStack ? ArrayPool<double>.Shared.Rent(neighbours) : null;
        Span<int> found = rentedRows is null ? stackalloc int[neighbours] : rentedRows.AsSpan(0, neighbours);
        Span<double> distances = rented is null ? stackalloc double[neighbours] : rented.AsSpan(0, neighbours);
        index.Query(row, neighbours, found, distances);
        double around = 0, own = Density(found, distances, reach);
        foreach (int neighbour in found) around += densities[neighbour] / neighbours;
        if (rentedRows is not null) ArrayPool<int>.Shared.Return(rentedRows);
        if (rented is not null) ArrayPool<double>.Shared.Return(rented);
        return around / own;
    }

    /// <inheritdoc/>
    public void Write(BinaryWriter writer)
    {
        writer.WriteVersion(Version);
        writer.Write(index.Columns);
        writer.Write(index.Count);
        writer.Write(neighbours);
        writer.Write(Threshold);
        writer.Write((byte)index.Metric.Kind);
        writer.Write(index.Metric.Power);
        writer.WriteNumbers(index.Rows.Span);
        writer.WriteNumbers(reach);
        writer.WriteNumbers(densities);
    }

    /// <summary>The inverse of <see cref="Write"/>; the search tree is built again from the rows.</summary>
    /// <exception cref="InvalidDataException">The bytes are none of outlier factors.</exception>
    public static LocalOutlierFactor Read(BinaryReader reader)
    {
        reader.ReadVersion(Version);
        int columns = reader.ReadInt32(), count = reader.ReadInt32(), neighbours = reader.ReadInt32();
        double threshold = reader.ReadDouble();
        var kind = (DistanceKind)reader.ReadByte();
        double power = reader.ReadDouble();
        if (columns < 1 || count < 2 || neighbours < 1 || neighbours >= count || !double.IsFinite(threshold) || !Enum.IsDefined(kind)
            || !(power >= 1 && double.IsFinite(power)))
            throw new InvalidDataException($"Not outlier factors: {neighbours} of {count} rows of {columns} columns.");
        double[] rows = reader.ReadFinite((long)count * columns), reach = reader.ReadFinite(count), densities = reader.ReadFinite(count);
        return new(NeighbourIndex.Build(rows, columns, new(kind, power)), neighbours, threshold, reach, densities);
    }

    internal LocalOutlierFactor WithThreshold(double threshold) => new(index, neighbours, threshold, reach, densities);

    /// <summary>One over the mean reachability distance from the neighbours.</summary>
    internal static double Density(ReadOnlySpan<int> neighbours, ReadOnlySpan<double> distances, ReadOnlySpan<double> reach)
    {
        double total = 0;
        for (int i = 0; i < neighbours.Length; i++) total += Math.Max(reach[neighbours[i]], distances[i]);
        return 1 / (total / neighbours.Length + MinDistance);
    }
}
