using System.Buffers;
using System.Numerics.Tensors;
using Kolosal.Learning.Graphs;
using Kolosal.Learning.Linear;
using Kolosal.Learning.Neural;

namespace Kolosal.Learning.Quantization;

/// <summary>A linear model, or a network of dense layers, whose weights are kept in fewer bits and multiplied in single precision.</summary>
/// <remarks>The weights of each output are codes times a scale of its own. Offsets, norms and what follows the sums stay in double
/// precision.</remarks>
public sealed class QuantizedWeights : IPredictor, IGraphPart
{
    /// <summary>What it is kept as in packages.</summary>
    public const string Form = "quantized.weights";

    private const byte Version = 1;
    private const int MaxLayers = 64, MaxWidth = 1 << 20, StackValues = 1024;
    private const long MaxNumbers = 100_000_000;

    private readonly PiecewiseLinearEncoding? encoding;
    private readonly Layer[] layers;
    private readonly LinearLink link;
    private readonly double scale, center;
    private readonly int widest;

    private QuantizedWeights(ScorerPrecision precision, int inputs, PiecewiseLinearEncoding? encoding, Layer[] layers, LinearLink link, double scale,
        double center)
    {
        (Precision, Inputs, this.encoding, this.layers, this.link, this.scale, this.center) = (precision, inputs, encoding, layers, link, scale,
            center);
        widest = Math.Max(layers[0].Inputs, layers.Max(layer => layer.Outputs));
    }

    /// <summary>What weights are kept in.</summary>
    public ScorerPrecision Precision { get; }

    /// <inheritdoc/>
    public int Inputs { get; }

    /// <inheritdoc/>
    public int Outputs => link is LinearLink.Logistic or LinearLink.Clipped ? 2 : layers[^1].Outputs;

    internal static QuantizedWeights Of(LinearPredictor model, ScorerPrecision precision) => new(precision, model.Inputs, null,
        [Layer.Of(model.Inputs, model.Intercepts.Length, model.Coefficients, model.Intercepts, [], null, precision)], model.Link, 1, 0);

    internal static QuantizedWeights Of(MlpPredictor model, ScorerPrecision precision)
    {
        var layers = new List<Layer>();
        foreach (var step in model.Steps)
            layers.Add(Layer.Of(step.Inputs, step.Outputs, step.Sums.AsSpan(0, step.Inputs * step.Outputs),
                step.Sums.AsSpan(step.Inputs * step.Outputs),
                step.Norm, step.Activation, precision));
        var (scale, center) = model.Unit ?? (1, 0);
        return new(precision, model.Inputs, model.Encoding, [.. layers], model.Unit is null ? LinearLink.Softmax : LinearLink.Identity, scale,
            center);
    }

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<double> row, Span<double> output)
    {
        double[]? rented = 2 * widest > StackValues ? ArrayPool<double>.Shared.Rent(2 * widest) : null;
        float[]? rentedSingles = widest > StackValues ? ArrayPool<float>.Shared.Rent(widest) : null;
        Span<double> room = rented ?? stackalloc double[StackValues], from = room[..widest], to = room.Slice(widest, widest);
        Span<float> singles = rentedSingles ?? stackalloc float[StackValues];
        if (encoding is null) row.CopyTo(from);
        else encoding.Apply(row, from);
        foreach (var layer in layers)
        {
            layer.Apply(from[..layer.Inputs], to[..layer.Outputs], singles[..layer.Inputs]);
            var next = from;
            from = to;
            to = next;
        }
        int scores = layers[^1].Outputs;
        if (scores == 1) from[0] = center + scale * from[0];
        LinearPredictor.Apply(link, from[..scores], output);
        if (rented is not null) ArrayPool<double>.Shared.Return(rented);
        if (rentedSingles is not null) ArrayPool<float>.Shared.Return(rentedSingles);
    }

    /// <inheritdoc/>
    GraphValue IGraphPart.Describe(GraphBuilder graph, GraphValue row)
    {
        var from = encoding?.Describe(graph, row) ?? row;
        foreach (var layer in layers) from = layer.Describe(graph, from);
        if (layers[^1].Outputs == 1) from = graph.Plus(graph.Times(from, scale), center);
        return LinearPredictor.Describe(graph, link, from);
    }

    /// <inheritdoc/>
    public void Write(BinaryWriter writer)
    {
        writer.Write(Version);
        writer.Write((byte)Precision);
        writer.Write(Inputs);
        writer.Write((byte)link);
        writer.Write(scale);
        writer.Write(center);
        writer.Write(encoding is not null);
        encoding?.Write(writer);
        writer.Write(layers.Length);
        foreach (var layer in layers) layer.Write(writer, Precision);
    }

    /// <summary>The inverse of <see cref="Write"/>.</summary>
    /// <exception cref="InvalidDataException">The bytes are none of such weights.</exception>
    public static QuantizedWeights Read(BinaryReader reader)
    {
        byte version = reader.ReadByte();
        if (version != Version) throw new InvalidDataException($"Quantised weights are written in version {Version}, got {version}.");
        var precision = QuantizedNumbers.ReadPrecision(reader);
        int inputs = reader.ReadInt32();
        var link = (LinearLink)reader.ReadByte();
        double scale = reader.ReadDouble(), center = reader.ReadDouble();
        var encoding = reader.ReadBoolean() ? PiecewiseLinearEncoding.Read(reader) : null;
        int count = reader.ReadInt32(), width = encoding?.Outputs ?? inputs;
        if (inputs < 0 || !Enum.IsDefined(link) || count is < 1 or > MaxLayers || (encoding is not null && encoding.Inputs != inputs)
            || !double.IsFinite(scale + center))
            throw new InvalidDataException($"Not quantised weights: {inputs} inputs, {count} layers, link {(int)link}.");
        var layers = new Layer[count];
        for (int i = 0; i < count; i++)
        {
            layers[i] = Layer.Read(reader, precision, width);
            width = layers[i].Outputs;
        }
        bool each = link is LinearLink.Softmax or LinearLink.OneVersusRest or LinearLink.ClippedOneVersusRest;
        return each == width > 1 ? new(precision, inputs, encoding, layers, link, scale, center)
            : throw new InvalidDataException($"Not quantised weights: {width} scores under the link {link}.");
    }

    /// <summary>One dense layer.</summary>
    private sealed record Layer(
        int Inputs, int Outputs, double[] Codes, float[] Steps, float[] Weights, double[] Offsets, double[] Norm, Activation? Activation)
    {
        public static Layer Of(int inputs, int outputs, ReadOnlySpan<double> weights, ReadOnlySpan<double> offsets, double[] norm,
            Activation? activation,
            ScorerPrecision precision)
        {
            double[] codes = new double[inputs * outputs];
            float[] steps = new float[outputs];
            for (int o = 0; o < outputs; o++)
            {
                var own = QuantizedNumbers.Of(weights.Slice(o * inputs, inputs), precision);
                own.Codes.CopyTo(codes, o * inputs);
                steps[o] = (float)own.Step;
                if (!float.IsFinite(steps[o]) || (steps[o] == 0 && own.Step != 0))
                    throw new NotQuantizableException($"A weight of the model is beyond single precision ({own.Step:R} a step); scale its columns.");
            }
            return Made(inputs, outputs, codes, steps, [.. offsets], norm, activation);
        }

        public void Apply(ReadOnlySpan<double> x, Span<double> y, Span<float> singles)
        {
            for (int i = 0; i < x.Length; i++) singles[i] = (float)x[i];
            for (int o = 0; o < Outputs; o++)
                y[o] = Offsets[o] + (double)Steps[o] * TensorPrimitives.Dot(Weights.AsSpan(o * Inputs, Inputs), (ReadOnlySpan<float>)singles);
            if (Norm.Length > 0) LayerNormLayer.Apply(Norm, y);
            if (Activation is { } kind) Activations.Apply(kind, y);
        }

        public GraphValue Describe(GraphBuilder graph, GraphValue x)
        {
            double[] weights = [.. Codes.Select((code, i) => code * Steps[i / Inputs])];
            var sums = graph.Linear(x, weights, Offsets);
            if (Norm.Length > 0) sums = LayerNormLayer.Describe(graph, Norm, sums);
            return Activation is { } kind ? Activations.Describe(graph, kind, sums) : sums;
        }

        public void Write(BinaryWriter writer, ScorerPrecision precision)
        {
            writer.Write(Inputs);
            writer.Write(Outputs);
            writer.Write(Activation is { } kind ? (int)kind : -1);
            writer.Write(Norm.Length);
            QuantizedNumbers.Write(writer, precision, Codes);
            foreach (float step in Steps) writer.Write(step);
            foreach (double number in Offsets) writer.Write(number);
            foreach (double number in Norm) writer.Write(number);
        }

        public static Layer Read(BinaryReader reader, ScorerPrecision precision, int width)
        {
            int inputs = reader.ReadInt32(), outputs = reader.ReadInt32(), kind = reader.ReadInt32(), norm = reader.ReadInt32();
            bool sound = inputs == width && outputs is >= 1 and <= MaxWidth && (long)inputs * outputs <= MaxNumbers && (norm == 0
                || norm == 2 * outputs)
                && (kind == -1 || Enum.IsDefined((Activation)kind));
            if (!sound) throw new InvalidDataException($"Not quantised weights: a layer from {inputs} to {outputs} after {width}.");
            double[] codes = QuantizedNumbers.Read(reader, precision, inputs * outputs);
            float[] steps = new float[outputs];
            for (int o = 0; o < outputs; o++) steps[o] = reader.ReadSingle();
            double[] offsets = reader.ReadFinite(outputs), own = reader.ReadFinite(norm);
            return Made(inputs, outputs, codes, steps, offsets, own, kind == -1 ? null : (Activation)kind);
        }

        // Codes of 16 bits are exact in single precision; the scale comes after the sum.
        private static Layer Made(int inputs, int outputs, double[] codes, float[] steps, double[] offsets, double[] norm, Activation? activation) =>
            new(inputs, outputs, codes, steps, Array.ConvertAll(codes, code => (float)code), offsets, norm, activation);
    }
}
