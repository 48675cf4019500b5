using Npgsql;

namespace Kolosal.Storage.Postgres;

/// <summary>
/// Appends to the shared logs: everything that waits goes down in one statement, which is one round trip and one commit. While it commits,
/// the next batch fills, so the batch grows with the load.
/// </summary>
/// <remarks>
/// A batch that fails fails for all who wait for it, and is not sent again: when the connection broke during the commit nobody knows
/// whether it took place. The next batch takes a new connection, so the log answers again as soon as the database does.
/// </remarks>
internal sealed partial class PostgresLogWriter : IAsyncDisposable
{
    /// <summary>Longest time a record that nobody waits for stays in memory; half of what is promised, to leave room for the commit.</summary>
    private const int LingerMilliseconds = 50;

    /// <summary>A batch that holds this much takes no more; those who come then wait for its commit.</summary>
    private const int FullRecords = 8_192, FullBytes = 8 << 20;

    private const int MaximumRecordBytes = 16 << 20;

    /// <summary>Those who were just acknowledged are about to append again; letting them go first costs microseconds and saves a commit.</summary>
    private const int MostYields = 16;

    /// <remarks>
    /// A log whose row was lost begins again at its mark, behind every number that may have been given. Marks are far ahead, so that they are
    /// written once in a million records.
    /// </remarks>
    private const string Append =
        """
        WITH sizes AS (SELECT * FROM unnest($1, $2) WITH ORDINALITY AS sizes (name, count, which)),
        heads AS (
            INSERT INTO logs AS known (name, first, next, records)
            SELECT name, coalesce(reserved, 0), coalesce(reserved, 0) + count, count FROM sizes LEFT JOIN log_marks USING (name) ORDER BY name
            ON CONFLICT (name) DO UPDATE
            SET next = known.next + excluded.records, records = known.records + excluded.records, changed_at = clock_timestamp()
            RETURNING id, name, next),
        marked AS (
            INSERT INTO log_marks AS known (name, reserved)
            SELECT heads.name, heads.next + 1048576 FROM heads LEFT JOIN log_marks AS mark ON mark.name = heads.name
            WHERE mark.reserved IS NULL OR mark.reserved < heads.next + 524288
            ON CONFLICT (name) DO UPDATE SET reserved = greatest(known.reserved, excluded.reserved)),
        written AS (
            INSERT INTO log_records (log, position, record, checksum, key)
            SELECT heads.id, heads.next - sizes.count + batch.ordinal, batch.record, batch.checksum, batch.key
            FROM unnest($3, $4, $5, $6, $7) AS batch (which, ordinal, record, checksum, key) JOIN sizes USING (which) JOIN heads USING (name))
        SELECT name, next FROM heads
        """;

    private readonly Lock gate = new();
    private readonly SemaphoreSlim bell = new(0);
    private readonly PostgresDatabase database;
    private readonly ILogger<PostgresLogWriter> log;
    private readonly Task writing;
    private LogBatch queued = new();
    private NpgsqlConnection? connection;
    private NpgsqlCommand? append;
    private long commits;
    private bool failing, stopping;

    public PostgresLogWriter(PostgresDatabase database, ILogger<PostgresLogWriter> log)
    {
        (this.database, this.log) = (database, log);
        writing = Task.Run(WriteAsync);
    }

    /// <summary>Batches committed since the start.</summary>
    public long Commits => Volatile.Read(ref commits);

    /// <summary>The last batch failed: what is appended now should be waited for, so that the caller learns of it.</summary>
    public bool IsFailing => Volatile.Read(ref failing);

    /// <summary>Appends a record and answers its number once it is committed.</summary>
    /// <param name="log">The log's name.</param>
    /// <param name="record">1 byte to 16 MiB.</param>
    /// <param name="cancel">Looked at before it is queued.</param>
    /// <param name="key">By which it can be found again; null for none. Best ascending with time, so that the index grows at one end.</param>
    public async ValueTask<long> AppendAsync(string log, ReadOnlyMemory<byte> record, CancellationToken cancel, Guid? key = null) =>
        await (await QueueAsync(log, record, durable: true, key, cancel)).WaitAsync();

    /// <summary>Queues a record, which will be committed without being waited for within 100 ms.</summary>
    /// <inheritdoc cref="AppendAsync"/>
    public ValueTask<QueuedRecord> QueueAsync(string log, ReadOnlyMemory<byte> record, CancellationToken cancel, Guid? key = null) =>
        QueueAsync(log, record, durable: false, key, cancel);

    public async ValueTask DisposeAsync()
    {
        lock (gate)
        {
            if (stopping) return;
            stopping = true;
        }

        bell.Release();
        await writing;
        await DropConnectionAsync();
        bell.Dispose();
    }

    private async ValueTask<QueuedRecord> QueueAsync(
        string log, ReadOnlyMemory<byte> record, bool durable, Guid? key, CancellationToken cancel)
    {
        if (record.Length is 0 or > MaximumRecordBytes)
            throw new ArgumentException($"Need a record of 1 to {MaximumRecordBytes} bytes, got {record.Length}.", nameof(record));

        cancel.ThrowIfCancellationRequested();
        byte[] copy = record.ToArray();
        while (true)
        {
            Task full;
            lock (gate)
            {
                ObjectDisposedException.ThrowIf(stopping, this);
                var batch = queued;
                bool fits = batch.Count < FullRecords && batch.Bytes < FullBytes;
                bool ring = batch.Count == 0 || (!batch.IsAwaited && (durable || !fits));
                batch.IsAwaited |= durable || !fits;
                int place = fits ? batch.Add(log, copy, key) : -1;
                if (ring) bell.Release();
                if (fits) return new(batch, place);
                full = batch.Done;
            }

            // Its failure is for those whose records are in it.
            await full.WaitAsync(cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancel.ThrowIfCancellationRequested();
        }
    }

    private async Task WriteAsync()
    {
        while (await NextAsync() is { } batch)
        {
            try
            {
                var next = await CommitAsync(batch);
                Volatile.Write(ref failing, false);
                Volatile.Write(ref commits, commits + 1);
                batch.Succeed(next);
            }
            catch (Exception fault)
            {
                // Once an outage: while it lasts every record is waited for, and its caller has the fault.
                if (!IsFailing) LogFailed(log, batch.Count, fault);
                Volatile.Write(ref failing, true);
                await DropConnectionAsync();
                batch.Fail(fault);
                continue;
            }

            for (int yields = 0; yields < MostYields && Volatile.Read(ref queued).Count < batch.Count; yields++) await Task.Yield();
        }
    }

    /// <summary>Waits until there is something to write now; null when the writer is closed and everything is written.</summary>
    private async Task<LogBatch?> NextAsync()
    {
        while (true)
        {
            int wait = Timeout.Infinite;
            lock (gate)
            {
                if (queued.Count > 0)
                {
                    long left = LingerMilliseconds - (Environment.TickCount64 - queued.Since);
                    if (queued.IsAwaited || stopping || left <= 0)
                    {
                        var taken = queued;
                        queued = new LogBatch();
                        return taken;
                    }

                    wait = (int)left;
                }
                else if (stopping)
                {
                    return null;
                }
            }

            await bell.WaitAsync(wait);
        }
    }

    private async Task<Dictionary<string, long>> CommitAsync(LogBatch batch)
    {
        if (append is null)
        {
            connection = await database.Source.OpenConnectionAsync();
            append = new NpgsqlCommand(Append, connection)
            {
                Parameters =
                {
                    new NpgsqlParameter<string[]>(), new NpgsqlParameter<long[]>(), new NpgsqlParameter<int[]>(), new NpgsqlParameter<long[]>(),
                    new NpgsqlParameter<byte[][]>(), new NpgsqlParameter<int[]>(), new NpgsqlParameter<Guid?[]>(),
                },
            };
        }

        object[] values = [batch.Names, batch.Counts, batch.Logs, batch.Ordinals, batch.Records, batch.Checksums, batch.Keys];
        for (int i = 0; i < values.Length; i++) append.Parameters[i].Value = values[i];
        if (!append.IsPrepared) await append.PrepareAsync();
        var next = new Dictionary<string, long>(StringComparer.Ordinal);
        await using var reader = await append.ExecuteReaderAsync();
        while (await reader.ReadAsync()) next.Add(reader.GetString(0), reader.GetInt64(1));
        return next;
    }

    private async Task DropConnectionAsync()
    {
        if (this.append is { } append) await append.DisposeAsync();
        if (this.connection is { } connection) await connection.DisposeAsync();
        (this.append, this.connection) = (null, null);
    }

    [LoggerMessage(
        Level = LogLevel.Error,
            Message = "A batch of {Records} log records failed; those that were waited for have the fault, the others may be lost.")]
    private static partial void LogFailed(ILogger log, int records, Exception fault);
}

/// <summary>A record that will be committed with its batch.</summary>
internal readonly record struct QueuedRecord(LogBatch Batch, int Place)
{
    /// <returns>The record's number, once it is committed.</returns>
    public async ValueTask<long> WaitAsync()
    {
        await Batch.Done;
        return Batch.Position(Place);
    }
}
