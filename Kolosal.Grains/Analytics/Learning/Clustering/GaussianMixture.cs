using System.Buffers;
using Kolosal.Numerics;

namespace Kolosal.Learning.Clustering;

/// <summary>A mixture of normal densities; immutable.</summary>
public sealed record GaussianMixture : IClusterAssigner
{
    private const byte Version = 1;
    private const int MaxOnStack = 512;
    private readonly double[] shares, means, covariances, whitening, levels;

    /// <param name="kind">What the covariances have in common.</param>
    /// <param name="inputs">Values in a row.</param>
    /// <param name="shares">One a component.</param>
    /// <param name="means">components × inputs.</param>
    /// <param name="covariances">components × inputs × inputs when full, one such matrix
    /// when tied (lower triangles are read), else components × inputs.</param>
    /// <param name="cancel">Polled while matrices are decomposed.</param>
    /// <exception cref="TrainingException">A covariance is singular.</exception>
    internal GaussianMixture(MixtureCovariance kind, int inputs, double[] shares, double[] means, double[] covariances, CancellationToken cancel)
    {
        (Covariance, Inputs, this.shares, this.means, this.covariances) = (kind, inputs, shares, means, covariances);
        whitening = new double[covariances.Length];
        levels = new double[shares.Length];
        double[] logarithms = new double[shares.Length];
        if (!IsMatrix)
            for (int at = 0; at < covariances.Length; at++)
            {
                logarithms[at / inputs] += Math.Log(Positive(covariances[at]));
                whitening[at] = 1 / Math.Sqrt(covariances[at]);
            }
        else
            for (int at = 0; at < covariances.Length; at += inputs * inputs)
            {
                var eigen = SymmetricEigen.Of(covariances.AsSpan(at, inputs * inputs), inputs, cancel);
                for (int i = 0; i < inputs; i++)
                {
                    double value = Positive(eigen.Values[i]);
                    for (int k = 0; k < shares.Length; k++)
                        if (kind == MixtureCovariance.Tied || k == at / (inputs * inputs)) logarithms[k] += Math.Log(value);
                    for (int c = 0; c < inputs; c++) whitening[at + i * inputs + c] = eigen.Vectors[i * inputs + c] / Math.Sqrt(value);
                }
            }
        for (int k = 0; k < levels.Length; k++)
            levels[k] = Math.Log(shares[k]) - (logarithms[k] + inputs * Math.Log(2 * Math.PI)) / 2;
    }

    /// <summary>What the covariances have in common.</summary>
    public MixtureCovariance Covariance { get; }

    /// <inheritdoc/>
    public int Inputs { get; }

    /// <inheritdoc/>
    public int Clusters => shares.Length;

    /// <summary>The share of each component, of sum 1.</summary>
    public ReadOnlySpan<double> Shares => shares;

    /// <summary>components × inputs, row-major.</summary>
    public ReadOnlySpan<double> Means => means;

    /// <summary>Whether the likelihood settled before the rounds ran out.</summary>
    public bool Converged { get; init; }

    /// <summary>The mean log-likelihood of a training row, nats.</summary>
    public double MeanLogLikelihood { get; init; }

    /// <summary>Free numbers: means, covariances, and shares but one.</summary>
    public int Parameters => Clusters * Inputs + Clusters - 1 + Covariance switch
    {
        MixtureCovariance.Full => Clusters * Inputs * (Inputs + 1) / 2,
        MixtureCovariance.Tied => Inputs * (Inputs + 1) / 2,
        MixtureCovariance.Diagonal => Clusters * Inputs,
        _ => Clusters,
    };

    private bool IsMatrix => Covariance is MixtureCovariance.Full or MixtureCovariance.Tied;

    /// <summary>Bayesian information criterion of rows: parameters · ln n − 2
    /// log-likelihood; smaller is better (Schwarz, Annals of Statistics 6, 1978).</summary>
    public double Bic(FeatureRows rows) => Parameters * Math.Log(LogLikelihood(rows).Weight) - 2 * LogLikelihood(rows).Sum;

    /// <summary>Akaike's information criterion of rows: 2 parameters − 2 log-likelihood;
    /// smaller is better (Akaike, IEEE Transactions on Automatic Control 19, 1974).</summary>
    public double Aic(FeatureRows rows) => 2 * Parameters - 2 * LogLikelihood(rows).Sum;

    /// <inheritdoc/>
    public int Assign(ReadOnlySpan<double> row)
    {
        int likeliest = 0;
        double most = double.NegativeInfinity;
        for (int k = 0; k < levels.Length; k++)
        {
            double level = LogDensity(k, row);
            if (level > most) (most, likeliest) = (level, k);
        }
        return likeliest;
    }

    /// <summary>The probability that a row is of each component; gives the log of its density, nats.</summary>
    /// <param name="row"><see cref="Inputs"/> values.</param>
    /// <param name="shares">Receives <see cref="Clusters"/> probabilities of sum 1.</param>
    public double Responsibilities(ReadOnlySpan<double> row, Span<double> shares)
    {
        double most = double.NegativeInfinity, total = 0;
        for (int k = 0; k < levels.Length; k++) most = Math.Max(most, shares[k] = LogDensity(k, row));
        if (!double.IsFinite(most))
        {
            this.shares.CopyTo(shares);
            return double.NegativeInfinity;
        }
        for (int k = 0; k < levels.Length; k++) total += shares[k] = Math.Exp(shares[k] - most);
        for (int k = 0; k < levels.Length; k++) shares[k] /= total;
        return most + Math.Log(total);
    }

    /// <inheritdoc/>
    public void Write(BinaryWriter writer)
    {
        writer.WriteVersion(Version);
        writer.Write((byte)Covariance);
        writer.Write(Inputs);
        writer.Write(Clusters);
        writer.Write(Converged);
        writer.Write(MeanLogLikelihood);
        writer.WriteNumbers(shares);
        writer.WriteNumbers(means);
        writer.WriteNumbers(covariances);
    }

    /// <summary>The inverse of <see cref="Write"/>.</summary>
    /// <exception cref="InvalidDataException">The bytes are none of a mixture.</exception>
    public static GaussianMixture Read(BinaryReader reader)
    {
        reader.ReadVersion(Version);
        var kind = (MixtureCovariance)reader.ReadByte();
        int inputs = reader.ReadInt32(), clusters = reader.ReadInt32();
        bool converged = reader.ReadBoolean();
        double level = reader.ReadDouble();
        if (!Enum.IsDefined(kind) || inputs is < 1 or > 1 << 15 || clusters < 1)
            throw new InvalidDataException($"Not a mixture: {clusters} components of {inputs} inputs, covariance {(int)kind}.");
        double[] shares = reader.ReadFinite(clusters), means = reader.ReadFinite((long)clusters * inputs);
        long square = (long)inputs * inputs;
        double[] covariances = reader.ReadFinite(kind switch
        {
            MixtureCovariance.Full => square * clusters,
            MixtureCovariance.Tied => square,
            _ => (long)clusters * inputs,
        });
        if (shares.Any(s => !(s > 0))) throw new InvalidDataException("Not a mixture: a share is not above 0.");
        try
        {
            return new(kind, inputs, shares, means, covariances, CancellationToken.None) { Converged = converged, MeanLogLikelihood = level };
        }
        catch (TrainingException error)
        {
            throw new InvalidDataException("Not a mixture: a covariance is singular.", error);
        }
    }

    private double LogDensity(int component, ReadOnlySpan<double> row)
    {
        var mean = means.AsSpan(component * Inputs, Inputs);
        double distance = 0;
        if (!IsMatrix)
        {
            var scale = whitening.AsSpan(component * Inputs, Inputs);
            for (int c = 0; c < mean.Length; c++) distance += (row[c] - mean[c]) * scale[c] * ((row[c] - mean[c]) * scale[c]);
            return levels[component] - distance / 2;
        }
        double[]? rented = Inputs > MaxOnStack ? ArrayPool<double>.Shared.Rent(Inputs) : null;
        Span<double> gap = rented is null ? stackalloc double[Inputs] : rented.AsSpan(0, Inputs);
        for (int c = 0; c < gap.Length; c++) gap[c] = row[c] - mean[c];
        int first = Covariance == MixtureCovariance.Tied ? 0 : component * Inputs * Inputs;
        for (int c = 0; c < gap.Length; c++)
        {
            double z = FixedSum.Dot(whitening.AsSpan(first + c * Inputs, Inputs), gap);
            distance += z * z;
        }
        if (rented is not null) ArrayPool<double>.Shared.Return(rented);
        return levels[component] - distance / 2;
    }

    private (double Sum, double Weight) LogLikelihood(FeatureRows rows)
    {
        double sum = 0, weight = 0;
        double[] scratch = new double[Clusters];
        for (int i = 0; i < rows.Rows; i++)
        {
            sum += rows.Weight(i) * Responsibilities(rows.Row(i), scratch);
            weight += rows.Weight(i);
        }
        return (sum, weight);
    }

    private static double Positive(double value) => value > 0 ? value
        : throw new TrainingException("A component's covariance is singular: its rows lie in fewer dimensions than there are columns. Raise the "
            + "regularization or ask for fewer clusters.");
}
