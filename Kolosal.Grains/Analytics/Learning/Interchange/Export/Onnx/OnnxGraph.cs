namespace Kolosal.Learning.Interchange;

/// <summary>A graph of ONNX that grows node by node.</summary>
internal sealed class OnnxGraph
{
    private const string Learning = "ai.onnx.ml";
    private readonly ProtobufWriter nodes = new(), initializers = new();
    private readonly Dictionary<string, string> known = new(StringComparer.Ordinal);
    private int next;

    /// <summary>Writes nodes and initializers into a graph message.</summary>
    public void Write(ProtobufWriter graph)
    {
        graph.Fields(nodes);
        graph.Fields(initializers);
    }

    /// <summary>A node with one output.</summary>
    /// <returns>The output's name.</returns>
    public string Add(string operation, ReadOnlySpan<string> inputs, Action<ProtobufWriter>? attributes = null, string? output = null) =>
        Add("", operation, inputs, attributes, output);

    /// <summary>A node with two outputs.</summary>
    /// <returns>Their names.</returns>
    public (string First, string Second) AddPair(string operation, ReadOnlySpan<string> inputs, Action<ProtobufWriter> attributes)
    {
        string second = Name(), first = Add("", operation, inputs, attributes, null, second);
        return (first, second);
    }

    /// <summary>A node of the operators of classical learning.</summary>
    public string AddLearning(string operation, ReadOnlySpan<string> inputs, Action<ProtobufWriter> attributes) =>
        Add(Learning, operation, inputs, attributes, null);

    /// <summary>Doubles that do not depend on the row; equal ones are stored once.</summary>
    public string Doubles(ReadOnlySpan<double> values, params long[] shape)
    {
        var key = new System.Text.StringBuilder("d").AppendJoin('x', shape);
        foreach (double value in values) key.Append(' ').Append(BitConverter.DoubleToInt64Bits(value));
        if (known.TryGetValue(key.ToString(), out string? name)) return name;
        name = known[key.ToString()] = Name();
        double[] kept = values.ToArray();
        initializers.Message(5, tensor => OnnxTensor.Doubles(tensor, name, kept, shape));
        return name;
    }

    /// <summary>Whole numbers that do not depend on the row.</summary>
    public string Integers(params long[] values)
    {
        string key = "i" + string.Join(' ', values);
        if (known.TryGetValue(key, out string? name)) return name;
        name = known[key] = Name();
        initializers.Message(5, tensor => OnnxTensor.Integers(tensor, name, values));
        return name;
    }

    /// <summary>Texts that do not depend on the row.</summary>
    public string Texts(IReadOnlyCollection<string> values)
    {
        string name = Name();
        initializers.Message(5, tensor => OnnxTensor.Texts(tensor, name, values));
        return name;
    }

    /// <summary>The same value as another type.</summary>
    public string Cast(string value, int type, string? output = null) => Add("Cast", [value], node => Integer(node, "to", type), output);

    public static void Integer(ProtobufWriter node, string name, long value) => node.Message(5, attribute =>
    {
        attribute.Text(1, name);
        attribute.Integer(3, value);
        attribute.Integer(20, 2);
    });

    public static void Integers(ProtobufWriter node, string name, IEnumerable<long> values) => node.Message(5, attribute =>
    {
        attribute.Text(1, name);
        foreach (long value in values) attribute.Integer(8, value);
        attribute.Integer(20, 7);
    });

    public static void Text(ProtobufWriter node, string name, string value) => node.Message(5, attribute =>
    {
        attribute.Text(1, name);
        attribute.Text(4, value);
        attribute.Integer(20, 3);
    });

    public static void Texts(ProtobufWriter node, string name, IEnumerable<string> values) => node.Message(5, attribute =>
    {
        attribute.Text(1, name);
        foreach (string value in values) attribute.Text(9, value);
        attribute.Integer(20, 8);
    });

    public static void Doubles(ProtobufWriter node, string name, double[] values) => node.Message(5, attribute =>
    {
        attribute.Text(1, name);
        attribute.Message(5, tensor => OnnxTensor.Doubles(tensor, name, values, values.Length));
        attribute.Integer(20, 4);
    });

    private string Add(string domain, string operation, ReadOnlySpan<string> inputs, Action<ProtobufWriter>? attributes, string? output,
        string? second = null)
    {
        string name = output ?? Name();
        string[] given = inputs.ToArray();
        nodes.Message(1, node =>
        {
            foreach (string input in given) node.Text(1, input);
            node.Text(2, name);
            if (second is not null) node.Text(2, second);
            node.Text(3, $"{operation}:{name}");
            node.Text(4, operation);
            attributes?.Invoke(node);
            if (domain.Length > 0) node.Text(7, domain);
        });
        return name;
    }

    // A colon first: no input column begins with one that was given a name here, since those are looked at before.
    private string Name() => $":{next++}";
}
