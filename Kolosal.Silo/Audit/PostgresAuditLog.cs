using System.Runtime.CompilerServices;
using Kolosal.Storage.Postgres;
using Npgsql;

namespace Kolosal.Audit;

/// <summary>The audit chains in the database that silos share, so that a chain goes on wherever its grain lives.</summary>
internal sealed class PostgresAuditLog(PostgresDatabase database) : IAuditLog
{
    private const string Insert = "INSERT INTO audit_entries (workspace, sequence, hash, entry) VALUES ($1, $2, $3, $4)";
    private const string Select = "SELECT sequence, entry, hash FROM audit_entries WHERE workspace = $1 AND sequence >= $2 ORDER BY sequence";

    private const string Delete = "DELETE FROM audit_entries WHERE workspace = $1 AND sequence < $2";

    /// <exception cref="PostgresException">The sequence number is taken: another writer has continued the chain.</exception>
    public async Task AppendAsync(string workspace, IReadOnlyList<ChainedEntry> entries, CancellationToken cancel)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await using var batch = new NpgsqlBatch(connection, transaction);
        foreach (var entry in entries)
            batch.BatchCommands.Add(new(Insert)
            {
                Parameters = { new() { Value = workspace }, new() { Value = entry.Sequence }, new() { Value = entry.Hash },
                    new() { Value = entry.Text } },
            });
        await batch.ExecuteNonQueryAsync(cancel);
        await transaction.CommitAsync(cancel);
    }

    public async IAsyncEnumerable<ChainedEntry> ReadAsync(string workspace, long fromSequence, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancel);
        await using var command = new NpgsqlCommand(Select,
            connection)
        { Parameters = { new() { Value = workspace }, new() { Value = fromSequence } } };
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) yield return new(reader.GetInt64(0), reader.GetString(1), reader.GetString(2));
    }

    /// <summary>Rows go one by one, so a cut can be made anywhere.</summary>
    public Task<long> CutAtAsync(string workspace, long before, CancellationToken cancel) => Task.FromResult(before);

    public async Task DropAsync(string workspace, long before, CancellationToken cancel)
    {
        await using var command = database.Source.CreateCommand(Delete);
        command.Parameters.Add(new() { Value = workspace });
        command.Parameters.Add(new() { Value = before });
        await command.ExecuteNonQueryAsync(cancel);
    }
}
