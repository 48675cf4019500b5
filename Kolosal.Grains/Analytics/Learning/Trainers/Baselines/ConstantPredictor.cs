using Kolosal.Learning.Graphs;

namespace Kolosal.Learning.Baselines;

/// <summary>Answers the same outputs for every row.</summary>
internal sealed class ConstantPredictor(int inputs, double[] outputs) : IPredictor, IGraphPart
{
    private const byte Version = 1;

    public int Inputs => inputs;

    public int Outputs => outputs.Length;

    public void Score(ReadOnlySpan<double> row, Span<double> output) => outputs.CopyTo(output);

    /// <inheritdoc/>
    GraphValue IGraphPart.Describe(GraphBuilder graph, GraphValue row) => graph.Constants(outputs);

    public void Write(BinaryWriter writer)
    {
        writer.WriteVersion(Version);
        writer.Write(inputs);
        writer.Write(outputs.Length);
        foreach (double value in outputs) writer.Write(value);
    }

    public static IPredictor Read(BinaryReader reader)
    {
        reader.ReadVersion(Version);
        int inputs = reader.ReadInt32(), count = reader.ReadInt32();
        if (inputs < 0 || count is < 1 or > 1_000_000) throw new InvalidDataException($"Not a prior model: {inputs} inputs, {count} outputs.");
        var outputs = new double[count];
        for (int k = 0; k < count; k++) outputs[k] = reader.ReadDouble();
        return new ConstantPredictor(inputs, outputs);
    }
}
