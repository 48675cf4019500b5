using System.Runtime.CompilerServices;
using Npgsql;

namespace Kolosal.Storage.Postgres;

/// <summary>The logs in the database that silos share. Any silo appends to any of them and reads what the others wrote.</summary>
internal sealed class PostgresLogs(PostgresDatabase database, PostgresLogWriter writer)
{
    /// <summary>Records fetched at a time; a reader that stops early has fetched no more than this in vain.</summary>
    private const int PageRecords = 256;

    private const string SelectHead = "SELECT id, next, records FROM logs WHERE name = $1";
    private const string SelectPage =
        "SELECT position, record FROM log_records WHERE log = $1 AND position >= $2 AND position < $3 ORDER BY position LIMIT $4";

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
    public async IAsyncEnumerable<LogRecord> ReadAsync(string name, long from, [EnumeratorCancellation] CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        await using var connection = await database.Source.OpenConnectionAsync(cancel);
        if (await FindAsync(connection, name, cancel) is not { } head) yield break;
        for (long expected = from; expected < head.Next;)
        {
            var page = await PageAsync(connection, head.Id, expected, head.Next, cancel);
            foreach (var record in page)
            {
                if (head.IsDense && record.Position != expected) throw new LogIncompleteException(name, expected);
                expected = record.Position + 1;
                yield return record;
            }

            if (page.Count < PageRecords && expected < head.Next) throw new LogIncompleteException(name, expected);
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

    private static async Task<Head?> FindAsync(NpgsqlConnection connection, string name, CancellationToken cancel)
    {
        await using var command = Command(connection, SelectHead, name);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel) ? new Head(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(1) == reader.GetInt64(2)) : null;
    }

    private static async Task<List<LogRecord>> PageAsync(NpgsqlConnection connection, long log, long from, long until, CancellationToken cancel)
    {
        await using var command = Command(connection, SelectPage, log, from, until, PageRecords);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var page = new List<LogRecord>();
        while (await reader.ReadAsync(cancel)) page.Add(new(reader.GetInt64(0), reader.GetFieldValue<byte[]>(1)));
        return page;
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params object[] values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (object value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }

    /// <param name="Id">Names the log in its records.</param>
    /// <param name="Next">The number behind its last record.</param>
    /// <param name="IsDense">Its numbers have no gaps.</param>
    private sealed record Head(long Id, long Next, bool IsDense);

    private sealed class PostgresLog(string name, PostgresLogs logs) : IRecordLog
    {
        public string Name => name;

        public ValueTask<long> AppendAsync(ReadOnlyMemory<byte> record, CancellationToken cancel) => logs.AppendAsync(name, record, cancel);

        public IAsyncEnumerable<LogRecord> ReadAsync(long fromPosition, CancellationToken cancel = default) =>
            logs.ReadAsync(name, fromPosition, cancel);
    }
}
