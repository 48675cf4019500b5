using Kolosal.Learning.Graphs;
using Kolosal.Learning.Trees;

namespace Kolosal.Learning.Import;

/// <summary>Looks for a tree model in an imported graph: one sum of trees over columns as they come, and behind it nothing but a link.</summary>
internal static class GraphTreeModel
{
    /// <returns>Null where the graph is more than that, or an output does not rise with its score.</returns>
    public static AdditiveTrees? Of(GraphPredictor graph)
    {
        int[] all = [.. Enumerable.Range(0, graph.Nodes.Length).Where(i => graph.Nodes[i] is TreesNode)];
        if (all is not [var at]) return null;
        var node = (TreesNode)graph.Nodes[at];
        int[] columns = new int[node.Of.Width];
        for (int place = 0; place < columns.Length; place++)
            if ((columns[place] = ColumnOf(graph, node.Of, place)) < 0) return null;
        if (graph.Output.Node != at && (ReadsColumns(graph, at) || !Rises(graph, at, node.Width))) return null;
        return Build(graph.Inputs, node.Trees, columns, graph.Output.Node == at ? Link.Identity : graph.Outputs == 1 ? Link.Logit
            : node.Width == 1 ? Link.BinaryLogit : Link.Softmax);
    }

    /// <summary>The column that a number of a node is, taken as it comes; −1 for none.</summary>
    private static int ColumnOf(GraphPredictor graph, GraphValue of, int place)
    {
        switch (graph.Nodes[of.Node])
        {
            case NumberNode number:
                return Enumerable.Range(0, graph.Columns.Length).FirstOrDefault(c => graph.Columns[c].Column == number.Column, -1);
            case PickNode pick:
                return ColumnOf(graph, pick.Of, pick.Positions[place]);
            case JoinNode join:
                foreach (var part in join.Parts)
                {
                    if (place < part.Width) return ColumnOf(graph, part, place);
                    place -= part.Width;
                }
                return -1;
            default:
                return -1;
        }
    }

    /// <summary>Whether the output reads a column past the trees.</summary>
    private static bool ReadsColumns(GraphPredictor graph, int trees)
    {
        var open = new Stack<int>([graph.Output.Node]);
        var seen = new HashSet<int> { trees };
        while (open.TryPop(out int node))
        {
            if (!seen.Add(node)) continue;
            if (graph.Nodes[node] is NumberNode or TextNode) return true;
            foreach (var used in graph.Nodes[node].Sources) open.Push(used.Node);
        }
        return false;
    }

    /// <summary>Whether each score speaks for its own output: one for the only output, or the second of two; or one an output.</summary>
    private static bool Rises(GraphPredictor graph, int trees, int scores)
    {
        if (scores != graph.Outputs && !(scores == 1 && graph.Outputs == 2)) return false;
        double[] at = new double[scores];
        for (int k = 0; k < scores; k++)
        {
            int output = scores == graph.Outputs ? k : 1;
            at[k] = -1;
            double low = graph.OutputWhere(trees, at)[output];
            at[k] = 1;
            double high = graph.OutputWhere(trees, at)[output];
            at[k] = 0;
            if (!(high > low)) return false;
        }
        return true;
    }

    private static AdditiveTrees Build(int inputs, GraphTrees trees, int[] columns, Link link)
    {
        int scores = trees.BaseScores.Length;
        bool wide = scores > 1 && trees.ScoreOf.Contains(-1);
        var builder = new TreeEnsembleBuilder(inputs, wide ? scores : 1);
        double[] leaf = new double[wide ? scores : 1];
        for (int tree = 0; tree < trees.Trees; tree++)
        {
            var open = new Stack<(int From, int To)>([(trees.Roots[tree], builder.Open(0))]);
            while (open.TryPop(out var node))
            {
                var (from, to) = node;
                if (trees.Columns[from] < 0)
                {
                    Array.Clear(leaf);
                    int first = trees.Children[from], score = trees.ScoreOf[tree];
                    if (score < 0) trees.Values.AsSpan(first, leaf.Length).CopyTo(leaf);
                    else leaf[wide ? score : 0] = trees.Values[first];
                    builder.Leaf(to, leaf);
                    continue;
                }
                int child = builder.Split(to, columns[trees.Columns[from]], trees.Thresholds[from], trees.MissingLeft[from], 0, 0, 0);
                open.Push((trees.Children[from] + 1, child + 1));
                open.Push((trees.Children[from], child));
            }
            builder.Close();
        }
        return new(builder.Build(), [.. trees.BaseScores], trees.Scale, link, wide || scores == 1 ? null : [.. trees.ScoreOf]);
    }
}
