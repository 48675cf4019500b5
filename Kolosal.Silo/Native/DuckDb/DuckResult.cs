namespace Kolosal.Native.DuckDb;

/// <summary>The rows of a query, chunk by chunk (at most 2,048 rows each).</summary>
internal sealed unsafe class DuckResult : IDisposable
{
    private DuckDbLibrary.ResultHandle handle;
    private DuckChunk? current;
    private bool disposed;

    public DuckResult(DuckDbLibrary.ResultHandle result)
    {
        handle = result;
        fixed (DuckDbLibrary.ResultHandle* self = &handle)
        {
            int count = (int)DuckDbLibrary.ColumnCount(self);
            Names = new string[count];
            Types = new DuckType[count];
            for (int i = 0; i < count; i++)
            {
                Names[i] = Utf8.Read(DuckDbLibrary.ColumnName(self, (ulong)i));
                Types[i] = (DuckType)DuckDbLibrary.ColumnType(self, (ulong)i);
            }
        }
    }

    public string[] Names { get; }

    public DuckType[] Types { get; }

    /// <summary>The next chunk, valid until the next call; null at the end.</summary>
    /// <exception cref="DuckDbException">The query failed while its rows were made.</exception>
    public DuckChunk? Next()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        current?.Dispose();
        current = null;
        var chunk = DuckDbLibrary.FetchChunk(handle);
        if (chunk != IntPtr.Zero)
        {
            current = new DuckChunk(chunk, Types);
            if (current.Rows > 0) return current;
        }

        fixed (DuckDbLibrary.ResultHandle* self = &handle)
        {
            byte* error = DuckDbLibrary.ResultError(self);
            return error is null || *error == 0 ? null : throw new DuckDbException(Utf8.Read(error));
        }
    }

    /// <summary>The one row of a query that answers one.</summary>
    public DuckChunk Single() => Next() ?? throw new DuckDbException("A query that answers one row answered none.");

    public void Dispose()
    {
        if (disposed) return;
        disposed = true;
        current?.Dispose();
        fixed (DuckDbLibrary.ResultHandle* self = &handle) DuckDbLibrary.DestroyResult(self);
    }
}
