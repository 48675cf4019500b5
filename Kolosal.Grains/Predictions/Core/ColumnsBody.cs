using System.Buffers.Binary;
using System.Text;

namespace Kolosal.Predictions;

/// <summary>Rows as columns in one piece of bytes: the form in which tensors and tables travel from the front door to the predictor.</summary>
/// <remarks>
/// Layout, little-endian: rows (4 bytes), columns (4), and for each column the length of its name (4), the name in UTF-8, its element type (1),
/// its width (4), the length of its presence (4), the length of its values (4), presence, values.
/// </remarks>
public static class ColumnsBody
{
    private const int HeadBytes = 8, ColumnBytes = 4 + 1 + 4 + 4 + 4;

    public static byte[] Write(int rows, IReadOnlyList<RowTensor> columns)
    {
        int length = HeadBytes;
        foreach (var column in columns)
            length = checked(length + ColumnBytes + Encoding.UTF8.GetByteCount(column.Name) + column.Present.Length + column.Values.Length);
        byte[] body = new byte[length];
        BinaryPrimitives.WriteInt32LittleEndian(body, rows);
        BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(4), columns.Count);
        int at = HeadBytes;
        foreach (var column in columns)
        {
            int name = Encoding.UTF8.GetBytes(column.Name, body.AsSpan(at + 4));
            BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(at), name);
            at += 4 + name;
            body[at] = (byte)column.Type;
            BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(at + 1), column.Width);
            BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(at + 5), column.Present.Length);
            BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(at + 9), column.Values.Length);
            at += ColumnBytes - 4;
            column.Present.Span.CopyTo(body.AsSpan(at));
            at += column.Present.Length;
            column.Values.Span.CopyTo(body.AsSpan(at));
            at += column.Values.Length;
        }

        return body;
    }

    /// <returns>The columns, over the body's own memory; null when it is none of these.</returns>
    public static RowTensor[]? Read(ReadOnlyMemory<byte> body, out int rows)
    {
        rows = 0;
        int at = 0;
        if (!Whole(body, ref at, out rows) || !Whole(body, ref at, out int count) || rows < 0 || count < 0) return null;
        if (count > body.Length / ColumnBytes) return null;
        var columns = new RowTensor[count];
        for (int i = 0; i < count; i++)
        {
            if (!Whole(body, ref at, out int nameLength) || !Piece(body, ref at, nameLength, out var name)
                || !Piece(body, ref at, 1, out var type) || !Whole(body, ref at, out int width) || !Whole(body, ref at, out int presentLength)
                || !Whole(body, ref at, out int valuesLength) || !Piece(body, ref at, presentLength, out var present)
                || !Piece(body, ref at, valuesLength, out var values) || width < 1 || type.Span[0] > (byte)TensorType.Text) return null;
            columns[i] = new(Encoding.UTF8.GetString(name.Span), (TensorType)type.Span[0], width, values, present);
        }

        return at == body.Length ? columns : null;
    }

    private static bool Whole(ReadOnlyMemory<byte> body, ref int at, out int value)
    {
        bool there = body.Length - at >= 4;
        value = there ? BinaryPrimitives.ReadInt32LittleEndian(body.Span[at..]) : 0;
        at += there ? 4 : 0;
        return there;
    }

    private static bool Piece(ReadOnlyMemory<byte> body, ref int at, int length, out ReadOnlyMemory<byte> piece)
    {
        bool there = length >= 0 && body.Length - at >= length;
        piece = there ? body.Slice(at, length) : default;
        at += there ? length : 0;
        return there;
    }
}
