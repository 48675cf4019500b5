using Kolosal.Learning.Graphs;

namespace Kolosal.Learning.Interchange;

/// <summary>Sums and activations of a scoring graph that are a neural network as PMML knows it.</summary>
/// <param name="Input">What the first layer reads.</param>
/// <param name="Layers">At least two.</param>
/// <param name="Activations">PMML's name of the function behind each layer but the last.</param>
internal sealed record DenseNetwork(GraphValue Input, ImmutableArray<LinearNode> Layers, ImmutableArray<string> Activations)
{
    /// <summary>The network whose answers a node is: probabilities of the model's classes, or one number of a model of numbers.</summary>
    /// <returns>Null where there is none: no hidden layer, or an activation that PMML has not.</returns>
    public static DenseNetwork? EndingAt(ScoringGraph graph, int node)
    {
        bool classes = !graph.Problem.Classes.IsEmpty;
        var at = classes ? BehindSoftmax(graph, node) : new GraphValue(node, graph.Nodes[node].Width);
        if (at?.Width != (classes ? graph.Problem.Classes.Length : 1) || graph.Nodes[at.Value.Node] is not LinearNode layer) return null;
        var layers = new List<LinearNode> { layer };
        var activations = new List<string>();
        while (BehindActivation(graph, layer.Of) is (var name, var of) && graph.Nodes[of.Node] is LinearNode before)
        {
            layers.Insert(0, before);
            activations.Insert(0, name);
            layer = before;
        }
        return layers.Count < 2 ? null : new(layer.Of, [.. layers], [.. activations]);
    }

    /// <summary>The scores x of e^(x − max x) / Σ e^(x − max x).</summary>
    private static GraphValue? BehindSoftmax(ScoringGraph graph, int node) =>
        graph.Nodes[node] is BinaryNode { Operation: BinaryOperation.Divide, Left: var shares, Right: var total }
        && graph.Nodes[total.Node] is LinearNode { Offsets: [0], Of: var summed, Weights: var weights } && summed == shares
        && weights.All(weight => weight == 1)
        && graph.Nodes[shares.Node] is UnaryNode { Operation: UnaryOperation.Exponential, Of: var differences }
        && graph.Nodes[differences.Node] is BinaryNode { Operation: BinaryOperation.Subtract, Left: var scores, Right: var greatest }
        && graph.Nodes[greatest.Node] is MaximumNode { Of: var compared } && compared == scores ? scores : null;

    private static (string Name, GraphValue Of)? BehindActivation(ScoringGraph graph, GraphValue value) => graph.Nodes[value.Node] switch
    {
        UnaryNode { Operation: UnaryOperation.HyperbolicTangent, Of: var of } => ("tanh", of),
        SelectNode { Condition: var condition, Then: var then, Otherwise: var otherwise }
            when graph.Nodes[condition.Node] is BinaryNode { Operation: BinaryOperation.IsLess, Left: var left, Right: var right }
            && left == otherwise && IsZero(graph, right) && IsZero(graph, then) => ("rectifier", otherwise),
        _ => null,
    };

    private static bool IsZero(ScoringGraph graph, GraphValue value) => graph.Nodes[value.Node] is ConstantNode { Values: [0] };
}
