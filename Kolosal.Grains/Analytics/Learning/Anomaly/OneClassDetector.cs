using Kolosal.Learning.Kernels;

namespace Kolosal.Learning.Anomaly;

/// <summary>−(Σ αᵢ k(xᵢ, x) − ρ): above 0 outside the region that was learnt.</summary>
public sealed class OneClassDetector : IAnomalyDetector
{
    private const byte Version = 1;
    private readonly SupportVectors vectors;

    internal OneClassDetector(SupportVectors vectors) => this.vectors = vectors;

    /// <inheritdoc/>
    public int Inputs => vectors.Inputs;

    /// <summary>The number of rows in the sum.</summary>
    public int SupportCount => vectors.Count;

    /// <inheritdoc/>
    public double Threshold => 0;

    /// <inheritdoc/>
    public double Score(ReadOnlySpan<double> row) => -vectors.Value(row);

    /// <inheritdoc/>
    public void Write(BinaryWriter writer)
    {
        writer.WriteVersion(Version);
        vectors.Write(writer);
    }

    /// <summary>The inverse of <see cref="Write"/>.</summary>
    /// <exception cref="InvalidDataException">The bytes are none of a one-class machine.</exception>
    public static OneClassDetector Read(BinaryReader reader)
    {
        reader.ReadVersion(Version);
        var vectors = SupportVectors.Read(reader);
        return vectors.Intercepts.Length == 1 && vectors.Coefficients.Length == vectors.Count ? new(vectors)
            : throw new InvalidDataException(
                $"A one-class machine has one sum, got {vectors.Coefficients.Length} coefficients for {vectors.Count} rows.");
    }
}
