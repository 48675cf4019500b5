using System.Buffers;
using Kolosal.Learning.Graphs;
using Kolosal.Learning.Linear;

namespace Kolosal.Learning.Neural;

/// <summary>A trained multi-layer perceptron: sums, layer normalisation and activation of
/// each layer; batch normalisation is folded into the sums.</summary>
public sealed class MlpPredictor : IPredictor, IGraphPart
{
    private const byte Version = 1;
    // No sound model comes near: damaged bytes end there. Up to 1024 numbers of a layer are on the stack.
    private const int MaxLayers = 64, MaxWidth = 1 << 20, MaxOnStack = 1024;
    private const long MaxNumbers = 100_000_000;
    private readonly PiecewiseLinearEncoding? encoding;
    private readonly MlpStep[] steps;
    private readonly bool classes;
    private readonly double center, scale;
    private readonly int widest;

    /// <param name="inputs">Values in a row.</param>
    /// <param name="encoding">What comes before the first layer, or null.</param>
    /// <param name="steps">The layers; the last has neither norm nor activation.</param>
    /// <param name="classes">Whether the outputs are scores of classes.</param>
    /// <param name="center">Added to a regression's output after scaling.</param>
    /// <param name="scale">What a regression's output is multiplied with.</param>
    internal MlpPredictor(int inputs, PiecewiseLinearEncoding? encoding, MlpStep[] steps, bool classes, double center, double scale)
    {
        (Inputs, this.encoding, this.steps, this.classes, this.center, this.scale) = (inputs, encoding, steps, classes, center, scale);
        widest = Math.Max(steps[0].Inputs, steps.Max(step => step.Outputs));
    }

    /// <inheritdoc/>
    public int Inputs { get; }

    /// <summary>What comes before the first layer, or null.</summary>
    internal PiecewiseLinearEncoding? Encoding => encoding;

    /// <summary>The layers.</summary>
    internal ReadOnlySpan<MlpStep> Steps => steps;

    /// <summary>What a regression's output is scaled by and moved by; null for scores of classes.</summary>
    internal (double Scale, double Center)? Unit => classes ? null : (scale, center);

    /// <inheritdoc/>
    public int Outputs => steps[^1].Outputs;

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<double> row, Span<double> output)
    {
        double[]? rented = 2 * widest > MaxOnStack ? ArrayPool<double>.Shared.Rent(2 * widest) : null;
        Span<double> room = rented ?? stackalloc double[MaxOnStack], from = room[..widest], to = room.Slice(widest, widest);
        if (encoding is null) row.CopyTo(from);
        else encoding.Apply(row, from);
        foreach (var step in steps)
        {
            step.Apply(from[..step.Inputs], to[..step.Outputs]);
            var next = from;
            from = to;
            to = next;
        }
        if (classes)
        {
            from[..Outputs].CopyTo(output);
            LinearPredictor.Softmax(output[..Outputs]);
        }
        else output[0] = center + scale * from[0];
        if (rented is not null) ArrayPool<double>.Shared.Return(rented);
    }

    /// <inheritdoc/>
    GraphValue IGraphPart.Describe(GraphBuilder graph, GraphValue row)
    {
        var from = encoding?.Describe(graph, row) ?? row;
        foreach (var step in steps) from = step.Describe(graph, from);
        return classes ? graph.Softmax(from) : graph.Plus(graph.Times(from, scale), center);
    }

    /// <inheritdoc/>
    public void Write(BinaryWriter writer)
    {
        writer.WriteVersion(Version);
        writer.Write(Inputs);
        writer.Write(classes);
        writer.Write(center);
        writer.Write(scale);
        writer.Write(encoding is not null);
        encoding?.Write(writer);
        writer.Write(steps.Length);
        foreach (var step in steps)
        {
            writer.Write(step.Inputs);
            writer.Write(step.Outputs);
            writer.Write(step.Activation is { } kind ? (int)kind : -1);
            writer.Write(step.Norm.Length);
            foreach (double number in step.Sums) writer.Write(number);
            foreach (double number in step.Norm) writer.Write(number);
        }
    }

    /// <summary>The inverse of <see cref="Write"/>.</summary>
    /// <exception cref="InvalidDataException">The bytes are none of a network.</exception>
    public static MlpPredictor Read(BinaryReader reader)
    {
        reader.ReadVersion(Version);
        int inputs = reader.ReadInt32();
        bool classes = reader.ReadBoolean();
        double center = reader.ReadDouble(), scale = reader.ReadDouble();
        var encoding = reader.ReadBoolean() ? PiecewiseLinearEncoding.Read(reader) : null;
        int count = reader.ReadInt32(), width = encoding?.Outputs ?? inputs;
        if (inputs < 0 || (encoding is not null && encoding.Inputs != inputs) || count is < 1 or > MaxLayers || !double.IsFinite(center + scale))
            throw new InvalidDataException($"Not a network: {inputs} inputs, {count} layers, centre {center}, scale {scale}.");
        var steps = new MlpStep[count];
        for (int s = 0; s < count; s++)
        {
            int own = reader.ReadInt32(), outputs = reader.ReadInt32(), kind = reader.ReadInt32(), norm = reader.ReadInt32();
            bool sound = own == width && outputs is >= 1 and <= MaxWidth && (own + 1L) * outputs <= MaxNumbers && (norm == 0 || norm == 2 * outputs)
                && (kind == -1 || Enum.IsDefined((Activation)kind));
            if (!sound) throw new InvalidDataException($"Not a network: layer {s} from {own} to {outputs} after {width}.");
            steps[s] = new(own, outputs, Numbers(reader, (own + 1) * outputs), Numbers(reader, norm), kind == -1 ? null : (Activation)kind);
            width = outputs;
        }
        return classes ? width >= 2 ? new(inputs, encoding, steps, classes, center, scale)
            : throw new InvalidDataException("Not a network: one class.")
            : width == 1 ? new(inputs, encoding, steps, classes, center, scale)
                : throw new InvalidDataException($"Not a network: {width} values for one.");
    }

    /// <summary>Numbers read one by one, so that a wrong length ends at the end of the stream and not in a huge allocation.</summary>
    private static double[] Numbers(BinaryReader reader, int length)
    {
        var numbers = new List<double>(Math.Min(length, 1 << 16));
        for (int i = 0; i < length; i++) numbers.Add(reader.ReadDouble());
        return [.. numbers];
    }
}
