using Kolosal.Learning.Graphs;

namespace Kolosal.Learning.Kernels;

/// <summary>Σ βᵢ k(xᵢ, x) + b.</summary>
public sealed class SupportVectorRegressor : IPredictor, IGraphPart
{
    internal const byte Version = 1;

    internal const byte Mark = 1;
    private readonly SupportVectors vectors;

    internal SupportVectorRegressor(SupportVectors vectors) => this.vectors = vectors;

    /// <inheritdoc/>
    public int Inputs => vectors.Inputs;

    /// <inheritdoc/>
    public int Outputs => 1;

    /// <summary>The number of rows in the sum.</summary>
    public int SupportCount => vectors.Count;

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<double> row, Span<double> output) => output[0] = vectors.Value(row);

    /// <inheritdoc/>
    GraphValue IGraphPart.Describe(GraphBuilder graph, GraphValue row) => vectors.Describe(graph, row, vectors.Coefficients, vectors.Intercepts);

    /// <inheritdoc/>
    public void Write(BinaryWriter writer)
    {
        writer.WriteVersion(Version);
        writer.Write(Mark);
        vectors.Write(writer);
    }

    /// <summary>The inverse of <see cref="Write"/> or of the classifier's.</summary>
    /// <exception cref="InvalidDataException">The bytes are none of a support vector machine.</exception>
    internal static IPredictor Read(BinaryReader reader)
    {
        reader.ReadVersion(Version);
        byte mark = reader.ReadByte();
        if (mark == SupportVectorClassifier.Mark) return SupportVectorClassifier.ReadBody(reader);
        if (mark != Mark) throw new InvalidDataException($"Not a support vector machine: mark {mark}.");
        var vectors = SupportVectors.Read(reader);
        return vectors.Intercepts.Length == 1 && vectors.Coefficients.Length == vectors.Count ? new SupportVectorRegressor(vectors)
            : throw new InvalidDataException($"A regression has one sum, got {vectors.Coefficients.Length} coefficients for {vectors.Count} rows.");
    }
}
