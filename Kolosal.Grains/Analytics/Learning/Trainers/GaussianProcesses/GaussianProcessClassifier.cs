using System.Buffers;

namespace Kolosal.Learning.GaussianProcesses;

/// <summary>Two classes by one latent function; more by one for each against the rest, their probabilities divided by their sum.</summary>
public sealed class GaussianProcessClassifier : IPredictor
{
    internal const byte Mark = 2;
    private readonly CovarianceRows rows;
    private readonly int[] classes;
    private readonly LatentClass[] latent;

    /// <param name="rows">X.</param>
    /// <param name="outputs">All classes.</param>
    /// <param name="classes">The classes that occurred, ascending.</param>
    /// <param name="latent">One for the second of two classes, or one a class.</param>
    /// <param name="likelihood">Σ ln q(y | X) of the latent functions.</param>
    internal GaussianProcessClassifier(CovarianceRows rows, int outputs, int[] classes, LatentClass[] latent, double likelihood) =>
        (this.rows, Outputs, this.classes, this.latent, LogMarginalLikelihood) = (rows, outputs, classes, latent, likelihood);

    /// <inheritdoc/>
    public int Inputs => rows.Inputs;

    /// <inheritdoc/>
    public int Outputs { get; }

    /// <summary>The sum of Laplace's ln q(y | X) over the latent functions.</summary>
    public double LogMarginalLikelihood { get; }

    /// <summary>The covariance learnt of each latent function.</summary>
    public ImmutableArray<Covariance> Covariances => [.. latent.Select(l => l.Covariance)];

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<double> row, Span<double> output)
    {
        double[] rented = ArrayPool<double>.Shared.Rent(rows.Count);
        var room = rented.AsSpan(0, rows.Count);
        output[..Outputs].Clear();
        if (latent.Length == 1)
        {
            double second = latent[0].Probability(row, rows, room);
            (output[classes[0]], output[classes[1]]) = (1 - second, second);
        }
        else
        {
            double total = 0;
            for (int k = 0; k < latent.Length; k++) total += output[classes[k]] = latent[k].Probability(row, rows, room);
            for (int k = 0; k < latent.Length; k++) output[classes[k]] = total > 0 ? output[classes[k]] / total : 1.0 / latent.Length;
        }
        ArrayPool<double>.Shared.Return(rented);
    }

    /// <inheritdoc/>
    public void Write(BinaryWriter writer)
    {
        writer.WriteVersion(GaussianProcessRegressor.Version);
        writer.Write(Mark);
        writer.Write(Inputs);
        writer.Write(rows.Count);
        writer.Write(Outputs);
        writer.Write(classes.Length);
        foreach (int value in classes) writer.Write(value);
        writer.Write(LogMarginalLikelihood);
        CovarianceCodec.Write(writer, rows.Points);
        foreach (var function in latent)
        {
            CovarianceCodec.Write(writer, function.Covariance);
            CovarianceCodec.Write(writer, function.Slopes);
            CovarianceCodec.Write(writer, function.Roots);
        }
    }

    /// <summary>What follows the mark; L is computed again rather than stored.</summary>
    /// <exception cref="InvalidDataException">The bytes are none of a Gaussian process.</exception>
    internal static GaussianProcessClassifier ReadBody(BinaryReader reader)
    {
        int inputs = reader.ReadInt32(), count = reader.ReadInt32(), outputs = reader.ReadInt32(), k = reader.ReadInt32();
        if (inputs < 1 || count is < 1 or > GaussianProcessTrainer.MaxRows || k < 2 || k > count || outputs < k)
            throw new InvalidDataException($"Not a Gaussian process: {count} rows of {inputs} values, {k} of {outputs} classes.");
        int[] classes = new int[k];
        for (int c = 0; c < k; c++)
        {
            classes[c] = reader.ReadInt32();
            if (classes[c] < 0 || classes[c] >= outputs || (c > 0 && classes[c - 1] >= classes[c]))
                throw new InvalidDataException("Not a Gaussian process: classes are out of order.");
        }
        double likelihood = reader.ReadDouble();
        var rows = new CovarianceRows(CovarianceCodec.Numbers(reader, (long)inputs * count), inputs);
        var latent = new LatentClass[k == 2 ? 1 : k];
        for (int c = 0; c < latent.Length; c++)
        {
            var covariance = CovarianceCodec.Read(reader, inputs);
            double[] slopes = CovarianceCodec.Numbers(reader, count), roots = CovarianceCodec.Numbers(reader, count);
            double[] factor = LaplaceApproximation.FactorOf(covariance, rows, roots, CancellationToken.None)
                ?? throw new InvalidDataException("Not a Gaussian process: its matrix is not positive definite.");
            latent[c] = new(covariance, slopes, roots, factor);
        }
        return new(rows, outputs, classes, latent, likelihood);
    }
}
