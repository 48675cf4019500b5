using Kolosal.Learning.Graphs;

namespace Kolosal.Learning.Interchange;

/// <summary>Operations of a scoring graph as nodes of ONNX; a value is a tensor rows × width, of constants 1 × width.</summary>
internal sealed class OnnxNodes
{
    public const string Prediction = "prediction", Probabilities = "probabilities", Label = "label";

    private readonly OnnxGraph graph;
    private readonly ScoringGraph model;
    private readonly string[] names;
    private readonly bool[] hasRows;
    private readonly Dictionary<int, string> conditions = [];
    private string? zeros;

    private OnnxNodes(OnnxGraph graph, ScoringGraph model) =>
        (this.graph, this.model, names, hasRows) = (graph, model, new string[model.Nodes.Length], new bool[model.Nodes.Length]);

    /// <summary>Adds all nodes, the outputs under their names.</summary>
    public static void Write(OnnxGraph graph, ScoringGraph model)
    {
        var writer = new OnnxNodes(graph, model);
        for (int i = 0; i < model.Nodes.Length; i++) writer.names[i] = writer.Add(i, model.Nodes[i]);
        writer.Finish();
    }

    private void Finish()
    {
        string output = graph.Add("Identity", [WithRows(model.Output)], output: model.Problem.Classes.IsEmpty ? Prediction : Probabilities);
        if (model.Problem.Classes.IsEmpty) return;
        string index;
        if (model.Problem.Classes.Length == 2)
        {
            // Of equal ones the second: the rule of ClassDecision.
            string second = graph.Add("Gather", [output, graph.Integers(1)], node => OnnxGraph.Integer(node, "axis", 1));
            string below = graph.Add("Less", [second, graph.Doubles([0.5], 1, 1)]);
            index = graph.Cast(graph.Add("Not", [below]), OnnxTensor.Int64);
        }
        else index = graph.Add("ArgMax", [output], node => OnnxGraph.Integer(node, "axis", 1));
        graph.Add("Gather", [graph.Texts(model.Problem.Classes), graph.Add("Reshape", [index, graph.Integers(-1)])],
            node => OnnxGraph.Integer(node, "axis", 0), Label);
    }

    private string Add(int at, GraphNode node)
    {
        hasRows[at] = true;
        switch (node)
        {
            case NumberNode number:
                return number.Column;
            case TextNode text:
                return text.Column;
            case ConstantNode constant:
                hasRows[at] = false;
                return graph.Doubles(constant.Values.AsSpan(), 1, constant.Width);
            case UnaryNode unary:
                hasRows[at] = hasRows[unary.Of.Node];
                return Unary(at, unary);
            case BinaryNode binary:
                hasRows[at] = hasRows[binary.Left.Node] || hasRows[binary.Right.Node];
                return Binary(at, binary);
            case SelectNode select:
                hasRows[at] = hasRows[select.Condition.Node] || hasRows[select.Then.Node] || hasRows[select.Otherwise.Node];
                return graph.Add("Where", [Condition(select.Condition), names[select.Then.Node], names[select.Otherwise.Node]]);
            case PickNode pick:
                hasRows[at] = hasRows[pick.Of.Node];
                return graph.Add("Gather", [names[pick.Of.Node], graph.Integers([.. pick.Positions.Select(p => (long)p)])],
                    inner => OnnxGraph.Integer(inner, "axis", 1));
            case JoinNode join:
                return graph.Add("Concat", [.. join.Parts.Select(WithRows)], inner => OnnxGraph.Integer(inner, "axis", 1));
            case LinearNode linear:
                hasRows[at] = hasRows[linear.Of.Node];
                return Linear(linear);
            case MaximumNode maximum:
                hasRows[at] = hasRows[maximum.Of.Node];
                return graph.Add("ReduceMax", [names[maximum.Of.Node]], inner => OnnxGraph.Integers(inner, "axes", [1]));
            case SmallestNode smallest:
                var (values, positions) = graph.AddPair("TopK", [WithRows(smallest.Of), graph.Integers(smallest.Count)],
                    inner => OnnxGraph.Integer(inner, "largest", 0));
                return graph.Add("Concat", [values, graph.Cast(positions, OnnxTensor.Double)], inner => OnnxGraph.Integer(inner, "axis", 1));
            case TextTableNode table:
                return Row(table.Table, table.Columns, TextIndex(table));
            case CodeTableNode table:
                return Row(table.Table, table.Columns, CodeIndex(table));
            case TreesNode trees:
                return OnnxTrees.Add(graph, WithRows(trees.Of), trees.Trees);
            default:
                throw new NotExportableException($"ONNX has no form for {node.GetType().Name}.");
        }
    }

    private string Unary(int at, UnaryNode node)
    {
        string of = names[node.Of.Node];
        switch (node.Operation)
        {
            case UnaryOperation.IsMissing:
                return Decided(at, graph.Add("IsNaN", [of]));
            case UnaryOperation.ErrorFunction:
                // Runtimes have it in single precision.
                return graph.Cast(graph.Add("Erf", [graph.Cast(of, OnnxTensor.Float)]), OnnxTensor.Double);
            default:
                return graph.Add(node.Operation switch
                {
                    UnaryOperation.Negate => "Neg",
                    UnaryOperation.Absolute => "Abs",
                    UnaryOperation.Exponential => "Exp",
                    UnaryOperation.Logarithm => "Log",
                    UnaryOperation.SquareRoot => "Sqrt",
                    UnaryOperation.Sine => "Sin",
                    UnaryOperation.Cosine => "Cos",
                    UnaryOperation.HyperbolicTangent => "Tanh",
                    _ => "Floor",
                }, [of]);
        }
    }

    private string Binary(int at, BinaryNode node)
    {
        string[] sides = [names[node.Left.Node], names[node.Right.Node]];
        return node.Operation switch
        {
            BinaryOperation.IsLess => Decided(at, graph.Add("Less", sides)),
            BinaryOperation.Add => graph.Add("Add", sides),
            BinaryOperation.Subtract => graph.Add("Sub", sides),
            BinaryOperation.Multiply => graph.Add("Mul", sides),
            BinaryOperation.Divide => graph.Add("Div", sides),
            _ => graph.Add("Pow", sides),
        };
    }

    private string Linear(LinearNode node)
    {
        int inputs = node.Of.Width, outputs = node.Width;
        double[] turned = new double[node.Weights.Length];
        for (int o = 0; o < outputs; o++)
            for (int i = 0; i < inputs; i++) turned[i * outputs + o] = node.Weights[o * inputs + i];
        string products = graph.Add("MatMul", [names[node.Of.Node], graph.Doubles(turned, inputs, outputs)]);
        return node.Offsets.All(offset => offset == 0) ? products : graph.Add("Add", [products, graph.Doubles(node.Offsets.AsSpan(), 1, outputs)]);
    }

    private string Row(ImmutableArray<double> table, int columns, string index) =>
        graph.Add("Gather", [graph.Doubles(table.AsSpan(), table.Length / columns, columns), graph.Add("Reshape", [index, graph.Integers(-1)])],
            node => OnnxGraph.Integer(node, "axis", 0));

    private string TextIndex(TextTableNode table)
    {
        List<string> keys = [.. table.Keys];
        List<long> values = [.. Enumerable.Range(0, keys.Count).Select(i => (long)i)];
        if (!keys.Contains(""))
        {
            keys.Add("");
            values.Add(table.Keys.Length + 1);
        }
        return graph.AddLearning("LabelEncoder", [names[table.Text.Node]], node =>
        {
            OnnxGraph.Texts(node, "keys_strings", keys);
            OnnxGraph.Integers(node, "values_int64s", values);
            OnnxGraph.Integer(node, "default_int64", table.Keys.Length);
        });
    }

    private string CodeIndex(CodeTableNode table)
    {
        string code = WithRows(table.Code), last = graph.Doubles([table.Codes], 1, 1);
        string inside = graph.Add("And",
            [graph.Add("Less", [graph.Doubles([-0.5], 1, 1), code]), graph.Add("Less", [code, graph.Doubles([table.Codes - 0.5], 1, 1)])]);
        return graph.Cast(graph.Add("Where", [inside, code, last]), OnnxTensor.Int64);
    }

    /// <summary>Keeps the truth value for those who choose by it.</summary>
    private string Decided(int at, string condition)
    {
        conditions[at] = condition;
        return graph.Cast(condition, OnnxTensor.Double);
    }

    private string Condition(GraphValue value) => conditions.TryGetValue(value.Node, out string? known) ? known
        : graph.Cast(names[value.Node], OnnxTensor.Bool);

    /// <summary>The value once a row, also where it is the same for all.</summary>
    private string WithRows(GraphValue value)
    {
        if (hasRows[value.Node]) return names[value.Node];
        zeros ??= Zeros();
        return graph.Add("Add", [names[value.Node], zeros]);
    }

    private string Zeros()
    {
        string rows = graph.Add("Shape", [model.Inputs[0].Column], node => OnnxGraph.Integer(node, "end", 1));
        string shape = graph.Add("Concat", [rows, graph.Integers(1)], node => OnnxGraph.Integer(node, "axis", 0));
        return graph.Add("ConstantOfShape", [shape], node => OnnxGraph.Doubles(node, "value", [0]));
    }
}
