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

    private readonly string path;
    private readonly BlockingCollection<ISqliteWork> queue = new(new ConcurrentQueue<ISqliteWork>());
    private readonly ConcurrentBag<SqliteSession> readers = [];
    private readonly IStorageLosses? losses;
    private readonly SqliteSession session;
    private readonly Thread writer;
    private long commits;
    private volatile StorageException? failure;
    private bool disposed;

    /// <param name="directory">Where the file lies.</param>
    /// <param name="options">When a commit is on the disk.</param>
    /// <param name="losses">Told when the file turns out to be damaged; null for nobody.</param>
    public SqliteDatabase(DataDirectory directory, IOptions<StorageOptions> options, IStorageLosses? losses = null)
        : this(Path.Combine(directory.Root, "kolosal.db"), options.Value.Synchronous, losses)
    {
    }

    /// <exception cref="InvalidOperationException">The file is damaged, no database, or cannot be written.</exception>
    public SqliteDatabase(string path, SqliteSynchronous synchronous, IStorageLosses? losses = null)
    {
        (this.path, this.losses) = (path, losses);
        try
        {
            if (!File.Exists(path)) DurableFile.CreateNew(path).Dispose();
            session = new SqliteSession(Connect(SqliteOpenMode.ReadWrite));
            Execute("PRAGMA journal_mode = WAL");
            Execute(synchronous == SqliteSynchronous.Full ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
            Execute("PRAGMA wal_autocheckpoint = 4000");
            // What is deleted or replaced is overwritten: an erased person's values must not stay in free pages.
            Execute("PRAGMA secure_delete = ON");
            SqliteMigrator.Migrate(session.Connection, Migrations.Migration.Embedded("sqlite"));
            Identify();
        }
        catch (Exception fault) when (SqliteFaults.Translate(fault, path) is StorageException known)
        {
            session?.Dispose();
            throw new InvalidOperationException($"{known.Message} Nothing can be served before that.", fault);
        }

        writer = new Thread(Write) { Name = "sqlite writer", IsBackground = true };
        writer.Start();
    }

    /// <summary>Which installation this is the database of.</summary>
    public string InstallationId { get; private set; } = "";

    /// <summary>How often it has been committed to, ever; all of them are on the disk as far as the setting promises.</summary>
    public long Commits => Volatile.Read(ref commits);

    /// <summary>It held neither state nor lists when it was opened.</summary>
    public bool WasEmpty { get; private set; }

    /// <summary>Why the last write failed, when the place it is kept was at fault; null since a write has succeeded again.</summary>
    public StorageException? Failure => failure;

    /// <summary>Runs the work on the writer thread, together with others in one transaction. The result comes after the commit.</summary>
    public Task<T> WriteAsync<T>(Func<SqliteSession, T> work, CancellationToken cancel = default)
    {
        cancel.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(queue.IsAddingCompleted, this);
        var item = new SqliteWork<T>(work);
        queue.Add(item, CancellationToken.None);
        return item.Result;
    }

    /// <summary>Runs the work here and now on a connection for reading; sees every write that has been acknowledged.</summary>
    public T Read<T>(Func<SqliteSession, T> work)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        SqliteSession? session = null;
        try
        {
            if (!readers.TryTake(out session)) session = new SqliteSession(Connect(SqliteOpenMode.ReadWrite));
            return work(session);
        }
        catch (Exception fault) when (Translate(fault) is StorageException known)
        {
            throw known;
        }
        finally
        {
            if (disposed) session?.Dispose();
            else if (session is not null) readers.Add(session);
        }
    }

    /// <summary>Moves the whole write-ahead log into the database and empties it, so that no earlier page stays beside.</summary>
    /// <returns>False when readers kept a part of it in use.</returns>
    public bool EmptyLog()
    {
        using var own = new SqliteSession(Connect(SqliteOpenMode.ReadWrite));
        using var reader = own.Statement("PRAGMA wal_checkpoint(TRUNCATE)").ExecuteReader();
        return reader.Read() && reader.GetInt64(0) == 0;
    }

    public void Dispose()
    {
        if (disposed) return;
        disposed = true;
        queue.CompleteAdding();
        writer.Join();
        while (readers.TryTake(out var reader)) reader.Dispose();
        CheckpointAll();
        session.Dispose();
        queue.Dispose();
    }

    private void Write()
    {
        var batch = new List<ISqliteWork>(LargestBatch);
        foreach (var first in queue.GetConsumingEnumerable())
        {
            int expected = batch.Count;
            batch.Clear();
            batch.Add(first);
            for (int yields = 0; batch.Count < LargestBatch;)
            {
                if (queue.TryTake(out var next)) batch.Add(next);
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
                if (TryCommit([work]) is { } fault) work.Fail(Translate(fault));
                else work.Acknowledge();
            }
        }
    }

    private Exception? TryCommit(List<ISqliteWork> batch)
    {
        try
        {
            Execute("BEGIN IMMEDIATE");
            foreach (var work in batch) work.Run(session);
            Execute("UPDATE installation SET commits = commits + 1");
            Execute("COMMIT");
            Volatile.Write(ref commits, commits + 1);
            failure = null;
            return null;
        }
        catch (Exception fault)
        {
            // The writer must outlive any single fault: it is handed to those who wait, never dropped.
            if (SQLitePCL.raw.sqlite3_get_autocommit(session.Connection.Handle) == 0) Execute("ROLLBACK");
            return fault;
        }
    }

    private void Identify()
    {
        WasEmpty = (long)session.Statement("SELECT EXISTS (SELECT 1 FROM grain_state) OR EXISTS (SELECT 1 FROM catalogue)").ExecuteScalar()! == 0;
        session.Statement("INSERT INTO installation (one, id, commits) VALUES (1, @0, 0) ON CONFLICT DO NOTHING", Guid.NewGuid().ToString("n"))
            .ExecuteNonQuery();
        using var reader = session.Statement("SELECT id, commits FROM installation").ExecuteReader();
        reader.Read();
        (InstallationId, commits) = (reader.GetString(0), reader.GetInt64(1));
    }

    /// <summary>So that a copy of the one file is the whole database. What cannot be moved stays in the write-ahead log, and is not lost.</summary>
    private void CheckpointAll()
    {
        try
        {
            Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        catch (SqliteException)
        {
            // The disk takes no writes: the next start moves it.
        }
    }

    private Exception Translate(Exception fault)
    {
        var told = SqliteFaults.Translate(fault, path);
        if (told is not StorageException known) return told;
        failure = known;
        if (known.Trouble == StorageTrouble.Damaged)
            losses?.Report(new($"{InstallationId}/database/damaged", null, "database", null, "The database is damaged", known.Message));
        return known;
    }

    private void Execute(string sql) => session.Statement(sql).ExecuteNonQuery();

    private SqliteConnection Connect(SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false, DefaultTimeout = 30 }.ToString());
        connection.Open();
        return connection;
    }
}
