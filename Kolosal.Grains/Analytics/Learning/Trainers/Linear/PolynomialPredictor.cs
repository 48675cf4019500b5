using System.Buffers;
using Kolosal.Learning.Graphs;

namespace Kolosal.Learning.Linear;

/// <summary>A linear model of the products of inputs.</summary>
public sealed class PolynomialPredictor : IPredictor, IGraphPart
{
    private const byte Version = 1;
    private const int TermsOnStack = 512;
    private readonly PolynomialExpansion expansion;

    internal PolynomialPredictor(PolynomialExpansion expansion, LinearPredictor terms)
    {
        if (terms.Inputs != expansion.Terms || terms.Link != LinearLink.Identity)
            throw new ArgumentException($"A model of {terms.Inputs} inputs does not fit {expansion.Terms} terms.");
        (this.expansion, Terms) = (expansion, terms);
    }

    /// <summary>The model whose inputs are the terms: by degree, then in the order of the inputs.</summary>
    public LinearPredictor Terms { get; }

    /// <inheritdoc/>
    public int Inputs => expansion.Inputs;

    /// <inheritdoc/>
    public int Outputs => 1;

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<double> row, Span<double> output)
    {
        double[]? rented = expansion.Terms > TermsOnStack ? ArrayPool<double>.Shared.Rent(expansion.Terms) : null;
        var terms = (rented ?? stackalloc double[TermsOnStack])[..expansion.Terms];
        expansion.Expand(row, terms);
        Terms.Score(terms, output);
        if (rented is not null) ArrayPool<double>.Shared.Return(rented);
    }

    /// <inheritdoc/>
    GraphValue IGraphPart.Describe(GraphBuilder graph, GraphValue row) =>
        ((IGraphPart)Terms).Describe(graph, expansion.Describe(graph, row));

    /// <inheritdoc/>
    public void Write(BinaryWriter writer)
    {
        writer.WriteVersion(Version);
        writer.Write(expansion.Inputs);
        writer.Write(expansion.Degree);
        writer.Write(expansion.InteractionOnly);
        Terms.Write(writer);
    }

    /// <summary>The inverse of <see cref="Write"/>.</summary>
    /// <exception cref="InvalidDataException">The bytes are none of a polynomial model.</exception>
    public static PolynomialPredictor Read(BinaryReader reader)
    {
        reader.ReadVersion(Version);
        int inputs = reader.ReadInt32(), degree = reader.ReadInt32();
        bool interactionOnly = reader.ReadBoolean();
        if (inputs < 0 || degree < 1 || degree > PolynomialOptions.MaxDegree)
            throw new InvalidDataException($"Not a polynomial model: {inputs} inputs, degree {degree}.");
        var expansion = PolynomialExpansion.Of(inputs, degree, interactionOnly, PolynomialOptions.MaxTerms);
        var terms = LinearPredictor.Read(reader);
        if (expansion is null || terms.Inputs != expansion.Terms || terms.Link != LinearLink.Identity)
            throw new InvalidDataException($"Not a polynomial model: {terms.Inputs} terms of {inputs} inputs and degree {degree}.");
        return new(expansion, terms);
    }
}
