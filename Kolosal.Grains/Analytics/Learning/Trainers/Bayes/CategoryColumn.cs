using Kolosal.Learning.Graphs;

namespace Kolosal.Learning.Bayes;

/// <summary>How a column's values become categories.</summary>
/// <param name="Cardinality">The number of codes, or 0 for a number.</param>
/// <param name="Edges">For a number: ascending; a value belongs to the first edge that is not below it, or after the last.</param>
internal readonly record struct CategoryColumn(int Cardinality, double[] Edges)
{
    /// <summary>The number of categories.</summary>
    public int Categories => Cardinality > 0 ? Cardinality : Edges.Length + 1;

    /// <summary>The category of a value, or −1 when it is missing or no code of the column.</summary>
    public int Of(double value)
    {
        if (double.IsNaN(value)) return -1;
        if (Cardinality > 0) return value >= 0 && value < Cardinality && value == Math.Floor(value) ? (int)value : -1;
        int low = 0, high = Edges.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (Edges[middle] < value) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    /// <summary>The category as operations of a graph; a number outside the categories, or missing, for none.</summary>
    public GraphValue Describe(GraphBuilder graph, GraphValue value) => Cardinality > 0 ? value : graph.CountAbove(value, Edges);
}
