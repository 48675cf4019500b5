using System.Text;

namespace Kolosal.Native.DuckDb;

/// <summary>One connection; used by one thread at a time. Values travel as parameters (<c>$1</c>, <c>$2</c>, …).</summary>
internal sealed unsafe class DuckConnection(IntPtr connection) : IDisposable
{
    private IntPtr handle = connection;

    /// <summary>Runs a statement for its effect.</summary>
    /// <exception cref="DuckDbException">DuckDB's own message.</exception>
    /// <exception cref="OperationCanceledException">The token fired; the statement was interrupted.</exception>
    public void Execute(string sql, CancellationToken cancel = default, params ReadOnlySpan<object?> values)
    {
        using var result = Run(sql, streaming: false, cancel, values);
    }

    /// <summary>Runs a query whose rows are produced while they are read; at most a few chunks are in memory.</summary>
    public DuckResult Query(string sql, CancellationToken cancel = default, params ReadOnlySpan<object?> values) =>
        Run(sql, streaming: true, cancel, values);

    private DuckResult Run(string sql, bool streaming, CancellationToken cancel, ReadOnlySpan<object?> values)
    {
        ObjectDisposedException.ThrowIf(handle == IntPtr.Zero, this);
        cancel.ThrowIfCancellationRequested();
        int prepared = DuckDbLibrary.Prepare(handle, sql, out var statement);
        try
        {
            if (prepared != DuckDbLibrary.Success) throw new DuckDbException(Utf8.Read(DuckDbLibrary.PrepareError(statement)));
            for (int i = 0; i < values.Length; i++) Bind(statement, (ulong)i + 1, values[i]);

            DuckDbLibrary.ResultHandle result;
            int state;
            using (cancel.Register(static c => DuckDbLibrary.Interrupt((IntPtr)c!), handle))
            {
                state = streaming ? DuckDbLibrary.ExecuteStreaming(statement, &result) : DuckDbLibrary.Execute(statement, &result);
            }

            if (state == DuckDbLibrary.Success) return new DuckResult(result);
            string message = Utf8.Read(DuckDbLibrary.ResultError(&result));
            DuckDbLibrary.DestroyResult(&result);
            cancel.ThrowIfCancellationRequested();
            throw new DuckDbException(message);
        }
        finally
        {
            DuckDbLibrary.DestroyPrepare(ref statement);
        }
    }

    private static void Bind(IntPtr statement, ulong index, object? value)
    {
        int state = value switch
        {
            null => DuckDbLibrary.BindNull(statement, index),
            string text => BindText(statement, index, text),
            bool flag => DuckDbLibrary.BindBoolean(statement, index, flag),
            int number => DuckDbLibrary.BindInt64(statement, index, number),
            long number => DuckDbLibrary.BindInt64(statement, index, number),
            double number => DuckDbLibrary.BindDouble(statement, index, number),
            _ => throw new ArgumentException($"Parameters are text, numbers and booleans, got {value.GetType().Name}."),
        };
        if (state != DuckDbLibrary.Success) throw new DuckDbException($"Parameter {index} could not be bound.");
    }

    private static int BindText(IntPtr statement, ulong index, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        fixed (byte* start = bytes) return DuckDbLibrary.BindVarchar(statement, index, start, (ulong)bytes.Length);
    }

    public void Dispose()
    {
        if (handle != IntPtr.Zero) DuckDbLibrary.Disconnect(ref handle);
    }
}
