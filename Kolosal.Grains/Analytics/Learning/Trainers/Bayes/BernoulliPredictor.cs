using Kolosal.Learning.Graphs;
using Kolosal.Learning.Linear;

namespace Kolosal.Learning.Bayes;

/// <summary>A level a class and the log odds of every column's presence: score k =
/// level[k] + Σ odds[k, j] over the columns that are present.</summary>
public sealed class BernoulliPredictor : IPredictor, IGraphPart
{
    private const byte Version = 1;
    private readonly double threshold;
    private readonly double[] odds, levels;

    internal BernoulliPredictor(double threshold, int inputs, double[] odds, double[] levels) =>
        (this.threshold, Inputs, this.odds, this.levels) = (threshold, inputs, odds, levels);

    /// <inheritdoc/>
    public int Inputs { get; }

    /// <inheritdoc/>
    public int Outputs => levels.Length;

    /// <summary>The smoothed probability that a column is present in a row of a class.</summary>
    public double Presence(int @class, int column) => 1 / (1 + Math.Exp(-odds[@class * Inputs + column]));

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<double> row, Span<double> output)
    {
        for (int k = 0; k < levels.Length; k++)
        {
            double score = levels[k];
            var own = odds.AsSpan(k * Inputs, Inputs);
            for (int c = 0; c < own.Length; c++)
                if (row[c] > threshold) score += own[c];
            output[k] = score;
        }
        LinearPredictor.Softmax(output[..levels.Length]);
    }

    /// <inheritdoc/>
    GraphValue IGraphPart.Describe(GraphBuilder graph, GraphValue row) =>
        graph.Softmax(graph.Linear(graph.IsLess(threshold, row), odds, levels));

    /// <inheritdoc/>
    public void Write(BinaryWriter writer)
    {
        writer.WriteVersion(Version);
        writer.Write(Inputs);
        writer.Write(levels.Length);
        writer.Write(threshold);
        writer.WriteNumbers(levels);
        writer.WriteNumbers(odds);
    }

    /// <summary>The inverse of <see cref="Write"/>.</summary>
    /// <exception cref="InvalidDataException">The bytes are none of a Bernoulli model.</exception>
    public static BernoulliPredictor Read(BinaryReader reader)
    {
        reader.ReadVersion(Version);
        int inputs = reader.ReadInt32(), classes = reader.ReadInt32();
        double threshold = reader.ReadDouble();
        if (inputs < 0 || classes < 2 || !double.IsFinite(threshold))
            throw new InvalidDataException($"Not a Bernoulli model: {inputs} inputs, {classes} classes.");
        double[] levels = reader.ReadFinite(classes);
        return new(threshold, inputs, reader.ReadFinite((long)classes * inputs), levels);
    }
}
