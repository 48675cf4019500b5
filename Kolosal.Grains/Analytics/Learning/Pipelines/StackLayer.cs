using Kolosal.Learning.Graphs;

namespace Kolosal.Learning.Pipelines;

/// <summary>The last layer of a stacked model: linear in what its pipelines say, of probabilities in their logarithms.</summary>
/// <remarks>
/// Numbers: b + Σ wₚ yₚ. Classes: the softmax over k of bₖ + Σ wₚ ln pₚₖ, a logarithmic opinion pool (Genest and Zidek, Statistical Science 1, 1986)
/// whose weights are learnt (Wolpert, Neural Networks 5, 1992); weights need not sum to 1, so it sharpens or softens as well.
/// </remarks>
/// <param name="Weights">One a pipeline, finite.</param>
/// <param name="Biases">One an output, finite.</param>
public sealed record StackLayer(ImmutableArray<double> Weights, ImmutableArray<double> Biases)
{
    /// <summary>Smaller probabilities count as this: a logarithm must be finite.</summary>
    internal const double Least = 1e-7;

    /// <summary>One a pipeline, finite.</summary>
    public ImmutableArray<double> Weights { get; } = Finite(Weights, nameof(Weights));

    /// <summary>One an output, finite.</summary>
    public ImmutableArray<double> Biases { get; } = Finite(Biases, nameof(Biases));

    /// <summary>What the layer makes of what its models say of one row.</summary>
    /// <param name="said">One a model, of the same length.</param>
    /// <param name="output">Receives the outputs.</param>
    public void Apply(IReadOnlyList<ReadOnlyMemory<double>> said, Span<double> output)
    {
        Biases.AsSpan().CopyTo(output);
        for (int m = 0; m < said.Count; m++) Add(m, said[m].Span, output);
        Finish(output);
    }

    /// <summary>The same layer where each model is the mean of several: its weight is shared among them.</summary>
    /// <param name="models">How many each model is.</param>
    public StackLayer Spread(IReadOnlyList<int> models) =>
        new([.. Weights.SelectMany((weight, m) => Enumerable.Repeat(weight / models[m], models[m]))], Biases);

    /// <summary>The layer as operations of a graph.</summary>
    internal GraphValue Describe(GraphBuilder graph, IReadOnlyList<GraphValue> said)
    {
        var sum = graph.Constants(Biases.AsSpan());
        for (int p = 0; p < said.Count; p++)
            sum = graph.Plus(sum, graph.Times(said[p].Width == 1 ? said[p] : graph.Log(graph.AtLeast(said[p], Least)), Weights[p]));
        return sum.Width == 1 ? sum : graph.Softmax(sum);
    }

    /// <summary>Adds what one pipeline says of a row to a sum that began with <see cref="Biases"/>.</summary>
    internal void Add(int pipeline, ReadOnlySpan<double> said, Span<double> sum)
    {
        double weight = Weights[pipeline];
        if (said.Length == 1) sum[0] += weight * said[0];
        else for (int k = 0; k < said.Length; k++) sum[k] += weight * Math.Log(Math.Max(said[k], Least));
    }

    /// <summary>Turns the sum into outputs.</summary>
    internal static void Finish(Span<double> sum)
    {
        if (sum.Length > 1) Softmax(sum);
    }

    internal static void Softmax(Span<double> sum)
    {
        double most = System.Numerics.Tensors.TensorPrimitives.Max<double>(sum), all = 0;
        for (int k = 0; k < sum.Length; k++) all += sum[k] = Math.Exp(sum[k] - most);
        for (int k = 0; k < sum.Length; k++) sum[k] /= all;
    }

    /// <summary>Equal when every number is.</summary>
    public bool Equals(StackLayer? other) =>
        other is not null && Weights.AsSpan().SequenceEqual(other.Weights.AsSpan()) && Biases.AsSpan().SequenceEqual(other.Biases.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Weights.Length, Biases.Length);

    private static ImmutableArray<double> Finite(ImmutableArray<double> values, string name) =>
        !values.IsDefaultOrEmpty && values.All(double.IsFinite) ? values
        : throw new ArgumentException("A stack layer needs finite numbers, at least one.", name);
}
