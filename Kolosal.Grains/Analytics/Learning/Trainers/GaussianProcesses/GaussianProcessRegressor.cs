using System.Buffers;
using Kolosal.Learning.Uncertainty;
using Kolosal.Numerics;

namespace Kolosal.Learning.GaussianProcesses;

/// <summary>Mean Σ αᵢ k(xᵢ, x) and variance k(x, x) − ‖L⁻¹ k(X, x)‖² (Rasmussen and
/// Williams, 2.25 and 2.26). The mean costs the rows, the variance their square.</summary>
public sealed class GaussianProcessRegressor : IUncertainPredictor
{
    internal const byte Version = 1;

    internal const byte Mark = 1;
    private readonly CovarianceRows rows;
    private readonly double[] alpha, weights, factor;
    private readonly double noise, center, scale;

    internal GaussianProcessRegressor(Covariance covariance, CovarianceRows rows, double[] weights, double noise, double center, double scale,
        RegressionEvidence evidence)
        : this(covariance, rows, weights, noise, center, scale, evidence.Alpha, evidence.Factor, evidence.LogLikelihood) { }

    private GaussianProcessRegressor(Covariance covariance, CovarianceRows rows, double[] weights, double noise, double center, double scale,
        double[] alpha, double[] factor, double likelihood) =>
        (Covariance, this.rows, this.weights, this.noise, this.center, this.scale, this.alpha, this.factor, LogMarginalLikelihood) =
            (covariance, rows, weights, noise, center, scale, alpha, factor, likelihood);

    /// <summary>The covariance with the parameters learnt, in units of the normalised target.</summary>
    public Covariance Covariance { get; }

    /// <summary>ln p(y | X) of all rows, of the normalised target.</summary>
    public double LogMarginalLikelihood { get; }

    /// <inheritdoc/>
    public int Inputs => rows.Inputs;

    /// <inheritdoc/>
    public int Outputs => 1;

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<double> row, Span<double> output)
    {
        double sum = 0;
        for (int i = 0; i < alpha.Length; i++) sum += alpha[i] * Covariance.Of(row, rows.Row(i), same: false);
        output[0] = center + scale * sum;
    }

    /// <summary>Mean and deviation of the function itself, without the noise of an observation.</summary>
    /// <param name="row"><see cref="Inputs"/> encoded values.</param>
    public PredictiveDistribution PredictLatent(ReadOnlySpan<double> row) => new(Mean(row), scale * Math.Sqrt(LatentVariance(row)));

    /// <inheritdoc/>
    /// <remarks>With the fixed noise and the covariance's white part.</remarks>
    public PredictiveDistribution Predict(ReadOnlySpan<double> row)
    {
        double white = Covariance.Of(row, row, same: true) - Covariance.Of(row, row, same: false);
        return new(Mean(row), scale * Math.Sqrt(LatentVariance(row) + white + noise));
    }

    /// <inheritdoc/>
    public void Write(BinaryWriter writer)
    {
        writer.WriteVersion(Version);
        writer.Write(Mark);
        writer.Write(Inputs);
        writer.Write(rows.Count);
        CovarianceCodec.Write(writer, Covariance);
        foreach (double number in (double[])[noise, center, scale, LogMarginalLikelihood]) writer.Write(number);
        CovarianceCodec.Write(writer, rows.Points);
        CovarianceCodec.Write(writer, weights);
        CovarianceCodec.Write(writer, alpha);
    }

    /// <summary>The inverse of <see cref="Write"/> or of the classifier's; L is computed again rather than stored.</summary>
    /// <exception cref="InvalidDataException">The bytes are none of a Gaussian process.</exception>
    internal static IPredictor Read(BinaryReader reader)
    {
        reader.ReadVersion(Version);
        byte mark = reader.ReadByte();
        if (mark == GaussianProcessClassifier.Mark) return GaussianProcessClassifier.ReadBody(reader);
        if (mark != Mark) throw new InvalidDataException($"Not a Gaussian process: mark {mark}.");
        int inputs = reader.ReadInt32(), count = reader.ReadInt32();
        if (inputs < 1 || count is < 1 or > GaussianProcessTrainer.MaxRows)
            throw new InvalidDataException($"Not a Gaussian process: {count} rows of {inputs} values.");
        var covariance = CovarianceCodec.Read(reader, inputs);
        double noise = reader.ReadDouble(), center = reader.ReadDouble(), scale = reader.ReadDouble(), likelihood = reader.ReadDouble();
        if (!(noise >= 0 && scale > 0 && double.IsFinite(noise + center + scale)))
            throw new InvalidDataException($"Not a Gaussian process: noise {noise}, centre {center}, scale {scale}.");
        var rows = new CovarianceRows(CovarianceCodec.Numbers(reader, (long)inputs * count), inputs);
        double[] weights = CovarianceCodec.Numbers(reader, count), alpha = CovarianceCodec.Numbers(reader, count);
        if (weights.Any(w => w <= 0)) throw new InvalidDataException("Not a Gaussian process: a weight is not above 0.");
        var evidence = RegressionEvidence.Of(covariance, rows, new double[count], weights, noise, CancellationToken.None)
            ?? throw new InvalidDataException("Not a Gaussian process: its matrix is not positive definite.");
        return new GaussianProcessRegressor(covariance, rows, weights, noise, center, scale, alpha, evidence.Factor, likelihood);
    }

    private double Mean(ReadOnlySpan<double> row)
    {
        double mean = 0;
        Score(row, new Span<double>(ref mean));
        return mean;
    }

    private double LatentVariance(ReadOnlySpan<double> row)
    {
        double[] rented = ArrayPool<double>.Shared.Rent(alpha.Length);
        var v = rented.AsSpan(0, alpha.Length);
        for (int i = 0; i < v.Length; i++) v[i] = Covariance.Of(row, rows.Row(i), same: false);
        Cholesky.Forward(factor, v.Length, v);
        // Rounding may bring the difference below 0 at the rows themselves.
        double variance = Math.Max(0, Covariance.Of(row, row, same: false) - FixedSum.Dot(v, v));
        ArrayPool<double>.Shared.Return(rented);
        return variance;
    }
}
