using Kolosal.Storage.Migrations;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Kolosal.Storage.Postgres;

/// <summary>The PostgreSQL database that silos share: its connections, and its schema brought up to date at start.</summary>
internal sealed class PostgresDatabase : IHostedService, IAsyncDisposable
{
    /// <summary>Any number that nobody else in the database locks: the letters "kolosal" as one.</summary>
    private const long MigrationLock = 0x6b6f6c6f73616c;

    public PostgresDatabase(IOptions<StorageOptions> options)
        : this(options.Value.ConnectionString!)
    {
    }

    public PostgresDatabase(string connectionString) => (ConnectionString, Source) = (connectionString, NpgsqlDataSource.Create(connectionString));

    public string ConnectionString { get; }

    public NpgsqlDataSource Source { get; }

    /// <exception cref="InvalidOperationException">The database holds half of a machine's data.</exception>
    public async Task StartAsync(CancellationToken cancel)
    {
        await MigrateAsync(Migration.Embedded("postgres"), cancel);
        await using var unfinished = Source.CreateCommand("SELECT EXISTS (SELECT FROM relocations WHERE finished_at IS NULL)");
        if ((bool)(await unfinished.ExecuteScalarAsync(cancel))!)
        {
            throw new InvalidOperationException(
                "The move of a machine's data into this database has not ended. Run kolosal migrate again, or drop the database.");
        }
    }

    public Task StopAsync(CancellationToken cancel) => Task.CompletedTask;

    public ValueTask DisposeAsync() => Source.DisposeAsync();

    /// <summary>Applies the steps the database still needs, all or none; silos that start together wait for each other.</summary>
    public async Task MigrateAsync(ImmutableArray<Migration> known, CancellationToken cancel)
    {
        await using var connection = await Source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await using (var wait = new NpgsqlCommand("SELECT pg_advisory_xact_lock($1)",
            connection)
        { Parameters = { new() { Value = MigrationLock } } })
        {
            wait.CommandTimeout = 0;
            await wait.ExecuteNonQueryAsync(cancel);
        }

        await ExecuteAsync(
            connection, "CREATE TABLE IF NOT EXISTS schema_version (number integer PRIMARY KEY, name text NOT NULL, checksum text NOT NULL, "
                + "applied_at timestamptz NOT NULL DEFAULT now())", cancel);
        foreach (var migration in MigrationPlan.Pending(known, await AppliedAsync(connection, cancel)))
        {
            await ExecuteAsync(connection, migration.Sql, cancel);
            await using var record = new NpgsqlCommand("INSERT INTO schema_version (number, name, checksum) VALUES ($1, $2, $3)", connection)
            {
                Parameters = { new() { Value = migration.Number }, new() { Value = migration.Name }, new() { Value = migration.Checksum } },
            };
            await record.ExecuteNonQueryAsync(cancel);
        }

        await transaction.CommitAsync(cancel);
    }

    private static async Task<List<AppliedMigration>> AppliedAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("SELECT number, name, checksum FROM schema_version ORDER BY number", connection);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var applied = new List<AppliedMigration>();
        while (await reader.ReadAsync(cancel)) applied.Add(new AppliedMigration(reader.GetInt32(0), reader.GetString(1), reader.GetString(2)));
        return applied;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancel);
    }
}
