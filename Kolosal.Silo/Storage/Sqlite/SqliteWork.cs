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
    private readonly TaskCompletionSource<T> result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? value;

    public Task<T> Result => result.Task;

    public void Run(SqliteSession session) => value = work(session);

    public void Acknowledge() => result.SetResult(value!);

    public void Fail(Exception fault) => result.SetException(fault);
}
