using System.Buffers;
using Kolosal.Learning.Graphs;
using Kolosal.Learning.Linear;
using Kolosal.Numerics;

namespace Kolosal.Learning.Discriminant;

/// <summary>Normal classes: score k = level[k] − ½ ‖W_k (x − μ_k)‖².</summary>
public sealed class QuadraticDiscriminantPredictor : IPredictor, IGraphPart
{
    private const byte Version = 1;
    private const int MaxOnStack = 512;
    private readonly double[] levels, means, whitening;

    /// <param name="inputs">Values in a row.</param>
    /// <param name="levels">One a class.</param>
    /// <param name="means">classes × inputs.</param>
    /// <param name="whitening">classes × inputs × inputs: the rows that turn a class into the standard normal.</param>
    internal QuadraticDiscriminantPredictor(int inputs, double[] levels, double[] means, double[] whitening) =>
        (Inputs, this.levels, this.means, this.whitening) = (inputs, levels, means, whitening);

    /// <inheritdoc/>
    public int Inputs { get; }

    /// <inheritdoc/>
    public int Outputs => levels.Length;

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<double> row, Span<double> output)
    {
        double[]? rented = Inputs > MaxOnStack ? ArrayPool<double>.Shared.Rent(Inputs) : null;
        Span<double> gap = rented is null ? stackalloc double[Inputs] : rented.AsSpan(0, Inputs);
        for (int k = 0; k < levels.Length; k++)
        {
            double distance = 0;
            for (int c = 0; c < gap.Length; c++) gap[c] = row[c] - means[k * Inputs + c];
            for (int c = 0; c < gap.Length; c++)
            {
                double z = FixedSum.Dot(whitening.AsSpan((k * Inputs + c) * Inputs, Inputs), gap);
                distance += z * z;
            }
            output[k] = levels[k] - distance / 2;
        }
        if (rented is not null) ArrayPool<double>.Shared.Return(rented);
        LinearPredictor.Softmax(output[..levels.Length]);
    }

    /// <inheritdoc/>
    GraphValue IGraphPart.Describe(GraphBuilder graph, GraphValue row)
    {
        var scores = new GraphValue[levels.Length];
        double[] none = new double[Inputs];
        for (int k = 0; k < scores.Length; k++)
        {
            var gap = graph.Minus(row, graph.Constants(means.AsSpan(k * Inputs, Inputs)));
            var standard = graph.Linear(gap, whitening.AsSpan(k * Inputs * Inputs, Inputs * Inputs), none);
            scores[k] = graph.Plus(graph.Times(graph.SquaredNorm(standard), -0.5), levels[k]);
        }
        return graph.Softmax(graph.Join(scores));
    }

    /// <inheritdoc/>
    public void Write(BinaryWriter writer)
    {
        writer.WriteVersion(Version);
        writer.Write(Inputs);
        writer.Write(levels.Length);
        writer.WriteNumbers(levels);
        writer.WriteNumbers(means);
        writer.WriteNumbers(whitening);
    }

    /// <summary>The inverse of <see cref="Write"/>.</summary>
    /// <exception cref="InvalidDataException">The bytes are none of a quadratic discriminant.</exception>
    public static QuadraticDiscriminantPredictor Read(BinaryReader reader)
    {
        reader.ReadVersion(Version);
        int inputs = reader.ReadInt32(), classes = reader.ReadInt32();
        if (inputs is < 0 or > 1 << 20 || classes < 2)
            throw new InvalidDataException($"Not a quadratic discriminant: {inputs} inputs, {classes} classes.");
        double[] levels = reader.ReadFinite(classes), means = reader.ReadFinite((long)classes * inputs);
        return new(inputs, levels, means, reader.ReadFinite((long)inputs * inputs * classes));
    }
}
