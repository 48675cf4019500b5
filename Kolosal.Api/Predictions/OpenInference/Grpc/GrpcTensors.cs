using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Kolosal.Predictions.Inference;

namespace Kolosal.Predictions;

/// <summary>Tensors of gRPC messages, raw or by type, as the predictor takes and gives them.</summary>
internal static class GrpcTensors
{
    /// <exception cref="Http.ProblemException">400: it is no inference request.</exception>
    public static InferRequest Read(ModelInferRequest request)
    {
        if (request.Inputs.Count == 0) throw InferRequestReader.Malformed("$.inputs", "Expected at least one input.");
        bool raw = request.RawInputContents.Count > 0;
        if (raw && request.RawInputContents.Count != request.Inputs.Count)
            throw InferRequestReader.Malformed(
                "$.raw_input_contents", $"Expected one element an input, {request.Inputs.Count}, got {request.RawInputContents.Count}.");
        var tensors = new List<RowTensor>(request.Inputs.Count);
        int rows = -1;
        for (int i = 0; i < request.Inputs.Count; i++)
        {
            var input = request.Inputs[i];
            string path = $"$.inputs[{i}]";
            if (!DataTypes.TryParse(input.Datatype, out var type))
                throw InferRequestReader.Malformed($"{path}.datatype", $"Expected one of {DataTypes.All}.");
            if (InferRequest.ReadShape(input.Shape, out int its, out int width) is { } wrong)
                throw InferRequestReader.Malformed($"{path}.shape", wrong);
            if (rows >= 0 && its != rows)
                throw InferRequestReader.Malformed($"{path}.shape", $"Expected {rows} rows as in the input before, got {its}.");
            rows = its;
            var contents = input.Contents ?? new InferTensorContents();
            var values = raw ? request.RawInputContents[i].Memory : ValuesOf(contents, ref type);
            int size = RowTensor.BytesOf(type);
            if (size > 0 && values.Length != (long)rows * width * size)
                throw InferRequestReader.Malformed(path, $"Expected {(long)rows * width} values of {input.Datatype} for the shape.");
            tensors.Add(new(input.Name, type, width, values));
        }

        bool strict = request.Parameters.TryGetValue(InferRequest.StrictParameter, out var parameter) && parameter.BoolParam;
        return new(request.Id.Length == 0 ? null : request.Id, rows, tensors,
            [.. request.Outputs.Select(output => new WantedOutput(output.Name, null))], strict);
    }

    public static void Add(ModelInferResponse answer, InferOutput output, bool raw)
    {
        var tensor = new ModelInferResponse.Types.InferOutputTensor { Name = output.Name, Datatype = output.DataType };
        foreach (int size in output.Shape) tensor.Shape.Add(size);
        if (raw) answer.RawOutputContents.Add(UnsafeByteOperations.UnsafeWrap(output.ToBytes()));
        else
        {
            tensor.Contents = new InferTensorContents();
            if (output.Numbers is { } numbers) tensor.Contents.Fp64Contents.AddRange(numbers);
            else tensor.Contents.BytesContents.AddRange(output.Texts!.Select(ByteString.CopyFromUtf8));
        }

        answer.Outputs.Add(tensor);
    }

    /// <summary>The typed contents; narrow integers come as the wider ones that protobuf has.</summary>
    private static byte[] ValuesOf(InferTensorContents contents, ref TensorType type)
    {
        switch (type)
        {
            case TensorType.Bool:
                return [.. contents.BoolContents.Select(flag => flag ? (byte)1 : (byte)0)];
            case TensorType.Int8 or TensorType.Int16 or TensorType.Int32:
                type = TensorType.Int32;
                return Bytes(contents.IntContents.ToArray());
            case TensorType.UInt8 or TensorType.UInt16 or TensorType.UInt32:
                type = TensorType.UInt32;
                return Bytes(contents.UintContents.ToArray());
            case TensorType.Int64:
                return Bytes(contents.Int64Contents.ToArray());
            case TensorType.UInt64:
                return Bytes(contents.Uint64Contents.ToArray());
            case TensorType.Float32:
                return Bytes(contents.Fp32Contents.ToArray());
            case TensorType.Float64:
                return Bytes(contents.Fp64Contents.ToArray());
            case TensorType.Text:
                return TextsOf(contents);
            default:
                throw InferRequestReader.Malformed("$.inputs", "FP16 comes raw only, in raw_input_contents.");
        }
    }

    private static byte[] TextsOf(InferTensorContents contents)
    {
        using var bytes = new MemoryStream();
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var text in contents.BytesContents)
        {
            BinaryPrimitives.WriteInt32LittleEndian(length, text.Length);
            bytes.Write(length);
            bytes.Write(text.Span);
        }

        return bytes.ToArray();
    }

    private static byte[] Bytes<T>(T[] values)
        where T : struct => MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
}
