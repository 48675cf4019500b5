using System.Runtime.InteropServices;

namespace Kolosal.Learning.Interchange;

/// <summary>Tensors and their types as messages of ONNX (onnx.proto3, TensorProto, ValueInfoProto).</summary>
internal static class OnnxTensor
{
    public const int Float = 1, Int64 = 7, String = 8, Bool = 9, Double = 11;

    /// <summary>Doubles of a shape, row-major.</summary>
    public static void Doubles(ProtobufWriter tensor, string name, ReadOnlySpan<double> values, params ReadOnlySpan<long> shape)
    {
        Begin(tensor, name, Double, shape);
        tensor.Bytes(9, MemoryMarshal.AsBytes(values)); // raw data is little-endian, as is every machine .NET runs on
    }

    /// <summary>Whole numbers in one dimension.</summary>
    public static void Integers(ProtobufWriter tensor, string name, params ReadOnlySpan<long> values)
    {
        Begin(tensor, name, Int64, values.Length);
        tensor.Bytes(9, MemoryMarshal.AsBytes(values));
    }

    /// <summary>Texts in one dimension.</summary>
    public static void Texts(ProtobufWriter tensor, string name, IReadOnlyCollection<string> values)
    {
        Begin(tensor, name, String, values.Count);
        foreach (string value in values) tensor.Text(6, value);
    }

    /// <summary>The type of an input or output: rows × width, or rows.</summary>
    public static void Info(ProtobufWriter info, string name, int type, int? width)
    {
        info.Text(1, name);
        info.Message(2, of => of.Message(1, tensor =>
        {
            tensor.Integer(1, type);
            tensor.Message(2, shape =>
            {
                shape.Message(1, rows => rows.Text(2, "rows"));
                if (width is { } columns) shape.Message(1, dimension => dimension.Integer(1, columns));
            });
        }));
    }

    private static void Begin(ProtobufWriter tensor, string name, int type, params ReadOnlySpan<long> shape)
    {
        foreach (long dimension in shape) tensor.Integer(1, dimension);
        tensor.Integer(2, type);
        if (name.Length > 0) tensor.Text(8, name);
    }
}
