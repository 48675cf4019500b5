using System.Buffers;
using Kolosal.Learning.Calibration;
using Kolosal.Learning.Graphs;

namespace Kolosal.Learning.Kernels;

/// <summary>Sums over landmarks: the value itself, or decisions that Platt's lines make probabilities, divided by their sum.</summary>
public sealed class NystroemPredictor : IPredictor, IGraphPart
{
    private const byte Version = 1;
    private const int MaxOnStack = 512;
    private readonly SupportVectors sums;
    private readonly int[] classes;
    private readonly double[] slopes, offsets;

    /// <param name="sums">One a machine.</param>
    /// <param name="outputs">All classes, or 1.</param>
    /// <param name="classes">The classes that occurred, ascending; empty for regression.</param>
    /// <param name="slopes">a of 1 / (1 + exp(a f + b)), one a machine.</param>
    /// <param name="offsets">b.</param>
    internal NystroemPredictor(SupportVectors sums, int outputs, int[] classes, double[] slopes, double[] offsets) =>
        (this.sums, Outputs, this.classes, this.slopes, this.offsets) = (sums, outputs, classes, slopes, offsets);

    /// <inheritdoc/>
    public int Inputs => sums.Inputs;

    /// <inheritdoc/>
    public int Outputs { get; }

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<double> row, Span<double> output)
    {
        int count = sums.Intercepts.Length;
        double[]? rented = count > MaxOnStack ? ArrayPool<double>.Shared.Rent(count) : null;
        Span<double> values = (rented ?? stackalloc double[MaxOnStack])[..count];
        values.Clear();
        sums.AddSums(row, 0, sums.Count, values);
        for (int k = 0; k < count; k++) values[k] += sums.Intercepts[k];
        if (classes.Length == 0) output[0] = values[0];
        else Shares(values, output[..Outputs]);
        if (rented is not null) ArrayPool<double>.Shared.Return(rented);
    }

    /// <inheritdoc/>
    GraphValue IGraphPart.Describe(GraphBuilder graph, GraphValue row)
    {
        var values = sums.Describe(graph, row, sums.Coefficients, sums.Intercepts);
        if (classes.Length == 0) return values;
        var shares = graph.Sigmoid(graph.Apply(UnaryOperation.Negate,
            graph.Plus(graph.Times(values, graph.Constants(slopes)), graph.Constants(offsets))));
        return graph.Place(shares.Width == 1 ? graph.Both(shares) : graph.Normalize(shares), classes, Outputs);
    }

    /// <inheritdoc/>
    public void Write(BinaryWriter writer)
    {
        writer.WriteVersion(Version);
        sums.Write(writer);
        writer.Write(Outputs);
        writer.Write(classes.Length);
        foreach (int value in classes) writer.Write(value);
        foreach (double value in slopes) writer.Write(value);
        foreach (double value in offsets) writer.Write(value);
    }

    /// <summary>The inverse of <see cref="Write"/>.</summary>
    /// <exception cref="InvalidDataException">The bytes are none of such a machine.</exception>
    public static NystroemPredictor Read(BinaryReader reader)
    {
        reader.ReadVersion(Version);
        var sums = SupportVectors.Read(reader);
        int outputs = reader.ReadInt32(), k = reader.ReadInt32(), machines = sums.Intercepts.Length;
        bool sound = sums.Count > 0 && sums.Coefficients.Length == (long)machines * sums.Count
            && (k == 0 ? outputs == 1 && machines == 1 : k >= 2 && outputs >= k && machines == (k == 2 ? 1 : k));
        if (!sound) throw new InvalidDataException($"Not a machine on landmarks: {machines} sums for {k} of {outputs} classes.");
        int[] classes = new int[k];
        double[] slopes = new double[k == 0 ? 0 : machines], offsets = new double[slopes.Length];
        for (int c = 0; c < k; c++) classes[c] = reader.ReadInt32();
        for (int c = 0; c < slopes.Length; c++) slopes[c] = reader.ReadDouble();
        for (int c = 0; c < slopes.Length; c++) offsets[c] = reader.ReadDouble();
        for (int c = 0; c < k; c++)
            if (classes[c] < 0 || classes[c] >= outputs || (c > 0 && classes[c - 1] >= classes[c]))
                throw new InvalidDataException("Not a machine on landmarks: classes are out of order.");
        return new(sums, outputs, classes, slopes, offsets);
    }

    private void Shares(Span<double> values, Span<double> output)
    {
        for (int k = 0; k < values.Length; k++) values[k] = Calibrator.Sigmoid(-(slopes[k] * values[k] + offsets[k]));
        output.Clear();
        if (values.Length == 1)
        {
            (output[classes[0]], output[classes[1]]) = (1 - values[0], values[0]);
            return;
        }
        double total = 0;
        foreach (double value in values) total += value;
        for (int k = 0; k < values.Length; k++) output[classes[k]] = total > 0 ? values[k] / total : 1.0 / values.Length;
    }
}
