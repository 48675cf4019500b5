using System.Buffers;
using Kolosal.Learning.Baselines;
using Kolosal.Learning.Graphs;

namespace Kolosal.Learning.Ensembles;

/// <summary>Probabilities of K classes in order from K − 1 models of two classes, the k-th of which says how probable a class above k is.</summary>
/// <remarks>
/// The models are fitted apart, so what they say need not fall with k; where it rises it is brought to fall, from below upwards, by the running
/// least: P(y > k) is never above P(y > k − 1), and no probability is negative (Frank and Hall clip the differences, which then sum to more than 1).
/// </remarks>
public sealed class ThresholdModel : IPredictor, IGraphPart
{
    private const byte Version = 1;
    private const int MaxClasses = LearningProblem.MaxClasses;

    private readonly IPredictor[] above;

    /// <param name="above">At least one model of two outputs; all of the same inputs.</param>
    /// <exception cref="ArgumentException">None, or of other shapes.</exception>
    public ThresholdModel(IReadOnlyList<IPredictor> above)
    {
        if (above.Count == 0 || above.Any(m => m.Outputs != 2 || m.Inputs != above[0].Inputs))
            throw new ArgumentException("Need at least one model of two classes, and all of the same inputs.", nameof(above));
        this.above = [.. above];
    }

    /// <inheritdoc/>
    public int Inputs => above[0].Inputs;

    /// <inheritdoc/>
    public int Outputs => above.Length + 1;

    /// <summary>The models, lowest threshold first.</summary>
    public ReadOnlySpan<IPredictor> Thresholds => above;

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<double> row, Span<double> output)
    {
        Span<double> two = stackalloc double[2];
        double reached = 1;
        for (int k = 0; k < above.Length; k++)
        {
            above[k].Score(row, two);
            reached = Step(reached, two[1], output, k);
        }
        output[above.Length] = reached;
    }

    /// <inheritdoc/>
    public void ScoreBatch(ReadOnlySpan<double> rows, int count, Span<double> outputs)
    {
        double[] rented = ArrayPool<double>.Shared.Rent(3 * count);
        Span<double> two = rented.AsSpan(0, 2 * count), reached = rented.AsSpan(2 * count, count);
        reached.Fill(1);
        for (int k = 0; k < above.Length; k++)
        {
            above[k].ScoreBatch(rows, count, two);
            for (int row = 0; row < count; row++)
                reached[row] = Step(reached[row], two[2 * row + 1], outputs.Slice(row * Outputs, Outputs), k);
        }
        for (int row = 0; row < count; row++) outputs[row * Outputs + above.Length] = reached[row];
        ArrayPool<double>.Shared.Return(rented);
    }

    /// <inheritdoc/>
    GraphValue IGraphPart.Describe(GraphBuilder graph, GraphValue row)
    {
        var reached = graph.Constant(1);
        var probabilities = new List<GraphValue>();
        foreach (var model in above)
        {
            var said = graph.Pick(graph.Describe("ordinal", model, row), 1);
            var next = graph.Select(graph.IsLess(said, reached), said, reached);
            probabilities.Add(graph.Minus(reached, next));
            reached = next;
        }
        return graph.Join([.. probabilities, reached]);
    }

    /// <inheritdoc/>
    public void Write(BinaryWriter writer)
    {
        writer.Write(Version);
        writer.Write(above.Length);
        foreach (var model in above)
        {
            writer.Write(model is ConstantPredictor);
            model.Write(writer);
        }
    }

    /// <summary>The inverse of <see cref="Write"/>.</summary>
    /// <param name="reader">Where the bytes are.</param>
    /// <param name="read">Reads one of the models.</param>
    /// <exception cref="InvalidDataException">The bytes are none of such a model.</exception>
    public static ThresholdModel Read(BinaryReader reader, Func<BinaryReader, IPredictor> read)
    {
        byte version = reader.ReadByte();
        int count = reader.ReadInt32();
        if (version != Version || count is < 1 or > MaxClasses)
            throw new InvalidDataException($"Models of classes in order are written in version {Version} with a threshold or more, got version "
                + $"{version} with {count}.");
        var models = new IPredictor[count];
        for (int k = 0; k < count; k++) models[k] = reader.ReadBoolean() ? ConstantPredictor.Read(reader) : read(reader);
        try
        {
            return new(models);
        }
        catch (ArgumentException fault)
        {
            throw new InvalidDataException($"Not a model of classes in order: {fault.Message}", fault);
        }
    }

    private static double Step(double reached, double above, Span<double> output, int k)
    {
        double least = Math.Min(reached, above);
        output[k] = reached - least;
        return least;
    }
}
