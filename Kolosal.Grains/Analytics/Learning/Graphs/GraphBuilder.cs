using Kolosal.Tabular;

namespace Kolosal.Learning.Graphs;

/// <summary>Builds a <see cref="ScoringGraph"/>; one at a time, not thread-safe.</summary>
internal sealed class GraphBuilder(TableSchema schema)
{
    private readonly List<GraphNode> nodes = [];
    private readonly Dictionary<string, GraphInput> inputs = new(StringComparer.Ordinal);
    private readonly Dictionary<double, GraphValue> constants = [];

    public ScoringGraph Finish(LearningProblem problem, GraphValue output) =>
        new(problem, [.. schema.Columns.Where(c => inputs.ContainsKey(c.Name)).Select(c => inputs[c.Name])], [.. nodes], output);

    /// <summary>An input column, a text for categories and texts.</summary>
    public GraphValue Input(string column)
    {
        if (inputs.TryGetValue(column, out var known)) return new(known.Node, known.IsText ? 0 : 1);
        var type = schema.Columns[schema.IndexOf(column)].Type;
        var input = new GraphInput(column, type, nodes.Count);
        inputs.Add(column, input);
        return Add(input.IsText ? new TextNode(column) : new NumberNode(column));
    }

    public GraphValue Constant(double value) =>
        constants.TryGetValue(value, out var known) ? known : constants[value] = Add(new ConstantNode([value]));

    public GraphValue Constants(ReadOnlySpan<double> values) => Add(new ConstantNode([.. values]));

    public GraphValue Apply(UnaryOperation operation, GraphValue of) => Add(new UnaryNode(operation, of));

    public GraphValue Apply(BinaryOperation operation, GraphValue left, GraphValue right) => Add(new BinaryNode(operation, left, right));

    public GraphValue Plus(GraphValue left, GraphValue right) => Apply(BinaryOperation.Add, left, right);

    public GraphValue Minus(GraphValue left, GraphValue right) => Apply(BinaryOperation.Subtract, left, right);

    public GraphValue Times(GraphValue left, GraphValue right) => Apply(BinaryOperation.Multiply, left, right);

    public GraphValue Over(GraphValue left, GraphValue right) => Apply(BinaryOperation.Divide, left, right);

    public GraphValue Times(GraphValue of, double factor) => factor == 1 ? of : Times(of, Constant(factor));

    public GraphValue Plus(GraphValue of, double addend) => addend == 0 ? of : Plus(of, Constant(addend));

    public GraphValue Exp(GraphValue of) => Apply(UnaryOperation.Exponential, of);

    public GraphValue Log(GraphValue of) => Apply(UnaryOperation.Logarithm, of);

    public GraphValue IsLess(GraphValue left, GraphValue right) => Apply(BinaryOperation.IsLess, left, right);

    public GraphValue IsLess(GraphValue left, double right) => IsLess(left, Constant(right));

    public GraphValue IsLess(double left, GraphValue right) => IsLess(Constant(left), right);

    public GraphValue IsMissing(GraphValue of) => Apply(UnaryOperation.IsMissing, of);

    public GraphValue Select(GraphValue condition, GraphValue then, GraphValue otherwise) => Add(new SelectNode(condition, then, otherwise));

    /// <summary>Kept in a range; missing stays missing.</summary>
    public GraphValue Clamp(GraphValue of, double low, double high)
    {
        if (low > double.MinValue) of = AtLeast(of, low);
        return high < double.MaxValue ? AtMost(of, high) : of;
    }

    /// <summary>The greater one; missing stays missing.</summary>
    public GraphValue AtLeast(GraphValue of, double low) => Select(IsLess(of, low), Constant(low), of);

    /// <summary>The smaller one; missing stays missing.</summary>
    public GraphValue AtMost(GraphValue of, double high) => Select(IsLess(high, of), Constant(high), of);

    public GraphValue Pick(GraphValue of, params ReadOnlySpan<int> positions) =>
        positions.Length == of.Width && IsCounting(positions) ? of : Add(new PickNode(of, [.. positions]));

    /// <summary>Every number as a value of its own.</summary>
    public GraphValue[] Split(GraphValue of) => [.. Enumerable.Range(0, of.Width).Select(k => Pick(of, k))];

    public GraphValue Join(IReadOnlyList<GraphValue> parts) => parts.Count == 1 ? parts[0] : Add(new JoinNode([.. parts]));

    /// <summary>W x + b.</summary>
    /// <param name="of">x.</param>
    /// <param name="weights">outputs × inputs, row-major.</param>
    /// <param name="offsets">One an output.</param>
    public GraphValue Linear(GraphValue of, ReadOnlySpan<double> weights, ReadOnlySpan<double> offsets)
    {
        if (weights.Length != of.Width * offsets.Length)
            throw new ArgumentException($"{weights.Length} weights do not fit {of.Width} inputs and {offsets.Length} outputs.", nameof(weights));
        return Add(new LinearNode(of, [.. weights], [.. offsets]));
    }

    /// <summary>The sum of a row's numbers.</summary>
    public GraphValue Sum(GraphValue of)
    {
        if (of.Width == 1) return of;
        double[] ones = new double[of.Width];
        Array.Fill(ones, 1);
        return Linear(of, ones, [0]);
    }

    public GraphValue Maximum(GraphValue of) => of.Width == 1 ? of : Add(new MaximumNode(of));

    /// <summary>The smallest numbers of a row, ascending, and their positions; of equal ones the first comes first.</summary>
    public (GraphValue Values, GraphValue Positions) Smallest(GraphValue of, int count)
    {
        if (count < 1 || count > of.Width) throw new ArgumentOutOfRangeException(nameof(count), count, $"Need 1 to {of.Width}.");
        var both = Add(new SmallestNode(of, count));
        return (Pick(both, [.. Enumerable.Range(0, count)]), Pick(both, [.. Enumerable.Range(count, count)]));
    }

    /// <summary>The row of a table for a text: one for each key, then that of other texts, then that of missing.</summary>
    public GraphValue TextTable(GraphValue text, ImmutableArray<string> keys, ReadOnlySpan<double> table) =>
        Add(new TextTableNode(text, keys, [.. table], table.Length / (keys.Length + 2)));

    /// <summary>The row of a table for a code; the last row is that of missing.</summary>
    public GraphValue CodeTable(GraphValue code, int codes, ReadOnlySpan<double> table) =>
        Add(new CodeTableNode(code, codes, [.. table], table.Length / (codes + 1)));

    public GraphValue Trees(GraphValue of, GraphTrees trees) => Add(new TreesNode(of, trees));

    private GraphValue Add(GraphNode node)
    {
        nodes.Add(node);
        return new(nodes.Count - 1, node.Width);
    }

    private static bool IsCounting(ReadOnlySpan<int> positions)
    {
        for (int i = 0; i < positions.Length; i++) if (positions[i] != i) return false;
        return true;
    }
}
