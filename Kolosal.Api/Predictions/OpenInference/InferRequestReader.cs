using System.Text.Json;
using Kolosal.Http;

namespace Kolosal.Predictions;

/// <summary>Reads an inference request over REST: its JSON, and behind it the raw tensors of the binary extension.</summary>
/// <remarks>Members that the protocol does not name are skipped, as it asks of servers.</remarks>
internal sealed class InferRequestReader
{
    private readonly List<Input> inputs = [];
    private readonly List<WantedOutput> outputs = [];
    private bool haveInputs;

    /// <summary>Outputs are raw unless one says otherwise (<c>binary_data_output</c>).</summary>
    public bool BinaryOutputs { get; private set; }

    private string? Id { get; set; }

    private bool Strict { get; set; }

    /// <param name="body">The whole body.</param>
    /// <param name="headerLength">How much of it is JSON; null for all.</param>
    /// <exception cref="ProblemException">400: it is none.</exception>
    public InferRequest Read(ReadOnlyMemory<byte> body, int? headerLength)
    {
        if (headerLength < 0 || headerLength > body.Length)
            throw Malformed("$", $"Inference-Header-Content-Length must be 0 to the body's length, {body.Length}.");
        var json = body[..(headerLength ?? body.Length)];
        try
        {
            var reader = new Utf8JsonReader(json.Span);
            ReadTop(ref reader);
        }
        catch (Exception bad) when (bad is JsonException or InvalidOperationException or FormatException)
        {
            throw Malformed("$", "Not valid JSON, or a member has another type than the protocol gives it.");
        }

        if (!haveInputs || inputs.Count == 0) throw Malformed("$.inputs", "Expected an array of at least one input.");
        var raw = body[json.Length..];
        int rows = -1;
        var tensors = new List<RowTensor>(inputs.Count);
        for (int i = 0; i < inputs.Count; i++)
        {
            string path = $"$.inputs[{i}]";
            var tensor = ToTensor(inputs[i], path, json, headerLength is not null, ref raw, out int its);
            if (rows >= 0 && its != rows) throw Malformed($"{path}.shape", $"Expected {rows} rows as in the input before, got {its}.");
            rows = its;
            tensors.Add(tensor);
        }

        if (!raw.IsEmpty) throw Malformed("$.inputs", $"{raw.Length} bytes behind the JSON belong to no input.");
        return new(Id, rows, tensors, outputs, Strict);
    }

    private static RowTensor ToTensor(
        in Input input, string path, ReadOnlyMemory<byte> json, bool isBinary, ref ReadOnlyMemory<byte> raw, out int rows)
    {
        if (input.Name is null) throw Malformed($"{path}.name", "Expected the name of an input, got nothing.");
        if (!DataTypes.TryParse(input.DataType, out var type)) throw Malformed($"{path}.datatype", $"Expected one of {DataTypes.All}.");
        if (InferRequest.ReadShape(input.Shape ?? [], out rows, out int width) is { } wrong) throw Malformed($"{path}.shape", wrong);
        if (input.BinarySize is { } size)
        {
            if (!isBinary || size < 0 || size > raw.Length || !input.Data.IsEmpty)
                throw Malformed($"{path}.parameters.binary_data_size",
                    $"Expected no data here and {size} bytes behind the JSON ({InferReplyWriter.LengthHeader} says where), got {raw.Length}.");
            var values = raw[..(int)size];
            raw = raw[(int)size..];
            long bytes = (long)rows * width * RowTensor.BytesOf(type);
            return type == TensorType.Text || values.Length == bytes ? new(input.Name, type, width, values)
                : throw Malformed(path, $"Expected {bytes} bytes of {input.DataType} for the shape, got {values.Length}.");
        }

        if (input.Data.IsEmpty) throw Malformed($"{path}.data", "Expected an array of values, got nothing.");
        return TensorData.Read(json.Span, input.Data, type, (long)rows * width, $"{path}.data") is var (elements, present)
            ? new(input.Name, type, width, elements, present) : default;
    }

    private void ReadTop(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.StartObject);
        while (NextMember(ref reader) is { } member)
        {
            switch (member)
            {
                case "id":
                    Id = reader.GetString();
                    break;
                case "parameters":
                    ReadParameters(ref reader, (string name, ref Utf8JsonReader value) =>
                    {
                        if (name == "binary_data_output") BinaryOutputs = value.GetBoolean();
                        else if (name == InferRequest.StrictParameter) Strict = value.GetBoolean();
                    });
                    break;
                case "inputs":
                    haveInputs = true;
                    ReadAll(ref reader, (ref Utf8JsonReader element) => inputs.Add(ReadInput(ref element)));
                    break;
                case "outputs":
                    ReadAll(ref reader, (ref Utf8JsonReader element) => outputs.Add(ReadOutput(ref element)));
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        if (reader.Read()) throw new JsonException();
    }

    private static Input ReadInput(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException();
        var input = default(Input);
        while (NextMember(ref reader) is { } member)
        {
            switch (member)
            {
                case "name":
                    input.Name = reader.GetString();
                    break;
                case "datatype":
                    input.DataType = reader.GetString();
                    break;
                case "shape":
                    var sizes = new List<long>();
                    ReadAll(ref reader, (ref Utf8JsonReader element) => sizes.Add(element.GetInt64()));
                    input.Shape = sizes;
                    break;
                case "data":
                    if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException();
                    int start = (int)reader.TokenStartIndex;
                    reader.Skip();
                    input.Data = new(start, (int)reader.BytesConsumed);
                    break;
                case "parameters":
                    long? size = null;
                    ReadParameters(ref reader, (string name, ref Utf8JsonReader value) =>
                    {
                        if (name == "binary_data_size") size = value.GetInt64();
                    });
                    input.BinarySize = size;
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return input;
    }

    private static WantedOutput ReadOutput(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException();
        string? outputName = null;
        bool? binary = null;
        while (NextMember(ref reader) is { } member)
        {
            if (member == "name") outputName = reader.GetString();
            else if (member == "parameters")
                ReadParameters(ref reader, (string name, ref Utf8JsonReader value) =>
                {
                    if (name == "binary_data") binary = value.GetBoolean();
                });
            else reader.Skip();
        }

        return new(outputName ?? throw new JsonException(), binary);
    }

    private static void ReadParameters(ref Utf8JsonReader reader, Parameter take)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException();
        while (NextMember(ref reader) is { } member)
        {
            take(member, ref reader);
            reader.Skip();
        }
    }

    private static void ReadAll(ref Utf8JsonReader reader, Element take)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) take(ref reader);
    }

    /// <returns>The member's name, with the reader at its value; null behind the last.</returns>
    private static string? NextMember(ref Utf8JsonReader reader)
    {
        if (!reader.Read()) throw new JsonException();
        if (reader.TokenType == JsonTokenType.EndObject) return null;
        string name = reader.GetString()!;
        return reader.Read() ? name : throw new JsonException();
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType token)
    {
        if (!reader.Read() || reader.TokenType != token) throw new JsonException();
    }

    internal static ProblemException Malformed(string path, string message) => new(new(
        400, "predict.malformed", "The body is not an inference request.", ImmutableDictionary<string, string>.Empty.Add(path, message)));

    private delegate void Element(ref Utf8JsonReader reader);

    private delegate void Parameter(string name, ref Utf8JsonReader value);

    /// <summary>An input as the JSON has it.</summary>
    private struct Input
    {
        public string? Name, DataType;
        public List<long>? Shape;
        public TensorData.Span Data;
        public long? BinarySize;
    }
}
