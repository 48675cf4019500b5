using Kolosal.Learning.Graphs;

namespace Kolosal.Learning.Import;

/// <summary>Operators of ONNX as operations of a scoring graph.</summary>
/// <remarks>From the operator documents of onnx (ai.onnx up to 21, ai.onnx.ml up to 3). The first axis is that of rows throughout.</remarks>
internal sealed class OnnxOperators(GraphBuilder graph)
{
    public GraphBuilder Graph => graph;

    /// <summary>What each name stands for.</summary>
    public Dictionary<string, OnnxTerm> Terms { get; } = new(StringComparer.Ordinal);

    /// <exception cref="UnsupportedOperatorException">It is none that is read, or read in another use.</exception>
    public void Add(OnnxOperator node)
    {
        OnnxTerm[] inputs = [.. node.Inputs.Select(name => name.Length == 0 ? new OnnxShape() : Terms.TryGetValue(name, out var known) ? known
            : throw new InvalidDataException($"'{node.Name}' reads '{name}', which no node before it gives."))];
        if (node.Domain == "ai.onnx.ml") OnnxLearning.Add(this, node, inputs);
        else if (node.Domain is "" or "ai.onnx") Terms[node.Outputs[0]] = Plain(node, inputs);
        else throw Unsupported(node);
    }

    public static UnsupportedOperatorException Unsupported(OnnxOperator node, string? use = null)
    {
        string name = node.Domain.Length > 0 ? $"{node.Domain}.{node.Name}" : node.Name;
        return new(name, $"The operator '{name}' is not read{(use is null ? "" : $" {use}")}.");
    }

    /// <summary>Numbers of a row, or constants as such.</summary>
    public GraphValue Numbers(OnnxOperator node, OnnxTerm term) => term switch
    {
        OnnxNumbers numbers => numbers.Value,
        OnnxConstant { Values.Numbers: { IsEmpty: false } values } => values.Length == 1 ? graph.Constant(values[0])
            : graph.Constants(values.AsSpan()),
        _ => throw Unsupported(node, "of texts or labels"),
    };

    private static ImmutableArray<double> Constant(OnnxOperator node, OnnxTerm term) =>
        term is OnnxConstant constant ? constant.Values.Numbers : throw Unsupported(node, "with an argument that depends on the row");

    private OnnxTerm Plain(OnnxOperator node, OnnxTerm[] inputs)
    {
        switch (node.Name)
        {
            case "Constant":
                return node.Attributes.TryGetValue("value", out var value) && value.Tensor is { } tensor ? new OnnxConstant(tensor)
                    : Attribute(node);
            case "Identity" or "Dropout" or "Flatten" or "Squeeze" or "Unsqueeze":
                return inputs[0];
            case "Shape" or "ConstantOfShape" or "Size" or "Range":
                return node.Name == "ConstantOfShape" ? new OnnxNumbers(graph.Constant(
                    node.Attributes.TryGetValue("value", out var fill) && fill.Tensor is { Numbers: { IsEmpty: false } filled } ? filled[0] : 0))
                        : new OnnxShape();
            case "Reshape":
                return Reshaped(node, inputs);
            case "Cast":
                return Cast(node, inputs[0]);
            case "ArgMax":
                return new OnnxLabels([]);
            case "Not" when inputs[0] is OnnxLabels:
                return inputs[0];
            case "Gather":
                return Gather(node, inputs);
            case "Concat":
                return Concat(node, inputs);
            case "MatMul":
                return new OnnxNumbers(Product(node, inputs[0], inputs[1], turned: false, [], 1));
            case "Gemm":
                if (node.Integer("transA") != 0) throw Unsupported(node, "with a turned left side");
                return new OnnxNumbers(Product(node, inputs[0], inputs[1], node.Integer("transB") != 0,
                    inputs.Length > 2 && inputs[2] is OnnxConstant bias ? [.. bias.Values.Numbers.Select(b => b * node.Single("beta", 1))] : [],
                    node.Single("alpha", 1)));
        }
        if (inputs.Any(input => input is OnnxLabels) || (inputs.Length > 0 && inputs.All(input => input is OnnxShape)))
            return inputs.FirstOrDefault(input => input is OnnxLabels) ?? inputs[0];
        return new OnnxNumbers(Elementwise(node, inputs));
    }

    private static OnnxConstant Attribute(OnnxOperator node)
    {
        foreach (var (name, attribute) in node.Attributes)
        {
            switch (name)
            {
                case "value_float": return new(new(OnnxFile.Float, [], [attribute.Single], []));
                case "value_floats": return new(new(OnnxFile.Float, [attribute.Singles.Length], attribute.Singles, []));
                case "value_int": return new(new(OnnxFile.Int64, [], [attribute.Integer], []));
                case "value_ints": return new(new(OnnxFile.Int64, [attribute.Integers.Length], [.. attribute.Integers.Select(i => (double)i)], []));
                case "value_string": return new(new(OnnxFile.String, [], [], [attribute.Text]));
                case "value_strings": return new(new(OnnxFile.String, [attribute.Texts.Length], [], attribute.Texts));
            }
        }
        throw Unsupported(node, "without a value");
    }

    private static OnnxTerm Reshaped(OnnxOperator node, OnnxTerm[] inputs)
    {
        if (inputs[0] is not OnnxNumbers numbers || inputs.Length < 2
            || inputs[1] is not OnnxConstant { Values.Numbers: var shape }) return inputs[0];
        // Rows stay rows; a shape that would mix them is another operation.
        bool same = shape.Length switch
        {
            1 => numbers.Value.Width == 1,
            2 => shape[1] == numbers.Value.Width || shape[1] == -1 && shape[0] != -1 || (shape[0] == -1 && shape[1] == numbers.Value.Width),
            _ => false,
        };
        return same ? numbers : throw Unsupported(node, "to another number of columns");
    }

    private OnnxTerm Cast(OnnxOperator node, OnnxTerm of)
    {
        int to = (int)node.Integer("to");
        switch (of)
        {
            case OnnxNumbers numbers when to is OnnxFile.Float or OnnxFile.Double or OnnxFile.Bool:
                return to == OnnxFile.Float ? numbers with { Rounded = true } : numbers;
            case OnnxNumbers numbers when to is OnnxFile.Int64 or OnnxFile.Int32:
                // Towards zero; what is whole already, as all that comes from tables and truths, stays.
                var whole = graph.Apply(UnaryOperation.Floor, graph.Apply(UnaryOperation.Absolute, numbers.Value));
                return new OnnxNumbers(graph.Select(graph.IsLess(numbers.Value, 0), graph.Apply(UnaryOperation.Negate, whole), whole));
            case OnnxLabels or OnnxShape or OnnxConstant:
                return of;
            case OnnxTexts texts when to == OnnxFile.String:
                return texts;
            default:
                throw Unsupported(node, "between texts and numbers");
        }
    }

    private OnnxTerm Gather(OnnxOperator node, OnnxTerm[] inputs)
    {
        long axis = node.Integer("axis");
        if (inputs[0] is OnnxConstant { Values: var table } && inputs[1] is not OnnxConstant && axis == 0)
        {
            if (!table.Texts.IsEmpty) return new OnnxLabels(table.Texts);
            if (inputs[1] is OnnxLabels labels) return labels;
            int rows = (int)(table.Shape.IsEmpty ? 1 : table.Shape[0]), columns = rows == 0 ? 0 : table.Numbers.Length / rows;
            if (columns == 0) throw Unsupported(node, "in an empty table");
            return new OnnxNumbers(graph.CodeTable(Numbers(node, inputs[1]), rows, [.. table.Numbers, .. Enumerable.Repeat(double.NaN, columns)]));
        }
        if (inputs[0] is OnnxShape) return inputs[0];
        if (inputs[0] is OnnxLabels) return inputs[0];
        if (axis is not (1 or -1)) throw Unsupported(node, "among rows");
        return Pick(node, inputs[0], Constant(node, inputs[1]));
    }

    /// <summary>Columns by position.</summary>
    public OnnxTerm Pick(OnnxOperator node, OnnxTerm of, ImmutableArray<double> positions)
    {
        int width = of is OnnxNumbers { Value.Width: var numbers } ? numbers : of is OnnxTexts texts ? texts.Columns.Length
            : throw Unsupported(node, "of labels");
        int[] at = [.. positions.Select(p => (int)(p < 0 ? p + width : p))];
        if (at.Length == 0 || at.Any(p => (uint)p >= (uint)width)) throw new InvalidDataException($"'{node.Name}' picks a column that is not there.");
        return of is OnnxNumbers numbered ? numbered with { Value = graph.Pick(numbered.Value, at) } : new OnnxTexts([.. at.Select(p =>
            ((OnnxTexts)of).Columns[p])]);
    }

    private OnnxTerm Concat(OnnxOperator node, OnnxTerm[] inputs)
    {
        if (inputs.Any(input => input is OnnxShape) || inputs.All(input => input is OnnxConstant
            && node.Integer("axis") == 0)) return new OnnxShape();
        if (inputs.All(input => input is OnnxTexts)) return new OnnxTexts([.. inputs.SelectMany(input => ((OnnxTexts)input).Columns)]);
        if (node.Integer("axis") is not (1 or -1)) throw Unsupported(node, "of rows");
        return new OnnxNumbers(graph.Join([.. inputs.Select(input => Numbers(node, input))]), inputs.All(input =>
            input is OnnxNumbers { Rounded: true }));
    }

    private GraphValue Product(OnnxOperator node, OnnxTerm left, OnnxTerm right, bool turned, ImmutableArray<double> bias, double factor)
    {
        if (right is not OnnxConstant { Values: { Shape.Length: 1 or 2 } matrix }) throw Unsupported(node, "of two values that depend on the row");
        var of = Numbers(node, left);
        int inputs = of.Width, outputs = matrix.Numbers.Length / inputs;
        if (outputs * inputs != matrix.Numbers.Length || (matrix.Shape.Length == 2 && matrix.Shape[turned ? 1 : 0] != inputs))
            throw new InvalidDataException($"'{node.Name}' multiplies {inputs} columns with {string.Join(" × ", matrix.Shape)} weights.");
        double[] weights = new double[inputs * outputs], offsets = new double[outputs];
        for (int o = 0; o < outputs; o++)
            for (int i = 0; i < inputs; i++) weights[o * inputs + i] = factor * matrix.Numbers[turned ? o * inputs + i : i * outputs + o];
        for (int o = 0; o < outputs && !bias.IsEmpty; o++) offsets[o] = bias[bias.Length == 1 ? 0 : o];
        return graph.Linear(of, weights, offsets);
    }

    private GraphValue Elementwise(OnnxOperator node, OnnxTerm[] inputs)
    {
        GraphValue A() => Numbers(node, inputs[0]);
        GraphValue B() => Numbers(node, inputs[1]);
        return node.Name switch
        {
            "Add" => graph.Plus(A(), B()),
            "Sub" => graph.Minus(A(), B()),
            "Mul" => graph.Times(A(), B()),
            "Div" => graph.Over(A(), B()),
            "Pow" => graph.Apply(BinaryOperation.Power, A(), B()),
            "Sum" => inputs.Select(input => Numbers(node, input)).Aggregate(graph.Plus),
            "Neg" => graph.Apply(UnaryOperation.Negate, A()),
            "Abs" => graph.Apply(UnaryOperation.Absolute, A()),
            "Exp" => graph.Exp(A()),
            "Log" => graph.Log(A()),
            "Sqrt" => graph.Apply(UnaryOperation.SquareRoot, A()),
            "Reciprocal" => graph.Over(graph.Constant(1), A()),
            "Sin" => graph.Apply(UnaryOperation.Sine, A()),
            "Cos" => graph.Apply(UnaryOperation.Cosine, A()),
            "Tanh" => graph.Apply(UnaryOperation.HyperbolicTangent, A()),
            "Erf" => graph.Apply(UnaryOperation.ErrorFunction, A()),
            "Floor" => graph.Apply(UnaryOperation.Floor, A()),
            "IsNaN" => graph.IsMissing(A()),
            "Sigmoid" => graph.Sigmoid(A()),
            "Relu" => graph.AtLeast(A(), 0),
            "LeakyRelu" => Leaky(A(), node.Single("alpha", 0.01)),
            "Softplus" => graph.Log(graph.Plus(graph.Exp(A()), 1)),
            "Elu" => Elu(A(), node.Single("alpha", 1)),
            "Less" => graph.IsLess(A(), B()),
            "Greater" => graph.IsLess(B(), A()),
            "LessOrEqual" => AtMost(A(), B()),
            "GreaterOrEqual" => AtMost(B(), A()),
            "Equal" => graph.Times(AtMost(A(), B()), AtMost(B(), A())),
            "Not" => graph.Minus(graph.Constant(1), A()),
            "And" => graph.Times(A(), B()),
            "Or" => graph.IsLess(0, graph.Plus(A(), B())),
            "Where" => graph.Select(A(), B(), Numbers(node, inputs[2])),
            "Min" when inputs.Length == 2 => Smaller(A(), B()),
            "Max" when inputs.Length == 2 => Smaller(B(), A(), swapped: true),
            "Clip" => Clip(node, inputs),
            "Softmax" when node.Integer("axis", -1) is 1 or -1 => graph.Softmax(A()),
            "ReduceSum" => graph.Sum(A()),
            "ReduceMean" => graph.Times(graph.Sum(A()), 1.0 / A().Width),
            "ReduceMax" => graph.Maximum(A()),
            "ReduceSumSquare" => graph.SquaredNorm(A()),
            "ReduceL2" => graph.Apply(UnaryOperation.SquareRoot, graph.SquaredNorm(A())),
            _ => throw Unsupported(node),
        };
    }

    private GraphValue Leaky(GraphValue of, double alpha) => graph.Select(graph.IsLess(of, 0), graph.Times(of, graph.Constant(alpha)), of);

    private GraphValue Elu(GraphValue of, double alpha) =>
        graph.Select(graph.IsLess(of, 0), graph.Times(graph.Plus(graph.Exp(of), -1), graph.Constant(alpha)), of);

    /// <summary>a ≤ b: not b &lt; a, and neither is missing.</summary>
    private GraphValue AtMost(GraphValue a, GraphValue b)
    {
        var known = graph.Minus(graph.Constant(1), graph.IsMissing(graph.Plus(a, b)));
        return graph.Times(graph.Minus(graph.Constant(1), graph.IsLess(b, a)), known);
    }

    private GraphValue Smaller(GraphValue a, GraphValue b, bool swapped = false) =>
        swapped ? graph.Select(graph.IsLess(a, b), b, a) : graph.Select(graph.IsLess(a, b), a, b);

    private GraphValue Clip(OnnxOperator node, OnnxTerm[] inputs)
    {
        double Bound(int at, string name, double otherwise) => inputs.Length > at && inputs[at] is OnnxConstant { Values.Numbers: [var given] }
            ? given
            : inputs.Length > at && inputs[at] is not OnnxShape ? throw Unsupported(node, "with a bound that depends on the row")
            : node.Single(name, otherwise);
        return graph.Clamp(Numbers(node, inputs[0]), Bound(1, "min", double.MinValue), Bound(2, "max", double.MaxValue));
    }
}
