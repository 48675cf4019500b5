namespace Kolosal.Predictions;

/// <summary>The protocol's names of element types.</summary>
internal static class DataTypes
{
    public const string Bytes = "BYTES", Double = "FP64", Flag = "BOOL";

    private static readonly (string Name, TensorType Type)[] Known =
    [
        (Flag, TensorType.Bool), ("INT8", TensorType.Int8), ("INT16", TensorType.Int16), ("INT32", TensorType.Int32), ("INT64", TensorType.Int64),
        ("UINT8", TensorType.UInt8), ("UINT16", TensorType.UInt16), ("UINT32", TensorType.UInt32), ("UINT64", TensorType.UInt64),
        ("FP16", TensorType.Float16), ("FP32", TensorType.Float32), (Double, TensorType.Float64), (Bytes, TensorType.Text),
    ];

    public static bool TryParse(string? name, out TensorType type)
    {
        foreach (var (known, its) in Known)
            if (known == name) return (type = its, true).Item2;
        type = default;
        return false;
    }

    /// <summary>All of them, for messages.</summary>
    public static string All => string.Join(", ", Known.Select(known => known.Name));

    /// <summary>What an input of a model comes in.</summary>
    public static string Of(ServedInput input) => input.Type switch
    {
        "numeric" => Double,
        "boolean" => Flag,
        _ => Bytes,
    };
}
