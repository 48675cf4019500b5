using Kolosal.Learning.Graphs;

namespace Kolosal.Learning.Import;

/// <summary>Operators of ai.onnx.ml as operations of a scoring graph.</summary>
internal static class OnnxLearning
{
    public static void Add(OnnxOperators reading, OnnxOperator node, OnnxTerm[] inputs)
    {
        var graph = reading.Graph;
        switch (node.Name)
        {
            case "Scaler":
                var offset = Row(graph, node.Numbers("offset"), 0);
                var scale = Row(graph, node.Numbers("scale"), 1);
                Give(graph.Times(graph.Minus(reading.Numbers(node, inputs[0]), offset), scale));
                break;
            case "Imputer":
                Give(Imputed(reading, node, inputs[0]));
                break;
            case "Normalizer":
                Give(Normalized(graph, node, reading.Numbers(node, inputs[0])));
                break;
            case "Binarizer":
                Give(graph.IsLess(node.Single("threshold"), reading.Numbers(node, inputs[0])));
                break;
            case "FeatureVectorizer":
                reading.Terms[node.Outputs[0]] = new OnnxNumbers(graph.Join([.. inputs.Select(input => reading.Numbers(node, input))]),
                    inputs.All(input => input is OnnxNumbers { Rounded: true }));
                break;
            case "ArrayFeatureExtractor":
                reading.Terms[node.Outputs[0]] = inputs[0] is OnnxConstant { Values.Texts: { IsEmpty: false } texts } ? new OnnxLabels(texts)
                    : inputs[0] is OnnxConstant or OnnxLabels ? new OnnxLabels([])
                    : inputs[1] is OnnxConstant { Values.Numbers: var positions } ? reading.Pick(node, inputs[0], positions)
                    : throw OnnxOperators.Unsupported(node, "with positions that depend on the row");
                break;
            case "OneHotEncoder":
                Give(OneHot(reading, node, inputs[0]));
                break;
            case "LabelEncoder":
                Label(reading, node, inputs[0]);
                break;
            case "ZipMap":
                reading.Terms[node.Outputs[0]] = inputs[0];
                break;
            case "LinearRegressor":
                Give(Linear(graph, node, reading.Numbers(node, inputs[0]), (int)node.Integer("targets", 1)));
                break;
            case "LinearClassifier":
                Classify(node, Linear(graph, node, reading.Numbers(node, inputs[0]), Math.Max(1, node.Numbers("intercepts").Length)), two: false);
                break;
            case "TreeEnsembleRegressor":
                Give(Transformed(graph, node, OnnxTreeReader.Read(reading, node, inputs[0], "target", out _)));
                break;
            case "TreeEnsembleClassifier":
                var sums = OnnxTreeReader.Read(reading, node, inputs[0], "class", out bool positive);
                Classify(node, sums, positive);
                break;
            default:
                throw OnnxOperators.Unsupported(node);
        }

        void Give(GraphValue value) => reading.Terms[node.Outputs[0]] = new OnnxNumbers(value);

        // The label, and scores of every class; of one score for two classes the other follows as the runtime has it.
        void Classify(OnnxOperator of, GraphValue scores, bool two)
        {
            ImmutableArray<string> classes = of.Texts("classlabels_strings") is { IsEmpty: false } texts ? texts
                : [.. (of.Integers("classlabels_int64s") is { IsEmpty: false } whole ? whole : of.Integers("classlabels_ints"))
                    .Select(label => label.ToString(System.Globalization.CultureInfo.InvariantCulture))];
            reading.Terms[of.Outputs[0]] = new OnnxLabels(classes);
            bool logistic = of.Text("post_transform", "NONE") == "LOGISTIC";
            var given = scores.Width > 1 || classes.Length != 2 ? Transformed(graph, of, scores)
                : logistic ? graph.Both(graph.Sigmoid(scores))
                : two ? graph.Both(scores)
                : graph.Join([graph.Apply(UnaryOperation.Negate, scores), scores]);
            if (of.Outputs.Length > 1) reading.Terms[of.Outputs[1]] = new OnnxNumbers(given);
        }
    }

    private static GraphValue Transformed(GraphBuilder graph, OnnxOperator node, GraphValue scores) => node.Text("post_transform", "NONE") switch
    {
        "NONE" or "" => scores,
        "LOGISTIC" => graph.Sigmoid(scores),
        "SOFTMAX" => graph.Softmax(scores),
        var other => throw OnnxOperators.Unsupported(node, $"with the transform {other}"),
    };

    private static GraphValue Row(GraphBuilder graph, ImmutableArray<double> numbers, double otherwise) =>
        numbers.Length > 1 ? graph.Constants(numbers.AsSpan()) : graph.Constant(numbers.IsEmpty ? otherwise : numbers[0]);

    private static GraphValue Imputed(OnnxOperators reading, OnnxOperator node, OnnxTerm input)
    {
        var graph = reading.Graph;
        var of = reading.Numbers(node, input);
        var values = Row(graph, node.Numbers("imputed_value_floats") is { IsEmpty: false } singles ? singles
            : [.. node.Integers("imputed_value_int64s").Select(value => (double)value)], 0);
        double replaced = node.Attributes.ContainsKey("replaced_value_float") ? node.Single("replaced_value_float")
            : node.Attributes.ContainsKey("replaced_value_int64") ? node.Integer("replaced_value_int64") : double.NaN;
        var hit = double.IsNaN(replaced) ? graph.IsMissing(of)
            : graph.Minus(graph.Constant(1), graph.Plus(graph.IsLess(of, replaced), graph.IsLess(replaced, of)));
        return graph.Select(hit, values, of);
    }

    private static GraphValue Normalized(GraphBuilder graph, OnnxOperator node, GraphValue of)
    {
        var size = node.Text("norm", "MAX") switch
        {
            "L1" => graph.Sum(graph.Apply(UnaryOperation.Absolute, of)),
            "L2" => graph.Apply(UnaryOperation.SquareRoot, graph.SquaredNorm(of)),
            _ => graph.Maximum(of),
        };
        return graph.Over(of, graph.Select(size, size, graph.Constant(1)));
    }

    private static GraphValue OneHot(OnnxOperators reading, OnnxOperator node, OnnxTerm input)
    {
        var graph = reading.Graph;
        var texts = node.Texts("cats_strings");
        if (input is OnnxTexts { Columns: var columns })
        {
            int width = texts.Length;
            var table = new double[(width + 2) * width];
            for (int k = 0; k < width; k++) table[k * width + k] = 1;
            int missing = texts.IndexOf("");
            if (missing >= 0) table[(width + 1) * width + missing] = 1;
            return graph.Join([.. columns.Select(column => graph.TextTable(column, texts, table))]);
        }
        double[] codes = [.. node.Integers("cats_int64s").Select(code => (double)code)];
        if (codes.Length == 0) throw OnnxOperators.Unsupported(node, "of texts over numbers");
        var of = reading.Numbers(node, input);
        return graph.Join([.. graph.Split(of).Select(value => graph.Select(graph.IsMissing(value), graph.Constants(new double[codes.Length]),
            graph.Minus(graph.Constant(1), graph.Plus(graph.IsLess(value, graph.Constants(codes)), graph.IsLess(graph.Constants(codes), value)))))]);
    }

    private static void Label(OnnxOperators reading, OnnxOperator node, OnnxTerm input)
    {
        var graph = reading.Graph;
        if (input is OnnxLabels)
        {
            reading.Terms[node.Outputs[0]] = new OnnxLabels(node.Texts("values_strings"));
            return;
        }
        double[] values = node.Numbers("values_floats") is { IsEmpty: false } singles ? [.. singles]
            : [.. node.Integers("values_int64s").Select(value => (double)value)];
        double otherwise = node.Attributes.ContainsKey("default_float") ? node.Single("default_float") : node.Integer("default_int64", -1);
        if (input is OnnxTexts { Columns: var columns })
        {
            var keys = node.Texts("keys_strings");
            if (keys.Length != values.Length) throw OnnxOperators.Unsupported(node, "from texts to other texts");
            int empty = keys.IndexOf("");
            double missing = empty >= 0 ? values[empty] : otherwise;
            reading.Terms[node.Outputs[0]] = new OnnxNumbers(graph.Join([.. columns.Select(column =>
                graph.TextTable(column, keys, [.. values, otherwise, missing]))]));
            return;
        }
        double[] from = node.Numbers("keys_floats") is { IsEmpty: false } given ? [.. given] : [.. node.Integers("keys_int64s").Select(key =>
            (double)key)];
        if (from.Length != values.Length) throw OnnxOperators.Unsupported(node, "from numbers to texts");
        var of = reading.Numbers(node, input);
        var result = graph.Constant(otherwise);
        for (int k = 0; k < from.Length; k++)
        {
            var same = double.IsNaN(from[k]) ? graph.IsMissing(of)
                : graph.Times(graph.Minus(graph.Constant(1), graph.Plus(graph.IsLess(of, from[k]), graph.IsLess(from[k], of))),
                    graph.Minus(graph.Constant(1), graph.IsMissing(of)));
            result = graph.Select(same, graph.Constant(values[k]), result);
        }
        reading.Terms[node.Outputs[0]] = new OnnxNumbers(result);
    }

    private static GraphValue Linear(GraphBuilder graph, OnnxOperator node, GraphValue of, int outputs)
    {
        double[] weights = [.. node.Numbers("coefficients")];
        if (weights.Length != outputs * of.Width)
            throw new InvalidDataException($"'{node.Name}' has {weights.Length} coefficients for {of.Width} columns and {outputs} scores.");
        var intercepts = node.Numbers("intercepts");
        double[] offsets = new double[outputs];
        for (int k = 0; k < outputs && k < intercepts.Length; k++) offsets[k] = intercepts[k];
        return graph.Linear(of, weights, offsets);
    }
}
