using System.Text;

namespace Kolosal.Native.DuckDb;

/// <summary>A run of rows as column vectors. Spans point into DuckDB's memory and die with the chunk.</summary>
internal sealed unsafe class DuckChunk : IDisposable
{
    private readonly DuckType[] types;
    private IntPtr handle;

    public DuckChunk(IntPtr chunk, DuckType[] types)
    {
        (handle, this.types) = (chunk, types);
        Rows = (int)DuckDbLibrary.ChunkSize(chunk);
    }

    public int Rows { get; }

    /// <summary>The column's values as they lie in memory; those of missing cells are undefined.</summary>
    public ReadOnlySpan<T> Values<T>(int column)
        where T : unmanaged => new(DuckDbLibrary.VectorData(Vector(column)), Rows);

    /// <summary>One bit a row, set when the cell has a value; empty when every cell has one.</summary>
    public ReadOnlySpan<ulong> Validity(int column)
    {
        ulong* bits = DuckDbLibrary.VectorValidity(Vector(column));
        return bits is null ? [] : new(bits, (Rows + 63) / 64);
    }

    public bool IsMissing(int column, int row)
    {
        var bits = Validity(column);
        return !bits.IsEmpty && (bits[row >> 6] >> (row & 63) & 1) == 0;
    }

    public double? Number(int column, int row) => IsMissing(column, row) ? null : types[column] switch
    {
        DuckType.Double => Values<double>(column)[row],
        DuckType.Float => Values<float>(column)[row],
        DuckType.BigInt => Values<long>(column)[row],
        DuckType.UBigInt => Values<ulong>(column)[row],
        DuckType.Integer => Values<int>(column)[row],
        DuckType.UInteger => Values<uint>(column)[row],
        DuckType.SmallInt => Values<short>(column)[row],
        DuckType.USmallInt => Values<ushort>(column)[row],
        DuckType.TinyInt => Values<sbyte>(column)[row],
        DuckType.UTinyInt => Values<byte>(column)[row],
        DuckType.Boolean => Values<byte>(column)[row],
        var other => throw new InvalidOperationException($"Column {column} of type {other} holds no numbers; cast it in the query."),
    };

    public long? Integer(int column, int row) => IsMissing(column, row) ? null : types[column] switch
    {
        DuckType.BigInt => Values<long>(column)[row],
        DuckType.UBigInt => checked((long)Values<ulong>(column)[row]),
        DuckType.Integer => Values<int>(column)[row],
        DuckType.UInteger => Values<uint>(column)[row],
        var other => throw new InvalidOperationException($"Column {column} of type {other} holds no whole numbers; cast it in the query."),
    };

    public bool? Flag(int column, int row) => IsMissing(column, row) ? null : Values<byte>(column)[row] != 0;

    public string? Text(int column, int row) => IsMissing(column, row) ? null : Encoding.UTF8.GetString(Bytes(column, row));

    /// <summary>The UTF-8 bytes of a text cell that has a value.</summary>
    /// <remarks>duckdb_string_t: length, then up to 12 bytes in place, or a 4-byte prefix and a pointer.</remarks>
    public ReadOnlySpan<byte> Bytes(int column, int row)
    {
        if (types[column] != DuckType.Varchar)
            throw new InvalidOperationException($"Column {column} of type {types[column]} holds no text; cast it in the query.");
        byte* cell = (byte*)DuckDbLibrary.VectorData(Vector(column)) + (row * 16L);
        int length = *(int*)cell;
        return new(length <= 12 ? cell + 4 : *(byte**)(cell + 8), length);
    }

    public void Dispose()
    {
        if (handle != IntPtr.Zero) DuckDbLibrary.DestroyChunk(ref handle);
    }

    private IntPtr Vector(int column)
    {
        ObjectDisposedException.ThrowIf(handle == IntPtr.Zero, this);
        return DuckDbLibrary.ChunkVector(handle, (ulong)column);
    }
}
