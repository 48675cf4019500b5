using Kolosal.Learning.Graphs;
using Kolosal.Statistics;

namespace Kolosal.Learning.Neural;

/// <summary>Each number as its place in bins b₀ &lt; b₁ &lt; … &lt; b_T: part t is 0 below its bin, 1 above, and (x − b_{t−1}) / (b_t −
/// b_{t−1}) inside; the first goes on below and the last above (Gorishniy, Rubachev and Babenko, arXiv:2203.05556, equation 1).</summary>
/// <remarks>Bins are quantiles of the training rows (section 3.2.1 there), equal ones made one; a column of one or
/// two values has one bin. The paper's learnt layer per column on top is left to the first hidden layer.</remarks>
internal sealed class PiecewiseLinearEncoding
{
    // No sound model comes near: damaged bytes end there.
    private const int MaxEdges = 1 << 20;
    private readonly double[][] edges;

    private PiecewiseLinearEncoding(double[][] edges) => (this.edges, Outputs) = (edges, edges.Sum(e => e.Length - 1));

    public int Inputs => edges.Length;

    public int Outputs { get; }

    /// <param name="rows">rows × inputs.</param>
    /// <param name="inputs">Values in a row.</param>
    /// <param name="bins">Bins of a column at most, ≥ 1.</param>
    public static PiecewiseLinearEncoding Fit(ReadOnlySpan<double> rows, int inputs, int bins)
    {
        var edges = new double[inputs][];
        double[] values = new double[rows.Length / inputs];
        for (int c = 0; c < inputs; c++)
        {
            for (int row = 0; row < values.Length; row++) values[row] = rows[row * inputs + c];
            Array.Sort(values);
            bool few = values.AsSpan().IndexOfAnyExcept(values[0], values[^1]) < 0;
            int count = few ? 1 : bins;
            double[] own = [.. Enumerable.Range(0, count + 1).Select(t => Quantiles.OfSorted(values, (double)t / count)).Distinct()];
            edges[c] = own.Length >= 2 ? own : [own[0], own[0] + 1];
        }
        return new(edges);
    }

    /// <summary>Encodes one row.</summary>
    public void Apply(ReadOnlySpan<double> row, Span<double> encoded)
    {
        int at = 0;
        for (int c = 0; c < edges.Length; c++)
        {
            double[] own = edges[c];
            for (int t = 1; t < own.Length; t++)
            {
                double part = (row[c] - own[t - 1]) / (own[t] - own[t - 1]);
                if (t > 1) part = Math.Max(0, part);
                if (t < own.Length - 1) part = Math.Min(1, part);
                encoded[at++] = part;
            }
        }
    }

    /// <summary>The encoding as operations of a graph.</summary>
    public GraphValue Describe(GraphBuilder graph, GraphValue row)
    {
        var columns = new List<GraphValue>();
        for (int c = 0; c < edges.Length; c++)
        {
            double[] own = edges[c];
            double[] lows = own[..^1], widths = [.. own.Zip(own.Skip(1), (low, high) => high - low)];
            // The first part goes on below and the last one above.
            double[] least = [.. lows.Select((_, t) => t == 0 ? double.MinValue : 0)];
            double[] most = [.. lows.Select((_, t) => t == lows.Length - 1 ? double.MaxValue : 1)];
            var parts = graph.Over(graph.Minus(graph.Pick(row, c), graph.Constants(lows)), graph.Constants(widths));
            GraphValue low = graph.Constants(least), high = graph.Constants(most);
            parts = graph.Select(graph.IsLess(parts, low), low, parts);
            columns.Add(graph.Select(graph.IsLess(high, parts), high, parts));
        }
        return graph.Join(columns);
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(edges.Length);
        foreach (double[] own in edges)
        {
            writer.Write(own.Length);
            foreach (double edge in own) writer.Write(edge);
        }
    }

    /// <exception cref="InvalidDataException">The bytes are none of an encoding.</exception>
    public static PiecewiseLinearEncoding Read(BinaryReader reader)
    {
        int inputs = reader.ReadInt32();
        if (inputs is < 1 or > MaxEdges) throw new InvalidDataException($"Not an encoding: {inputs} columns.");
        var edges = new List<double[]>();
        for (int c = 0; c < inputs; c++)
        {
            int count = reader.ReadInt32();
            if (count is < 2 or > MaxEdges) throw new InvalidDataException($"Not an encoding: {count} edges.");
            var own = new List<double>();
            for (int t = 0; t < count; t++)
            {
                own.Add(reader.ReadDouble());
                if (!double.IsFinite(own[t]) || (t > 0 && own[t] <= own[t - 1]))
                    throw new InvalidDataException("Not an encoding: edges do not rise.");
            }
            edges.Add([.. own]);
        }
        return new([.. edges]);
    }
}
