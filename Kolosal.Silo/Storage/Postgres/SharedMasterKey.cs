using Kolosal.Storage.Keys;
using Npgsql;

namespace Kolosal.Storage.Postgres;

/// <summary>Refuses to start a silo whose master key is not that of the others: it would write what they cannot read.</summary>
internal sealed class SharedMasterKey(PostgresDatabase database, IKeyRing keys) : IHostedService
{
    private const string Keep = "INSERT INTO master_key (fingerprint) VALUES ($1) ON CONFLICT DO NOTHING";
    private const string Select = "SELECT fingerprint FROM master_key";

    /// <exception cref="InvalidOperationException">The database was begun with another master key.</exception>
    public Task StartAsync(CancellationToken cancel) => CheckAsync(database, keys, cancel);

    public Task StopAsync(CancellationToken cancel) => Task.CompletedTask;

    /// <summary>The first to come leaves the fingerprint, every other must have the same.</summary>
    public static async Task CheckAsync(PostgresDatabase database, IKeyRing keys, CancellationToken cancel)
    {
        string fingerprint = MasterKey.Fingerprint(keys);
        await using var connection = await database.Source.OpenConnectionAsync(cancel);
        await using (var keep = new NpgsqlCommand(Keep, connection)
        {
            Parameters =
            { new() { Value = fingerprint } }
        }) await keep.ExecuteNonQueryAsync(cancel);
        await using var select = new NpgsqlCommand(Select, connection);
        if ((string)(await select.ExecuteScalarAsync(cancel))! != fingerprint)
            throw new InvalidOperationException(
                $"The master key is not the one that this database's silos share. Put theirs into {MasterKey.Variable}.");
    }
}
