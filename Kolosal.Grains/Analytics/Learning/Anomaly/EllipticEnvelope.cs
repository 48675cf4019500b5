using System.Buffers;

namespace Kolosal.Learning.Anomaly;

/// <summary>The squared Mahalanobis distance from a centre; for normal rows χ² with as many degrees as columns.</summary>
public sealed class EllipticEnvelope : IAnomalyDetector
{
    private const byte Version = 1;
    private const int MaxOnStack = 512;
    private readonly RowSpread spread;

    internal EllipticEnvelope(double[] center, double[] covariance, double threshold)
    {
        spread = RowSpread.Factored(center, covariance, CancellationToken.None)
            ?? throw new InvalidDataException("Not an envelope: its covariance is singular.");
        Threshold = threshold;
    }

    /// <inheritdoc/>
    public int Inputs => spread.Center.Length;

    /// <inheritdoc/>
    public double Threshold { get; }

    /// <summary>One value a column.</summary>
    public ReadOnlySpan<double> Center => spread.Center;

    /// <summary>The covariance of two columns.</summary>
    public double Covariance(int a, int b) => spread.Covariance[Math.Max(a, b) * Inputs + Math.Min(a, b)];

    /// <inheritdoc/>
    public double Score(ReadOnlySpan<double> row)
    {
        double[]? rented = Inputs > MaxOnStack ? ArrayPool<double>.Shared.Rent(Inputs) : null;
        Span<double> scratch = rented is null ? stackalloc double[Inputs] : rented.AsSpan(0, Inputs);
        double distance = spread.SquaredDistance(row, scratch);
        if (rented is not null) ArrayPool<double>.Shared.Return(rented);
        return distance;
    }

    /// <inheritdoc/>
    public void Write(BinaryWriter writer)
    {
        writer.WriteVersion(Version);
        writer.Write(Inputs);
        writer.Write(Threshold);
        writer.WriteNumbers(spread.Center);
        writer.WriteNumbers(spread.Covariance);
    }

    /// <summary>The inverse of <see cref="Write"/>.</summary>
    /// <exception cref="InvalidDataException">The bytes are none of an envelope.</exception>
    public static EllipticEnvelope Read(BinaryReader reader)
    {
        reader.ReadVersion(Version);
        int inputs = reader.ReadInt32();
        double threshold = reader.ReadDouble();
        if (inputs is < 1 or > 1 << 15 || !double.IsFinite(threshold))
            throw new InvalidDataException($"Not an envelope: {inputs} inputs, threshold {threshold}.");
        return new(reader.ReadFinite(inputs), reader.ReadFinite((long)inputs * inputs), threshold);
    }
}
