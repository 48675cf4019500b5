using Kolosal.Learning.Graphs;

namespace Kolosal.Learning.Interchange;

/// <summary>Which number of the graph is which field of PMML, and where each must be derived.</summary>
internal sealed class PmmlFields
{
    private readonly ScoringGraph graph;
    private readonly int[] stages;
    private readonly string prefix;
    private readonly DenseNetwork?[] networks;

    /// <summary>Finds a prefix that no column has.</summary>
    public PmmlFields(ScoringGraph graph)
    {
        this.graph = graph;
        stages = new int[graph.Nodes.Length];
        networks = [.. Enumerable.Range(0, stages.Length).Select(node => DenseNetwork.EndingAt(graph, node))];
        prefix = "v";
        while (graph.Inputs.Any(input => input.Column.StartsWith(prefix, StringComparison.Ordinal))
            || graph.Problem.Target.StartsWith(prefix, StringComparison.Ordinal)) prefix = "_" + prefix;
        int models = 0;
        for (int i = 0; i < stages.Length; i++)
        {
            int before = graph.Nodes[i].Sources.Select(parent => stages[parent.Node]).DefaultIfEmpty(0).Max();
            stages[i] = IsModel(i) ? Math.Max(before, models++) + 1 : before;
            models = Math.Max(models, stages[i]);
        }
    }

    /// <summary>0 for what follows from the columns alone; otherwise the number of the model, from 1, whose answer it needs last.</summary>
    public int StageOf(int node) => stages[node];

    /// <summary>Whether a node is answered by models of its own: trees, or a neural network.</summary>
    public bool IsModel(int node) => graph.Nodes[node] is TreesNode || networks[node] is not null;

    /// <summary>The network that answers a node; null where none does.</summary>
    public DenseNetwork? Network(int node) => networks[node];

    /// <summary>The field that holds a number of a value; picks and joins are seen through, so it may be a column.</summary>
    public (int Node, int Place) Source(GraphValue value, int place)
    {
        switch (graph.Nodes[value.Node])
        {
            case PickNode pick:
                return Source(pick.Of, pick.Positions[place]);
            case JoinNode join:
                foreach (var part in join.Parts)
                {
                    if (place < part.Width) return Source(part, place);
                    place -= part.Width;
                }
                break;
        }
        return (value.Node, place);
    }

    /// <summary>The name of a number.</summary>
    public string Name(int node, int place) => graph.Nodes[node] switch
    {
        NumberNode number => number.Column,
        TextNode text => text.Column,
        _ => $"{prefix}{node}_{place}",
    };

    /// <summary>The numbers that one number of a node reads, constants left out.</summary>
    public IEnumerable<(int Node, int Place)> Reads(int node, int place)
    {
        if (networks[node] is { } network)
            return Enumerable.Range(0, network.Input.Width).Select(i => Source(network.Input, i)).Where(IsDerived);
        switch (graph.Nodes[node])
        {
            case LinearNode linear:
                return Enumerable.Range(0, linear.Of.Width).Where(i => linear.Weights[place * linear.Of.Width + i] != 0)
                    .Select(i => Source(linear.Of, i)).Where(IsDerived);
            case MaximumNode maximum:
                return Enumerable.Range(0, maximum.Of.Width).Select(i => Source(maximum.Of, i)).Where(IsDerived);
            case TreesNode trees:
                return trees.Trees.Columns.Where(column => column >= 0).Distinct().Order().Select(i => Source(trees.Of, i)).Where(IsDerived);
            default:
                return graph.Nodes[node].Sources.Select(parent => Source(parent, parent.Width <= 1 ? 0 : place)).Where(IsDerived);
        }
    }

    private bool IsDerived((int Node, int Place) source) => graph.Nodes[source.Node] is not ConstantNode;
}
