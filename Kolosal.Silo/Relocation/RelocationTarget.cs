using Kolosal.Hosting;
using Kolosal.Storage;
using Kolosal.Storage.Migrations;
using Kolosal.Storage.Postgres;
using Npgsql;
using Orleans.Runtime.Hosting;
using Orleans.Serialization;
using Orleans.Storage;

namespace Kolosal.Relocation;

/// <summary>The database of a cluster that has not begun, and Orleans' own providers over it, as a silo would have them.</summary>
internal sealed class RelocationTarget : IAsyncDisposable
{
    /// <summary>Whatever stands in one of these was put there by a cluster, or by a move that did not end.</summary>
    private static readonly string[] Tables =
    [
        "OrleansStorage", "OrleansRemindersTable", "OrleansMembershipTable", "catalogue", "blobs", "blob_frames", "audit_entries", "logs",
        "log_records", "log_marks",
    ];

    private readonly ServiceProvider providers;

    private RelocationTarget(PostgresDatabase database, ServiceProvider providers) => (Database, this.providers) = (database, providers);

    public PostgresDatabase Database { get; }

    /// <summary>Writes rows under the names that grains will look for; the payloads are bytes.</summary>
    public IGrainStorage State => providers.GetRequiredKeyedService<IGrainStorage>(SiloStorageHosting.DefaultStorage);

    public IReminderTable Reminders => providers.GetRequiredService<IReminderTable>();

    public static async Task<RelocationTarget> OpenAsync(IConfiguration configuration, string connectionString, CancellationToken cancel)
    {
        var database = new PostgresDatabase(connectionString);
        var services = new ServiceCollection().AddLogging().AddSerializer();
        new ProviderBuilder(services, configuration)
            .UsePostgresState(ClusterLimits.Read(configuration), connectionString, new StoredStateSerializer());
        var target = new RelocationTarget(database, services.BuildServiceProvider());
        try
        {
            await database.MigrateAsync(Migration.Embedded("postgres"), cancel);
            var lifecycle = ActivatorUtilities.CreateInstance<SiloLifecycleSubject>(target.providers);
            ((ILifecycleParticipant<ISiloLifecycle>)target.State).Participate(lifecycle);
            await lifecycle.OnStart(cancel);
            await target.Reminders.StartAsync(cancel);
            return target;
        }
        catch
        {
            await target.DisposeAsync();
            throw;
        }
    }

    /// <summary>Marks the database as not whole. What an earlier attempt of the same machine left is removed.</summary>
    /// <exception cref="InvalidOperationException">The database holds something else.</exception>
    public async Task BeginAsync(string source, CancellationToken cancel)
    {
        await using var connection = await Database.Source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        const string Unfinished = "SELECT count(*) FROM relocations WHERE source = $1 AND finished_at IS NULL";
        await using var unfinished = new NpgsqlCommand(Unfinished, connection) { Parameters = { new() { Value = source } } };
        if ((long)(await unfinished.ExecuteScalarAsync(cancel))! == 1)
        {
            await ExecuteAsync(connection, $"TRUNCATE {string.Join(", ", Tables)}", cancel);
        }
        else
        {
            foreach (string table in Tables.Append("relocations"))
            {
                await using var any = new NpgsqlCommand($"SELECT EXISTS (SELECT FROM {table})", connection);
                if ((bool)(await any.ExecuteScalarAsync(cancel))!)
                    throw new InvalidOperationException($"The database is not empty: {table} has rows. Need a new database; nothing was changed.");
            }

            await ExecuteAsync(connection, "INSERT INTO relocations (source) VALUES ($1)", cancel, source);
        }

        await transaction.CommitAsync(cancel);
    }

    /// <summary>Lets silos start.</summary>
    public async Task FinishAsync(string source, CancellationToken cancel)
    {
        await using var connection = await Database.Source.OpenConnectionAsync(cancel);
        await ExecuteAsync(connection, "UPDATE relocations SET finished_at = now() WHERE source = $1", cancel, source);
    }

    /// <summary>Rows of a table.</summary>
    /// <param name="table">One of the schema's.</param>
    /// <param name="cancel">Ends the count.</param>
    public async Task<long> CountAsync(string table, CancellationToken cancel)
    {
        if (!Tables.Contains(table)) throw new ArgumentException($"Need a table of the schema, got '{table}'.", nameof(table));
        await using var count = Database.Source.CreateCommand($"SELECT count(*) FROM {table}");
        return (long)(await count.ExecuteScalarAsync(cancel))!;
    }

    public async ValueTask DisposeAsync()
    {
        await providers.DisposeAsync();
        await Database.DisposeAsync();
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancel, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (object value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>As much of a silo as its storage providers need.</summary>
    private sealed class ProviderBuilder(IServiceCollection services, IConfiguration configuration) : ISiloBuilder
    {
        public IServiceCollection Services => services;

        public IConfiguration Configuration => configuration;
    }
}

/// <summary>A grain's state as it is stored.</summary>
internal sealed class StoredState
{
    public byte[] Json { get; set; } = [];
}

/// <summary>Leaves stored state as it is: both databases keep the same JSON.</summary>
internal sealed class StoredStateSerializer : IGrainStorageSerializer
{
    public BinaryData Serialize<T>(T? input) => input is StoredState state ? new(state.Json)
        : throw new NotSupportedException($"Need stored state, got {typeof(T)}.");

    public T Deserialize<T>(BinaryData input) => (T)(object)new StoredState { Json = input.ToArray() };
}
