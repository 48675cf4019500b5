using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Kolosal.Http;

namespace Kolosal.Predictions;

/// <summary>The elements of a tensor that stand in JSON, flat or nested, as little-endian bytes; <c>null</c> is a missing value.</summary>
internal static class TensorData
{
    /// <param name="json">The document.</param>
    /// <param name="at">Where the array stands in it.</param>
    /// <param name="type">What the elements are.</param>
    /// <param name="count">How many there must be.</param>
    /// <param name="path">The array's JSON path, for errors.</param>
    /// <returns>The elements, and which are there; the latter empty when all are.</returns>
    /// <exception cref="ProblemException">400: an element is of another type, or there are more or fewer.</exception>
    public static (byte[] Elements, byte[] Present) Read(ReadOnlySpan<byte> json, Span at, TensorType type, long count, string path)
    {
        var reader = new Utf8JsonReader(json[at.Start..at.End]);
        int size = Math.Max(1, RowTensor.BytesOf(type));
        var elements = new ArrayBufferWriter<byte>((int)Math.Min(Array.MaxLength, Math.Max(16, Math.Min(at.End - at.Start, count) * size)));
        var present = new List<byte>();
        bool anyMissing = false;
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.EndArray) continue;
            if (present.Count == count) throw Wrong(path, $"Expected {count} values for the shape, got more.");
            bool there = reader.TokenType != JsonTokenType.Null;
            if (!TryWrite(ref reader, type, elements))
                throw Wrong($"{path}[{present.Count}]", $"Expected {Word(type)}, got {Encoding.UTF8.GetString(Shown(reader.ValueSpan))}.");
            present.Add(there ? (byte)1 : (byte)0);
            anyMissing |= !there;
        }

        if (present.Count < count) throw Wrong(path, $"Expected {count} values for the shape, got {present.Count}.");
        return (elements.WrittenSpan.ToArray(), anyMissing ? [.. present] : []);
    }

    private static bool TryWrite(ref Utf8JsonReader reader, TensorType type, ArrayBufferWriter<byte> output)
    {
        if (type == TensorType.Text) return TryWriteText(ref reader, output);
        bool missing = reader.TokenType == JsonTokenType.Null;
        if (type == TensorType.Bool)
        {
            if (!missing && reader.TokenType is not (JsonTokenType.True or JsonTokenType.False)) return false;
            output.Write([reader.TokenType == JsonTokenType.True ? (byte)1 : (byte)0]);
            return true;
        }

        if (!missing && reader.TokenType != JsonTokenType.Number) return false;
        Span<byte> element = stackalloc byte[sizeof(double)];
        int size = RowTensor.BytesOf(type);
        if (!missing && !TryEncode(ref reader, type, element)) return false;
        if (missing) element.Clear();
        output.Write(element[..size]);
        return true;
    }

    private static bool TryEncode(ref Utf8JsonReader reader, TensorType type, scoped Span<byte> element)
    {
        switch (type)
        {
            case TensorType.Float64:
                BinaryPrimitives.WriteDoubleLittleEndian(element, JsonNumber.Parse(reader.ValueSpan));
                return true;
            case TensorType.Float32:
                bool read = Utf8Parser.TryParse(reader.ValueSpan, out float single, out _);
                BinaryPrimitives.WriteSingleLittleEndian(element, single);
                return read;
            case TensorType.Float16:
                BinaryPrimitives.WriteHalfLittleEndian(element, (Half)JsonNumber.Parse(reader.ValueSpan));
                return true;
            case TensorType.UInt64:
                bool large = reader.TryGetUInt64(out ulong unsigned);
                BinaryPrimitives.WriteUInt64LittleEndian(element, unsigned);
                return large;
            default:
                bool whole = reader.TryGetInt64(out long value) && Fits(type, value);
                BinaryPrimitives.WriteInt64LittleEndian(element, value);
                return whole;
        }
    }

    private static bool Fits(TensorType type, long value) => type switch
    {
        TensorType.Int8 => value is >= sbyte.MinValue and <= sbyte.MaxValue,
        TensorType.Int16 => value is >= short.MinValue and <= short.MaxValue,
        TensorType.Int32 => value is >= int.MinValue and <= int.MaxValue,
        TensorType.UInt8 => value is >= 0 and <= byte.MaxValue,
        TensorType.UInt16 => value is >= 0 and <= ushort.MaxValue,
        TensorType.UInt32 => value is >= 0 and <= uint.MaxValue,
        _ => true,
    };

    private static bool TryWriteText(ref Utf8JsonReader reader, ArrayBufferWriter<byte> output)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Null)) return false;
        byte[]? text;
        try
        {
            text = reader.TokenType == JsonTokenType.Null ? null : Encoding.UTF8.GetBytes(reader.GetString()!);
        }
        catch (InvalidOperationException)
        {
            return false; // half a surrogate pair
        }

        BinaryPrimitives.WriteInt32LittleEndian(length, text?.Length ?? -1);
        output.Write(length);
        output.Write(text);
        return true;
    }

    private static string Word(TensorType type) => type switch
    {
        TensorType.Text => "a string",
        TensorType.Bool => "true or false",
        TensorType.Float16 or TensorType.Float32 or TensorType.Float64 => "a number",
        _ => $"a whole number of {type}",
    };

    private static ReadOnlySpan<byte> Shown(ReadOnlySpan<byte> value) => value.Length > 40 ? value[..40] : value;

    private static ProblemException Wrong(string path, string message) => InferRequestReader.Malformed(path, message);

    /// <summary>A part of the document.</summary>
    public readonly record struct Span(int Start, int End)
    {
        public bool IsEmpty => End == 0;
    }
}
