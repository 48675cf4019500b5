using Kolosal.Learning.Graphs;

namespace Kolosal.Learning.Trees;

/// <summary>Tree models as operations of a graph.</summary>
internal static class TreeGraph
{
    /// <summary>The outputs of a tree model.</summary>
    public static GraphValue Describe(GraphBuilder graph, GraphValue row, AdditiveTrees trees) => trees.Link.Describe(graph,
        Describe(graph, row, trees.Ensemble, trees.Ensemble.Values, trees.BaseScores.ToArray(), trees.Scale,
            [.. Enumerable.Range(0, trees.Trees).Select(trees.ScoreOf)]));

    /// <summary>base + scale · Σ leaf values.</summary>
    /// <param name="graph">Where it is added.</param>
    /// <param name="row">The model row.</param>
    /// <param name="trees">The trees.</param>
    /// <param name="values">What their leaves hold, in the places of the trees' own.</param>
    /// <param name="baseScores">One a score.</param>
    /// <param name="scale">What leaf values are multiplied by.</param>
    /// <param name="scoreOf">The score of each tree; −1 where leaves hold a value for each.</param>
    public static GraphValue Describe(GraphBuilder graph, GraphValue row, TreeEnsemble trees, double[] values, double[] baseScores, double scale,
        int[] scoreOf)
    {
        var sides = Sides(graph, row, trees, out int[] columns);
        int nodes = trees.Columns.Length;
        var thresholds = new double[nodes];
        var missingLeft = new bool[nodes];
        for (int node = 0; node < nodes; node++)
        {
            if (trees.Columns[node] < 0) continue;
            bool categorical = (trees.Flags[node] & TreeEnsemble.Categorical) != 0;
            thresholds[node] = categorical ? 0.5 : trees.Thresholds[node];
            missingLeft[node] = !categorical && (trees.Flags[node] & TreeEnsemble.MissingLeft) != 0;
        }
        return graph.Trees(sides, new(sides.Width, [.. trees.Roots], [.. columns], [.. thresholds], [.. missingLeft], [.. trees.Children],
            [.. values], [.. scoreOf], [.. baseScores], scale));
    }

    /// <summary>The row, and behind it a number for each set of categories that a node asks for: 0 for those that go left, 1 for the others. So a
    /// format needs thresholds alone.</summary>
    private static GraphValue Sides(GraphBuilder graph, GraphValue row, TreeEnsemble trees, out int[] columns)
    {
        columns = [.. trees.Columns];
        List<GraphValue> parts = [row];
        int next = row.Width;
        foreach (var column in Enumerable.Range(0, columns.Length)
            .Where(node => trees.Columns[node] >= 0 && (trees.Flags[node] & TreeEnsemble.Categorical) != 0).GroupBy(node => trees.Columns[node]))
        {
            int codes = column.Max(node => 64 * (int)trees.Sets[(int)trees.Thresholds[node]]);
            var places = new Dictionary<string, int>(StringComparer.Ordinal);
            var asked = new List<int>();
            foreach (int node in column)
            {
                string key = string.Concat(Enumerable.Range(-1, codes + 1).Select(code => GoesLeft(trees, node, code) ? 'l' : 'r'));
                if (places.TryAdd(key, next + places.Count)) asked.Add(node);
                columns[node] = places[key];
            }
            // A code is one of the encoder's or missing: no other number comes to a model row.
            double[] table = [.. Enumerable.Range(0, codes + 1).SelectMany(code =>
                asked.Select(node => GoesLeft(trees, node, code < codes ? code : -1) ? 0.0 : 1.0))];
            parts.Add(graph.CodeTable(graph.Pick(row, column.Key), codes, table));
            next += places.Count;
        }
        return graph.Join(parts);
    }

    private static bool GoesLeft(TreeEnsemble trees, int node, int code) => trees.GoesLeft(node, code < 0 ? double.NaN : code);
}
