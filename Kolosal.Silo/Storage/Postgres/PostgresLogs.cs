using System.Runtime.CompilerServices;
using Kolosal.Storage.Log;
using Npgsql;

namespace Kolosal.Storage.Postgres;

/// <summary>The logs in the database that silos share. Any silo appends to any of them and reads what the others wrote.</summary>
internal sealed class PostgresLogs(PostgresDatabase database, PostgresLogWriter writer)
{
    /// <summary>Records fetched at a time; a reader that stops early has fetched no more than this in vain.</summary>
    private const int PageRecords = 256;

    // Of a log whose row is lost the mark says up to where its numbers are: it goes on there.
    private const string SelectHead =
        """
        SELECT id, first, next, records FROM logs WHERE name = $1
        UNION ALL
        SELECT -1, reserved, reserved, 0 FROM log_marks WHERE name = $1 AND NOT EXISTS (SELECT FROM logs WHERE name = $1)
        """;

    private const string SelectPage =
        """
        SELECT position, record, checksum FROM log_records
        WHERE log = $1 AND position >= $2 AND position < $3 ORDER BY position LIMIT $4
        """;

    private const string SelectBefore = "SELECT max(position) FROM log_records WHERE log = $1 AND position < $2";

    private const string SelectByKey =
        """
        SELECT record, checksum FROM log_records JOIN logs ON logs.id = log_records.log
        WHERE key = ANY($2) AND starts_with(name, $1) ORDER BY log, position
        """;

    // The name of a prediction log: predictions/id of the log/workspace/model.
    private const string SelectAll =
        """
        SELECT log, position, record FROM log_records JOIN logs ON logs.id = log_records.log
        WHERE starts_with(name, $1) AND position(($2) IN name) > 0 AND (log, position) > ($3, $4) ORDER BY log, position LIMIT $5
        """;

    private const string Replace = "UPDATE log_records SET record = $3, checksum = $4 WHERE log = $1 AND position = $2";

    private const string SelectHeads =
        "SELECT name, next FROM logs WHERE starts_with(name, $1) AND changed_at > clock_timestamp() - $2 ORDER BY name";

    /// <param name="name">1 to 512 characters.</param>
    public IRecordLog Open(string name) => name.Length is > 0 and <= 512 ? new PostgresLog(name, this)
        : throw new ArgumentException($"Need a log name of 1 to 512 characters, got {name.Length}.", nameof(name));

    public ValueTask<long> AppendAsync(string name, ReadOnlyMemory<byte> record, CancellationToken cancel) =>
        writer.AppendAsync(name, record, cancel);

    /// <summary>The number that the log's next record will get; 0 for one that nobody has written to.</summary>
    public async Task<long> NextAsync(string name, CancellationToken cancel)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancel);
        return (await FindAsync(connection, name, cancel))?.Next ?? 0;
    }

    /// <summary>The records from a number on that were committed when the reading began.</summary>
    /// <exception cref="LogIncompleteException">A record is gone or not what was written.</exception>
    public async IAsyncEnumerable<LogRecord> ReadAsync(string name, long from, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var record in ReadSoundAsync(name, from, lost => throw new LogIncompleteException(name, Math.Max(from, lost.From)), cancel))
            yield return record;
    }

    /// <summary>
    /// As <see cref="ReadAsync"/>, but what is gone or damaged does not end the reading: it is told, and one record with an empty payload comes
    /// under the last of the lost numbers.
    /// </summary>
    /// <param name="name">The log's.</param>
    /// <param name="from">The number to begin at.</param>
    /// <param name="lost">Told of each run of lost records whole, wherever in it the reading began; again at each reading.</param>
    /// <param name="cancel">Looked at between pages.</param>
    public async IAsyncEnumerable<LogRecord> ReadSoundAsync(
        string name, long from, Action<LostRecords> lost, [EnumeratorCancellation] CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        await using var connection = await database.Source.OpenConnectionAsync(cancel);
        if (await FindAsync(connection, name, cancel) is not { } head) yield break;
        for (long expected = from; expected < head.Next;)
        {
            var page = await PageAsync(connection, head.Id, expected, head.Next, cancel);
            foreach (var (position, record, checksum) in page)
            {
                if (head.IsDense && position != expected)
                {
                    lost(await GapAsync(connection, head, expected, position, cancel));
                    yield return new(position - 1, default);
                }

                bool sound = checksum is not { } written || written == unchecked((int)Crc32C.Of(record));
                if (!sound) lost(new(position, position + 1, $"Record {position} is not what was written: its checksum does not hold."));
                expected = position + 1;
                yield return new(position, sound ? record : default(ReadOnlyMemory<byte>));
            }

            if (page.Count == PageRecords || expected >= head.Next) continue;
            lost(await GapAsync(connection, head, expected, head.Next, cancel));
            expected = head.Next;
            yield return new(head.Next - 1, default);
        }
    }

    /// <summary>Logs whose name begins so and that were written to lately, each with the number behind its last record.</summary>
    public async Task<List<(string Name, long Next)>> ChangedAsync(string prefix, TimeSpan within, CancellationToken cancel)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancel);
        await using var command = Command(connection, SelectHeads, prefix, within);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var heads = new List<(string Name, long Next)>();
        while (await reader.ReadAsync(cancel)) heads.Add((reader.GetString(0), reader.GetInt64(1)));
        return heads;
    }

    /// <summary>The records that were appended under one of some keys; those that are gone or damaged are left out.</summary>
    /// <param name="prefix">What the names of the logs begin with.</param>
    /// <param name="keys">See <see cref="PostgresLogWriter.AppendAsync"/>.</param>
    /// <param name="cancel">Looked at between records.</param>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> FindAsync(
        string prefix, Guid[] keys, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancel);
        await using var command = Command(connection, SelectByKey, prefix, keys);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            byte[] record = reader.GetFieldValue<byte[]>(0);
            if (reader.IsDBNull(1) || reader.GetInt32(1) == unchecked((int)Crc32C.Of(record))) yield return record;
        }
    }

    /// <summary>Replaces the content of records; their numbers stay.</summary>
    /// <param name="prefix">What the names of the logs begin with.</param>
    /// <param name="within">What is in the names behind it.</param>
    /// <param name="rewrite">Answers the new content, or null to leave it.</param>
    /// <param name="cancel">Looked at between pages.</param>
    /// <returns>How many records were replaced.</returns>
    public async Task<long> RewriteAsync(
        string prefix, string within, Func<ReadOnlyMemory<byte>, byte[]?> rewrite, CancellationToken cancel)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancel);
        long replaced = 0;
        for (var (log, position) = (long.MinValue, long.MinValue); ;)
        {
            var page = new List<(long Log, long Position, byte[] Record)>();
            await using (var command = Command(connection, SelectAll, prefix, within, log, position, PageRecords))
            await using (var reader = await command.ExecuteReaderAsync(cancel))
                while (await reader.ReadAsync(cancel)) page.Add((reader.GetInt64(0), reader.GetInt64(1), reader.GetFieldValue<byte[]>(2)));
            foreach (var row in page)
            {
                if (rewrite(row.Record) is not { } left) continue;
                await using var replace = Command(connection, Replace, row.Log, row.Position, left, unchecked((int)Crc32C.Of(left)));
                replaced += await replace.ExecuteNonQueryAsync(cancel);
            }

            if (page.Count < PageRecords) return replaced;
            (log, position) = (page[^1].Log, page[^1].Position);
        }
    }

    private static async Task<Head?> FindAsync(NpgsqlConnection connection, string name, CancellationToken cancel)
    {
        await using var command = Command(connection, SelectHead, name);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        if (!await reader.ReadAsync(cancel)) return null;
        long first = reader.GetInt64(1), next = reader.GetInt64(2);
        return new Head(reader.GetInt64(0), first, next, next - first == reader.GetInt64(3));
    }

    private static async Task<List<Row>> PageAsync(NpgsqlConnection connection, long log, long from, long until, CancellationToken cancel)
    {
        await using var command = Command(connection, SelectPage, log, from, until, PageRecords);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var page = new List<Row>();
        while (await reader.ReadAsync(cancel))
            page.Add(new(reader.GetInt64(0), reader.GetFieldValue<byte[]>(1), reader.IsDBNull(2) ? null : reader.GetInt32(2)));
        return page;
    }

    /// <summary>The whole run of missing numbers around one of them, so that all who meet it name it alike.</summary>
    private static async Task<LostRecords> GapAsync(NpgsqlConnection connection, Head head, long at, long until, CancellationToken cancel)
    {
        await using var command = Command(connection, SelectBefore, head.Id, at);
        long from = await command.ExecuteScalarAsync(cancel) is long before ? before + 1 : 0;
        return new(from, until, until <= head.First ? $"The log's row was removed from the database, and its numbers go on at {head.First}."
            : $"Records {from} to {until - 1} are no longer in the database.");
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params object[] values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (object value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }

    private sealed record Row(long Position, byte[] Record, int? Checksum);

    /// <param name="Id">Names the log in its records; −1 when its row is lost.</param>
    /// <param name="First">Where its row began: smaller numbers were lost with the row before it.</param>
    /// <param name="Next">The number behind its last record.</param>
    /// <param name="IsDense">Its numbers have no gaps.</param>
    private sealed record Head(long Id, long First, long Next, bool IsDense);

    private sealed class PostgresLog(string name, PostgresLogs logs) : IRecordLog
    {
        public string Name => name;

        public ValueTask<long> AppendAsync(ReadOnlyMemory<byte> record, CancellationToken cancel) => logs.AppendAsync(name, record, cancel);

        public IAsyncEnumerable<LogRecord> ReadAsync(long fromPosition, CancellationToken cancel = default) =>
            logs.ReadAsync(name, fromPosition, cancel);
    }
}
