using Kolosal.Learning.Neighbours;

namespace Kolosal.Learning.Clustering;

/// <summary>A centre a cluster; a row belongs to the nearest, of equally near ones to the first.</summary>
public sealed class CentroidAssigner : IClusterAssigner
{
    private const byte Version = 1;
    private readonly double[] centers;

    /// <param name="inputs">Values in a row, at least 1.</param>
    /// <param name="centers">clusters × inputs finite values, row-major; kept.</param>
    internal CentroidAssigner(int inputs, double[] centers) => (Inputs, this.centers) = (inputs, centers);

    /// <inheritdoc/>
    public int Inputs { get; }

    /// <inheritdoc/>
    public int Clusters => centers.Length / Inputs;

    /// <summary>clusters × inputs, row-major.</summary>
    public ReadOnlySpan<double> Centers => centers;

    /// <inheritdoc/>
    public int Assign(ReadOnlySpan<double> row) => Nearest(row).Cluster;

    /// <summary>Σ wᵢ ‖xᵢ − c(xᵢ)‖² of rows: what k-means makes small.</summary>
    public double Inertia(FeatureRows rows)
    {
        double total = 0;
        for (int i = 0; i < rows.Rows; i++) total += rows.Weight(i) * Nearest(rows.Row(i)).Squared;
        return total;
    }

    /// <inheritdoc/>
    public void Write(BinaryWriter writer)
    {
        writer.WriteVersion(Version);
        writer.Write(Inputs);
        writer.Write(Clusters);
        writer.WriteNumbers(centers);
    }

    /// <summary>The inverse of <see cref="Write"/>.</summary>
    /// <exception cref="InvalidDataException">The bytes are none of centres.</exception>
    public static CentroidAssigner Read(BinaryReader reader)
    {
        reader.ReadVersion(Version);
        int inputs = reader.ReadInt32(), clusters = reader.ReadInt32();
        if (inputs < 1 || clusters < 1) throw new InvalidDataException($"Not centres: {clusters} of {inputs} inputs.");
        return new(inputs, reader.ReadFinite((long)inputs * clusters));
    }

    internal (int Cluster, double Squared) Nearest(ReadOnlySpan<double> row)
    {
        int nearest = 0;
        double best = double.PositiveInfinity;
        for (int c = 0; c < Clusters; c++)
        {
            double distance = DistanceMetric.Euclidean.Reduced(row, centers.AsSpan(c * Inputs, Inputs));
            if (distance < best) (best, nearest) = (distance, c);
        }
        return (nearest, best);
    }
}
