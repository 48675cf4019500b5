using Kolosal.Learning.Graphs;
using Kolosal.Learning.Linear;

namespace Kolosal.Learning.Bayes;

/// <summary>Independent normal columns within each class.</summary>
public sealed class GaussianNaiveBayesPredictor : IPredictor, IGraphPart
{
    private const byte Version = 1;
    private readonly double[] priors, means, variances, levels;

    /// <param name="inputs">Values in a row.</param>
    /// <param name="priors">The logarithms of the classes' prior shares.</param>
    /// <param name="means">classes × inputs.</param>
    /// <param name="variances">classes × inputs, above 0.</param>
    internal GaussianNaiveBayesPredictor(int inputs, double[] priors, double[] means, double[] variances)
    {
        (Inputs, this.priors, this.means, this.variances) = (inputs, priors, means, variances);
        levels = [.. priors];
        for (int at = 0; at < variances.Length; at++) levels[at / inputs] -= 0.5 * Math.Log(2 * Math.PI * variances[at]);
    }

    /// <inheritdoc/>
    public int Inputs { get; }

    /// <inheritdoc/>
    public int Outputs => priors.Length;

    /// <summary>classes × inputs, row-major.</summary>
    public ReadOnlySpan<double> Means => means;

    /// <summary>classes × inputs, row-major, smoothing included.</summary>
    public ReadOnlySpan<double> Variances => variances;

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<double> row, Span<double> output)
    {
        for (int k = 0; k < levels.Length; k++)
        {
            double distance = 0;
            ReadOnlySpan<double> mean = means.AsSpan(k * Inputs, Inputs), variance = variances.AsSpan(k * Inputs, Inputs);
            for (int c = 0; c < mean.Length; c++) distance += (row[c] - mean[c]) * (row[c] - mean[c]) / variance[c];
            output[k] = levels[k] - 0.5 * distance;
        }
        LinearPredictor.Softmax(output[..levels.Length]);
    }

    /// <inheritdoc/>
    GraphValue IGraphPart.Describe(GraphBuilder graph, GraphValue row)
    {
        var scores = new GraphValue[levels.Length];
        for (int k = 0; k < scores.Length; k++)
        {
            var gap = graph.Minus(row, graph.Constants(Means.Slice(k * Inputs, Inputs)));
            double[] halves = [.. variances.AsSpan(k * Inputs, Inputs).ToArray().Select(variance => -0.5 / variance)];
            scores[k] = graph.Linear(graph.Times(gap, gap), halves, [levels[k]]);
        }
        return graph.Softmax(graph.Join(scores));
    }

    /// <inheritdoc/>
    public void Write(BinaryWriter writer)
    {
        writer.WriteVersion(Version);
        writer.Write(Inputs);
        writer.Write(priors.Length);
        writer.WriteNumbers(priors);
        writer.WriteNumbers(means);
        writer.WriteNumbers(variances);
    }

    /// <summary>The inverse of <see cref="Write"/>.</summary>
    /// <exception cref="InvalidDataException">The bytes are none of a Gaussian naive Bayes model.</exception>
    public static GaussianNaiveBayesPredictor Read(BinaryReader reader)
    {
        reader.ReadVersion(Version);
        int inputs = reader.ReadInt32(), classes = reader.ReadInt32();
        if (inputs < 0 || classes < 2) throw new InvalidDataException($"Not a Gaussian naive Bayes model: {inputs} inputs, {classes} classes.");
        double[] priors = reader.ReadFinite(classes), means = reader.ReadFinite((long)classes * inputs),
            variances = reader.ReadFinite((long)classes * inputs);
        if (variances.Any(v => v <= 0)) throw new InvalidDataException("Not a Gaussian naive Bayes model: a variance is not above 0.");
        return new(inputs, priors, means, variances);
    }
}
