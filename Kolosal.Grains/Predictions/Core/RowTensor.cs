namespace Kolosal.Predictions;

/// <summary>The element types that columns of a request may come in; those of the Open Inference Protocol, version 2.</summary>
public enum TensorType : byte
{
    /// <summary>One byte each, 0 or 1.</summary>
    Bool,
    Int8,
    Int16,
    Int32,
    Int64,
    UInt8,
    UInt16,
    UInt32,
    UInt64,
    Float16,
    Float32,
    Float64,

    /// <summary>UTF-8, each behind its length in four bytes; the length −1 is a missing value.</summary>
    Text,
}

/// <summary>One column of a request, or all of them at once.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Type">What the elements are.</param>
/// <param name="Width">1 for a column; the number of the model's inputs for a matrix of them in their order.</param>
/// <param name="Values">Rows × width elements, row-major, little-endian.</param>
/// <param name="Present">Rows × width bytes, 0 where the value is missing; empty when none is, beside those that are NaN.</param>
public readonly record struct RowTensor(string Name, TensorType Type, int Width, ReadOnlyMemory<byte> Values, ReadOnlyMemory<byte> Present = default)
{
    /// <summary>Bytes an element; 0 for texts, whose sizes differ.</summary>
    public int ElementBytes => BytesOf(Type);

    /// <summary>Bytes an element; 0 for texts.</summary>
    public static int BytesOf(TensorType type) => type switch
    {
        TensorType.Bool or TensorType.Int8 or TensorType.UInt8 => 1,
        TensorType.Int16 or TensorType.UInt16 or TensorType.Float16 => 2,
        TensorType.Int32 or TensorType.UInt32 or TensorType.Float32 => 4,
        TensorType.Text => 0,
        _ => 8,
    };
}
