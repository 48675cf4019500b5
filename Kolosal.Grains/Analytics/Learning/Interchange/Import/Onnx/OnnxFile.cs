using System.Runtime.InteropServices;
using System.Text;

namespace Kolosal.Learning.Import;

/// <summary>A tensor of a file: numbers or texts.</summary>
/// <param name="Type">Its element type in onnx.proto3.</param>
/// <param name="Shape">Its dimensions; empty for a scalar.</param>
/// <param name="Numbers">Row-major; empty for texts.</param>
/// <param name="Texts">Row-major; empty for numbers.</param>
internal sealed record OnnxValues(int Type, ImmutableArray<long> Shape, ImmutableArray<double> Numbers, ImmutableArray<string> Texts);

/// <summary>An attribute of a node.</summary>
internal sealed record OnnxAttribute(
    double Single, long Integer, string Text, ImmutableArray<double> Singles, ImmutableArray<long> Integers, ImmutableArray<string> Texts,
    OnnxValues? Tensor);

/// <summary>A node: an operator with what it reads and gives.</summary>
internal sealed record OnnxOperator(string Domain, string Name, ImmutableArray<string> Inputs, ImmutableArray<string> Outputs,
    IReadOnlyDictionary<string, OnnxAttribute> Attributes)
{
    public long Integer(string name, long otherwise = 0) => Attributes.TryGetValue(name, out var found) ? found.Integer : otherwise;

    public double Single(string name, double otherwise = 0) => Attributes.TryGetValue(name, out var found) ? found.Single : otherwise;

    public string Text(string name, string otherwise = "") => Attributes.TryGetValue(name, out var found) ? found.Text : otherwise;

    public ImmutableArray<long> Integers(string name) => Attributes.TryGetValue(name, out var found) ? found.Integers : [];

    public ImmutableArray<string> Texts(string name) => Attributes.TryGetValue(name, out var found) ? found.Texts : [];

    /// <summary>Numbers, from the attribute of that name or its twin in double precision.</summary>
    public ImmutableArray<double> Numbers(string name) => Attributes.TryGetValue(name, out var found) ? found.Singles
        : Attributes.TryGetValue(name + "_as_tensor", out var twin) && twin.Tensor is { } tensor ? tensor.Numbers : [];

    /// <summary>Whether numbers of that name are in single precision.</summary>
    public bool IsSingle(string name) => Attributes.ContainsKey(name);
}

/// <summary>An input or output of the graph.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its element type; 0 where it is no tensor.</param>
/// <param name="Shape">Its dimensions, −1 where one is not fixed.</param>
internal sealed record OnnxPort(string Name, int Type, ImmutableArray<long> Shape);

/// <summary>An ONNX file as its messages say it (onnx.proto3: ModelProto, GraphProto, NodeProto, AttributeProto, TensorProto, ValueInfoProto).
/// </summary>
internal sealed record OnnxFile(string Producer, ImmutableArray<OnnxOperator> Nodes, IReadOnlyDictionary<string, OnnxValues> Constants,
    ImmutableArray<OnnxPort> Inputs, ImmutableArray<OnnxPort> Outputs)
{
    public const int Float = 1, Int32 = 6, Int64 = 7, String = 8, Bool = 9, Double = 11;

    /// <exception cref="InvalidDataException">Not an ONNX file, or a damaged one.</exception>
    public static OnnxFile Read(ReadOnlySpan<byte> file)
    {
        string producer = "";
        OnnxFile? read = null;
        for (var message = new ProtobufReader(file); message.Next();)
        {
            if (message.Field == 2) producer = message.Text();
            else if (message.Field == 7) read = Graph(message.Bytes());
            else message.Skip();
        }
        if (read is null || read.Nodes.IsEmpty || read.Outputs.IsEmpty) throw new InvalidDataException("Not an ONNX file: it has no graph.");
        return read with { Producer = producer };
    }

    private static OnnxFile Graph(ReadOnlySpan<byte> bytes)
    {
        var nodes = ImmutableArray.CreateBuilder<OnnxOperator>();
        var constants = new Dictionary<string, OnnxValues>(StringComparer.Ordinal);
        ImmutableArray<OnnxPort>.Builder inputs = ImmutableArray.CreateBuilder<OnnxPort>(), outputs = ImmutableArray.CreateBuilder<OnnxPort>();
        for (var graph = new ProtobufReader(bytes); graph.Next();)
        {
            switch (graph.Field)
            {
                case 1:
                    nodes.Add(Node(graph.Bytes()));
                    break;
                case 5:
                    var (name, tensor) = Tensor(graph.Bytes());
                    constants[name] = tensor;
                    break;
                case 11:
                    inputs.Add(Port(graph.Bytes()));
                    break;
                case 12:
                    outputs.Add(Port(graph.Bytes()));
                    break;
                default:
                    graph.Skip();
                    break;
            }
        }
        // Files of old list constants among the inputs, too.
        return new("", nodes.ToImmutable(), constants, [.. inputs.Where(input => !constants.ContainsKey(input.Name))], outputs.ToImmutable());
    }

    private static OnnxOperator Node(ReadOnlySpan<byte> bytes)
    {
        string name = "", domain = "";
        ImmutableArray<string>.Builder inputs = ImmutableArray.CreateBuilder<string>(), outputs = ImmutableArray.CreateBuilder<string>();
        var attributes = new Dictionary<string, OnnxAttribute>(StringComparer.Ordinal);
        for (var node = new ProtobufReader(bytes); node.Next();)
        {
            switch (node.Field)
            {
                case 1:
                    inputs.Add(node.Text());
                    break;
                case 2:
                    outputs.Add(node.Text());
                    break;
                case 4:
                    name = node.Text();
                    break;
                case 5:
                    var (key, attribute) = Attribute(node.Bytes());
                    attributes[key] = attribute;
                    break;
                case 7:
                    domain = node.Text();
                    break;
                default:
                    node.Skip();
                    break;
            }
        }
        return new(domain, name, inputs.ToImmutable(), outputs.ToImmutable(), attributes);
    }

    private static (string Name, OnnxAttribute Attribute) Attribute(ReadOnlySpan<byte> bytes)
    {
        string name = "", text = "";
        double single = 0;
        long integer = 0;
        List<double> singles = [];
        List<long> integers = [];
        List<string> texts = [];
        OnnxValues? tensor = null;
        for (var attribute = new ProtobufReader(bytes); attribute.Next();)
        {
            switch (attribute.Field)
            {
                case 1:
                    name = attribute.Text();
                    break;
                case 2:
                    single = attribute.Single();
                    break;
                case 3:
                    integer = attribute.Integer();
                    break;
                case 4:
                    text = attribute.Text();
                    break;
                case 5:
                    tensor = Tensor(attribute.Bytes()).Tensor;
                    break;
                case 7:
                    attribute.Singles(singles);
                    break;
                case 8:
                    attribute.Integers(integers);
                    break;
                case 9:
                    texts.Add(attribute.Text());
                    break;
                default:
                    attribute.Skip();
                    break;
            }
        }
        return (name, new(single, integer, text, [.. singles], [.. integers], [.. texts], tensor));
    }

    private static (string Name, OnnxValues Tensor) Tensor(ReadOnlySpan<byte> bytes)
    {
        string name = "";
        int type = 0;
        List<long> shape = [], integers = [];
        List<double> numbers = [];
        List<string> texts = [];
        ReadOnlySpan<byte> raw = default;
        for (var tensor = new ProtobufReader(bytes); tensor.Next();)
        {
            switch (tensor.Field)
            {
                case 1:
                    tensor.Integers(shape);
                    break;
                case 2:
                    type = (int)tensor.Integer();
                    break;
                case 4:
                    tensor.Singles(numbers);
                    break;
                case 5 or 7 or 11:
                    tensor.Integers(integers);
                    break;
                case 6:
                    texts.Add(Encoding.UTF8.GetString(tensor.Bytes()));
                    break;
                case 8:
                    name = tensor.Text();
                    break;
                case 9:
                    raw = tensor.Bytes();
                    break;
                case 10:
                    tensor.Doubles(numbers);
                    break;
                case 13 or 14: // external data
                    throw new InvalidDataException("The ONNX file keeps its weights in other files; save it as one file.");
                default:
                    tensor.Skip();
                    break;
            }
        }
        numbers.AddRange(integers.Select(number => (double)number));
        if (!raw.IsEmpty) numbers.AddRange(Raw(type, raw));
        return (name, new(type, [.. shape], [.. numbers], [.. texts]));
    }

    private static double[] Raw(int type, ReadOnlySpan<byte> raw) => type switch
    {
        Float => Array.ConvertAll(MemoryMarshal.Cast<byte, float>(raw).ToArray(), value => (double)value),
        Double => MemoryMarshal.Cast<byte, double>(raw).ToArray(),
        Int64 => Array.ConvertAll(MemoryMarshal.Cast<byte, long>(raw).ToArray(), value => (double)value),
        Int32 => Array.ConvertAll(MemoryMarshal.Cast<byte, int>(raw).ToArray(), value => (double)value),
        Bool => Array.ConvertAll(raw.ToArray(), value => (double)value),
        _ => throw new InvalidDataException($"The ONNX file has a tensor of the element type {type}, which is not read."),
    };

    private static OnnxPort Port(ReadOnlySpan<byte> bytes)
    {
        string name = "";
        int type = 0;
        List<long> shape = [];
        for (var info = new ProtobufReader(bytes); info.Next();)
        {
            if (info.Field == 1) name = info.Text();
            else if (info.Field == 2) Type(info.Bytes(), ref type, shape);
            else info.Skip();
        }
        return new(name, type, [.. shape]);
    }

    private static void Type(ReadOnlySpan<byte> bytes, ref int type, List<long> shape)
    {
        for (var kind = new ProtobufReader(bytes); kind.Next();)
        {
            if (kind.Field != 1)
            {
                kind.Skip();
                continue;
            }
            for (var tensor = new ProtobufReader(kind.Bytes()); tensor.Next();)
            {
                if (tensor.Field == 1) type = (int)tensor.Integer();
                else if (tensor.Field == 2)
                {
                    for (var dimensions = new ProtobufReader(tensor.Bytes()); dimensions.Next();)
                    {
                        if (dimensions.Field == 1) shape.Add(Dimension(dimensions.Bytes()));
                        else dimensions.Skip();
                    }
                }
                else tensor.Skip();
            }
        }
    }

    private static long Dimension(ReadOnlySpan<byte> bytes)
    {
        long value = -1;
        for (var dimension = new ProtobufReader(bytes); dimension.Next();)
        {
            if (dimension.Field == 1) value = dimension.Integer();
            else dimension.Skip();
        }
        return value;
    }
}
