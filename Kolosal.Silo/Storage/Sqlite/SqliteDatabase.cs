using System.Collections.Concurrent;
using Kolosal.Storage.Files;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace Kolosal.Storage.Sqlite;

/// <summary>The file <c>kolosal.db</c>: one writer thread, any number of readers (WAL).</summary>
/// <remarks>
/// SQLite has one writer at a time whatever is done; many threads that queue for its lock only wait badly. Here they queue for a thread,
/// which runs all that is waiting in one transaction, so a commit is paid once for all.
/// </remarks>
internal sealed class SqliteDatabase : IDisposable
{
    /// <summary>Most writes in one transaction, so that the first of them does not wait long for the last.</summary>
    private const int LargestBatch = 512;

    /// <summary>
    /// Those whose writes were just acknowledged are about to write again. Letting them have the processor this many times before a
    /// smaller batch is begun costs microseconds and saves a sync.
    /// </summary>
    private const int MostYields = 16;

    private readonly string _path;
    private readonly BlockingCollection<ISqliteWork> _queue = new(new ConcurrentQueue<ISqliteWork>());
    private readonly ConcurrentBag<SqliteSession> _readers = [];
    private readonly SqliteSession _session;
    private readonly Thread _writer;
    private bool _disposed;

    public SqliteDatabase(DataDirectory directory, IOptions<StorageOptions> options)
        : this(Path.Combine(directory.Root, "kolosal.db"), options.Value.Synchronous)
    {
    }

    public SqliteDatabase(string path, SqliteSynchronous synchronous)
    {
        _path = path;
        if (!File.Exists(path)) DurableFile.CreateNew(path).Dispose();
        _session = new SqliteSession(Connect(SqliteOpenMode.ReadWrite));
        Execute("PRAGMA journal_mode = WAL");
        Execute(synchronous == SqliteSynchronous.Full ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
        Execute("PRAGMA wal_autocheckpoint = 4000");
        SqliteMigrator.Migrate(_session.Connection, Migrations.Migration.Embedded("sqlite"));
        _writer = new Thread(Write) { Name = "sqlite writer", IsBackground = true };
        _writer.Start();
    }

    /// <summary>Runs the work on the writer thread, together with others in one transaction. The result comes after the commit.</summary>
    public Task<T> WriteAsync<T>(Func<SqliteSession, T> work, CancellationToken cancel = default)
    {
        cancel.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_queue.IsAddingCompleted, this);
        var item = new SqliteWork<T>(work);
        _queue.Add(item, CancellationToken.None);
        return item.Result;
    }

    /// <summary>Runs the work here and now on a connection for reading; sees every write that has been acknowledged.</summary>
    public T Read<T>(Func<SqliteSession, T> work)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!_readers.TryTake(out var session)) session = new SqliteSession(Connect(SqliteOpenMode.ReadWrite));
        try
        {
            return work(session);
        }
        finally
        {
            if (_disposed) session.Dispose();
            else _readers.Add(session);
        }
    }

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _queue.CompleteAdding();
        _writer.Join();
        while (_readers.TryTake(out var reader)) reader.Dispose();
        _session.Dispose();
        _queue.Dispose();
    }

    private void Write()
    {
        var batch = new List<ISqliteWork>(LargestBatch);
        foreach (var first in _queue.GetConsumingEnumerable())
        {
            int expected = batch.Count;
            batch.Clear();
            batch.Add(first);
            for (int yields = 0; batch.Count < LargestBatch;)
            {
                if (_queue.TryTake(out var next)) batch.Add(next);
                else if (batch.Count >= expected || yields++ == MostYields) break;
                else Thread.Yield();
            }

            if (TryCommit(batch) is null)
            {
                foreach (var work in batch) work.Acknowledge();
                continue;
            }

            // One of them, or the disk, is at fault. Alone each succeeds or fails for its own reason.
            foreach (var work in batch)
            {
                if (TryCommit([work]) is { } fault) work.Fail(fault);
                else work.Acknowledge();
            }
        }
    }

    private Exception? TryCommit(List<ISqliteWork> batch)
    {
        try
        {
            Execute("BEGIN IMMEDIATE");
            foreach (var work in batch) work.Run(_session);
            Execute("COMMIT");
            return null;
        }
        catch (Exception fault)
        {
            // The writer must outlive any single fault: it is handed to those who wait, never dropped.
            if (SQLitePCL.raw.sqlite3_get_autocommit(_session.Connection.Handle) == 0) Execute("ROLLBACK");
            return fault;
        }
    }

    private void Execute(string sql) => _session.Statement(sql).ExecuteNonQuery();

    private SqliteConnection Connect(SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = _path, Mode = mode, Pooling = false, DefaultTimeout = 30 }.ToString());
        connection.Open();
        return connection;
    }
}
