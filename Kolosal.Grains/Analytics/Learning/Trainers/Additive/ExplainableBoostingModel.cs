using System.Buffers;
using Kolosal.Learning.Calibration;
using Kolosal.Learning.Graphs;
using Kolosal.Learning.Linear;

namespace Kolosal.Learning.Additive;

/// <summary>A trained explainable boosting machine: a shape function of every column and tables of some pairs, looked up and added.</summary>
public sealed class ExplainableBoostingModel : IAdditiveModel, IGraphPart
{
    private const int MaxOnStack = 1024;
    private readonly AdditiveTerms terms;
    private readonly int classes;

    internal ExplainableBoostingModel(AdditiveTerms terms, int classes)
    {
        (this.terms, this.classes) = (terms, classes);
        Terms = [.. Enumerable.Range(0, Inputs).Select(c => ImmutableArray.Create(c)),
            .. terms.Pairs.Select(pair => ImmutableArray.Create(pair.First.Column, pair.Second.Column))];
    }

    /// <inheritdoc/>
    public int Inputs => terms.Bins.Length;

    /// <inheritdoc/>
    public int Outputs => Math.Max(1, classes);

    /// <inheritdoc/>
    public ReadOnlySpan<double> Intercepts => terms.Intercepts;

    /// <inheritdoc/>
    public ImmutableArray<ImmutableArray<int>> Terms { get; }

    /// <summary>The shape function of each column.</summary>
    public ImmutableArray<ShapeFunction> Shapes => [.. Enumerable.Range(0, Inputs).Select(Shape)];

    /// <summary>The tables of pairs, strongest interaction first.</summary>
    public ImmutableArray<PairTable> Pairs => [.. Enumerable.Range(0, terms.Pairs.Length).Select(Pair)];

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<double> row, Span<double> output)
    {
        byte[]? rented = Inputs > MaxOnStack ? ArrayPool<byte>.Shared.Rent(Inputs) : null;
        Span<byte> codes = rented ?? stackalloc byte[MaxOnStack];
        Encode(row, codes);
        if (Intercepts.Length == 1)
        {
            double score = terms.Intercepts[0];
            for (int c = 0; c < terms.Shapes.Length; c++) score += terms.Shapes[c][codes[c]];
            for (int p = 0; p < terms.Pairs.Length; p++) score += terms.PairTables[p][Cell(p, codes)];
            if (classes == 0) output[0] = score;
            else (output[0], output[1]) = (Calibrator.Sigmoid(-score), Calibrator.Sigmoid(score));
        }
        else
        {
            terms.Intercepts.CopyTo(output);
            for (int c = 0; c < terms.Shapes.Length; c++)
            {
                double[] shape = terms.Shapes[c];
                int slots = terms.Weights[c].Length;
                for (int k = 0; k < classes; k++) output[k] += shape[k * slots + codes[c]];
            }
            LinearPredictor.Softmax(output[..classes]);
        }
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
    }

    /// <inheritdoc/>
    public void Contribute(ReadOnlySpan<double> row, Span<double> contributions)
    {
        if (row.Length != Inputs || contributions.Length != Intercepts.Length * Terms.Length)
            throw new ArgumentException($"Need {Inputs} values and room for {Intercepts.Length} × {Terms.Length} contributions, "
                + $"got {row.Length} and {contributions.Length}.");
        var codes = new byte[Inputs];
        Encode(row, codes);
        for (int k = 0; k < Intercepts.Length; k++)
        {
            var own = contributions.Slice(k * Terms.Length, Terms.Length);
            for (int c = 0; c < Inputs; c++) own[c] = terms.Shapes[c][k * terms.Weights[c].Length + codes[c]];
            for (int p = 0; p < terms.Pairs.Length; p++) own[Inputs + p] = terms.PairTables[p][Cell(p, codes)];
        }
    }

    /// <inheritdoc/>
    GraphValue IGraphPart.Describe(GraphBuilder graph, GraphValue row)
    {
        var codes = new GraphValue[Inputs];
        int scores = Intercepts.Length;
        var sum = graph.Constants(Intercepts);
        for (int c = 0; c < Inputs; c++)
        {
            codes[c] = terms.Bins[c].Describe(graph, graph.Pick(row, c));
            int slots = terms.Weights[c].Length;
            double[] table = [.. Enumerable.Range(0, slots * scores).Select(at => terms.Shapes[c][at % scores * slots + at / scores])];
            sum = graph.Plus(sum, graph.CodeTable(codes[c], slots - 1, table));
        }
        for (int p = 0; p < terms.Pairs.Length; p++)
        {
            CoarseAxis first = terms.Pairs[p].First, second = terms.Pairs[p].Second;
            var cell = graph.Plus(graph.Times(Group(graph, codes, first), second.Groups), Group(graph, codes, second));
            sum = graph.Plus(sum, graph.CodeTable(cell, terms.PairTables[p].Length, [.. terms.PairTables[p], 0]));
        }
        return scores > 1 ? graph.Softmax(sum) : classes == 0 ? sum : graph.Both(graph.Sigmoid(sum));
    }

    /// <inheritdoc/>
    public void Write(BinaryWriter writer) => ExplainableBoostingCodec.Write(writer, terms, classes);

    /// <summary>The inverse of <see cref="Write"/>.</summary>
    /// <exception cref="InvalidDataException">The bytes are none of an explainable boosting machine.</exception>
    public static ExplainableBoostingModel Read(BinaryReader reader) => ExplainableBoostingCodec.Read(reader);

    private static GraphValue Group(GraphBuilder graph, GraphValue[] codes, CoarseAxis axis)
    {
        int codesHere = axis.GroupOf.Length - 1;
        return graph.CodeTable(codes[axis.Column], codesHere, [.. axis.GroupOf.Select(group => (double)group)]);
    }

    private void Encode(ReadOnlySpan<double> row, Span<byte> codes)
    {
        for (int c = 0; c < row.Length; c++) terms.Bins[c].Encode(row[c..], 1, codes.Slice(c, 1));
    }

    private int Cell(int pair, ReadOnlySpan<byte> codes)
    {
        CoarseAxis first = terms.Pairs[pair].First, second = terms.Pairs[pair].Second;
        return first.GroupOf[codes[first.Column]] * second.Groups + second.GroupOf[codes[second.Column]];
    }

    private ShapeFunction Shape(int column)
    {
        double[] table = terms.Shapes[column], weights = terms.Weights[column];
        return new(column, [.. terms.Bins[column].Thresholds], [.. terms.Bins[column].Categories.Select(step => (int)step)],
            [.. table.Chunk(weights.Length).Select(own => own.ToImmutableArray())], [.. weights], TermPurifier.Size(table, weights));
    }

    private PairTable Pair(int pair)
    {
        var (first, second) = (terms.Pairs[pair].First, terms.Pairs[pair].Second);
        return new(first.Column, second.Column, [.. first.GroupOf.Select(g => (int)g)], [.. second.GroupOf.Select(g => (int)g)],
            [.. terms.PairTables[pair]], [.. terms.PairWeights[pair]], TermPurifier.Size(terms.PairTables[pair], terms.PairWeights[pair]));
    }
}
