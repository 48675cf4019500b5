namespace Kolosal.Storage.Sqlite;

/// <summary>Something to be done on the writer thread.</summary>
internal interface ISqliteWork
{
    /// <summary>May run twice: again alone when the transaction it shared was rolled back.</summary>
    void Run(SqliteSession session);

    void Acknowledge();

    void Fail(Exception fault);
}

internal sealed class SqliteWork<T>(Func<SqliteSession, T> work) : ISqliteWork
{
    private readonly TaskCompletionSource<T> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _value;

    public Task<T> Result => _result.Task;

    public void Run(SqliteSession session) => _value = work(session);

    public void Acknowledge() => _result.SetResult(_value!);

    public void Fail(Exception fault) => _result.SetException(fault);
}
