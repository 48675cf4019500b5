using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Kolosal.Datasets;
using Kolosal.Http;

namespace Kolosal.Predictions;

/// <summary>A Parquet body as the columns that the predictor reads.</summary>
internal static class ParquetRows
{
    /// <exception cref="ProblemException">It is no Parquet file, or none that can be predicted.</exception>
    public static async Task<byte[]> ReadAsync(IStatedTables tables, Stream body, int maximumRows, CancellationToken cancel)
    {
        try
        {
            var columns = await tables.ReadParquetAsync(body, maximumRows, cancel);
            return ColumnsBody.Write(columns.IsEmpty ? 0 : columns[0].Rows, [.. columns.Select(TensorOf)]);
        }
        catch (RejectedContentException rejected)
        {
            throw new ProblemException(new(rejected.Kind == RejectionKind.Malformed ? 400 : 422, rejected.Code, rejected.Message));
        }
    }

    private static RowTensor TensorOf(StatedColumn column)
    {
        byte[] present = column.Present is null ? [] : Array.ConvertAll(column.Present, there => there ? (byte)1 : (byte)0);
        if (column.Numbers is { } numbers) return new(column.Name, TensorType.Float64, 1, Bytes(numbers), present);
        if (column.Integers is { } integers) return new(column.Name, TensorType.Int64, 1, Bytes(integers), present);
        if (column.Flags is { } flags)
            return new(column.Name, TensorType.Bool, 1, Array.ConvertAll(flags, flag => flag ? (byte)1 : (byte)0), present);
        return new(column.Name, TensorType.Text, 1, TextsOf(column.Texts ?? []));
    }

    private static byte[] Bytes<T>(T[] values)
        where T : struct => MemoryMarshal.AsBytes(values.AsSpan()).ToArray();

    private static byte[] TextsOf(string?[] texts)
    {
        using var bytes = new MemoryStream();
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (string? text in texts)
        {
            byte[] content = text is null ? [] : Encoding.UTF8.GetBytes(text);
            BinaryPrimitives.WriteInt32LittleEndian(length, text is null ? -1 : content.Length);
            bytes.Write(length);
            bytes.Write(content);
        }

        return bytes.ToArray();
    }
}
