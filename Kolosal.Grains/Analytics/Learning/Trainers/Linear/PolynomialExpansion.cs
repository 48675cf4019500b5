using Kolosal.Learning.Graphs;

namespace Kolosal.Learning.Linear;

/// <summary>All products of up to <see cref="Degree"/> inputs, by degree and then in the
/// order of the inputs: for a and b of degree 2, a, b, a², ab, b².</summary>
internal sealed class PolynomialExpansion
{
    private readonly int[] parents, factors;

    private PolynomialExpansion(int inputs, int degree, bool interactionOnly, int[] parents, int[] factors) =>
        (Inputs, Degree, InteractionOnly, this.parents, this.factors) = (inputs, degree, interactionOnly, parents, factors);

    /// <summary>Values in a row.</summary>
    public int Inputs { get; }

    /// <summary>Factors of a term at most.</summary>
    public int Degree { get; }

    /// <summary>Whether an input occurs once in a term at most.</summary>
    public bool InteractionOnly { get; }

    /// <summary>The number of terms, without the constant.</summary>
    public int Terms => parents.Length;

    /// <summary>The expansion, or null when it has more terms than allowed.</summary>
    public static PolynomialExpansion? Of(int inputs, int degree, bool interactionOnly, int mostTerms)
    {
        // A term is a term of one factor less (its parent, −1 for none) times an input not before the parent's last.
        List<int> parents = [], factors = [];
        int begin = 0;
        for (int d = 1; d <= degree; d++)
        {
            int end = parents.Count;
            for (int parent = d == 1 ? -1 : begin; parent < (d == 1 ? 0 : end); parent++)
                for (int factor = parent < 0 ? 0 : factors[parent] + (interactionOnly ? 1 : 0); factor < inputs; factor++)
                {
                    if (parents.Count == mostTerms) return null;
                    parents.Add(parent);
                    factors.Add(factor);
                }
            begin = end;
        }
        return new(inputs, degree, interactionOnly, [.. parents], [.. factors]);
    }

    /// <summary>The inputs that a term multiplies, ascending; one that is squared occurs twice.</summary>
    public ImmutableArray<int> FactorsOf(int term) => term < 0 ? [] : [.. FactorsOf(parents[term]), factors[term]];

    /// <summary>The terms as operations of a graph: degree by degree, each from the terms of one factor less.</summary>
    public GraphValue Describe(GraphBuilder graph, GraphValue row)
    {
        List<GraphValue> degrees = [row];
        for (int begin = 0, end = Inputs; end < parents.Length;)
        {
            int next = end;
            while (next < parents.Length && parents[next] < end) next++;
            var lower = graph.Pick(degrees[^1], [.. parents[end..next].Select(parent => parent - begin)]);
            degrees.Add(graph.Times(lower, graph.Pick(row, [.. factors[end..next]])));
            (begin, end) = (end, next);
        }
        return graph.Join(degrees);
    }

    /// <summary>The terms of a row.</summary>
    /// <param name="row"><see cref="Inputs"/> values.</param>
    /// <param name="terms">Receives <see cref="Terms"/> values.</param>
    public void Expand(ReadOnlySpan<double> row, Span<double> terms)
    {
        for (int t = 0; t < parents.Length; t++) terms[t] = parents[t] < 0 ? row[factors[t]] : terms[parents[t]] * row[factors[t]];
    }
}
