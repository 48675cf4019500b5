using Kolosal.Audit;
using Kolosal.Events;
using Kolosal.Predictions;
using Kolosal.Relocation;
using Kolosal.Storage;
using Kolosal.Storage.Postgres;
using Kolosal.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Kolosal.Backup;

public sealed class PostgresBackupTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    [PostgresFact]
    public async Task A_cluster_is_backed_up_drilled_and_restored_into_a_new_database()
    {
        await using var database = server.Empty();
        await database.MigrateAsync(Storage.Migrations.Migration.Embedded("postgres"), default);
        await FillAsync(database);
        await using var machine = new BackedUpMachine(new() { ["Kolosal:Storage:ConnectionString"] = database.ConnectionString });
        var taken = await machine.Engine.TakeAsync(new("bk_pg", BackupType.Full, null), default);
        Assert.Equal((1, 1, 3), (taken.Facts!.CatalogueEntries, taken.Facts.Blobs, taken.Facts.Chains.Single().Entries));
        Assert.Equal(4, taken.Facts.Logs.Single().Next);

        var drill = await machine.Engine.DrillAsync("bk_pg", default);
        Assert.True(drill.IsEqual, string.Join('\n', drill.Comparisons.Where(one => !one.Equal)));
        Assert.Equal(4, drill.GoldenSkipped);

        // A cluster's backup is not changed by an erasure, and says so; whatever is restored from it hears of the erasures since.
        var kept = Assert.Single(await machine.Engine.RedactAsync(
            new("ws", _ => null, _ => null, (_, _, _) => Task.FromResult(false)), default));
        Assert.Equal(("bk_pg", 0), (kept.Id, kept.Found));
        Assert.NotNull(kept.Kept);
        await machine.Engine.RememberAsync(new("ws", "er_a", DateTimeOffset.UtcNow.AddDays(1), null, "ann", [], [], [], [], [], false), default);

        await using var fresh = server.Empty();
        var (output, errors) = (new StringWriter(), new StringWriter());
        string key = Path.Combine(machine.Root, "key");
        await File.WriteAllTextAsync(key, BackedUpMachine.MasterKeyText);
        string from = Path.Combine(machine.Backups, "bk_pg"), setting = $"--Kolosal:Storage:ConnectionString={fresh.ConnectionString}";
        Assert.Equal((0, ""), (await RestoreProgram.RunAsync(from, null, key, [setting], output, errors, default), errors.ToString()));
        Assert.Contains("Erasures since then: 1.", output.ToString(), StringComparison.Ordinal);
        await fresh.StartAsync(default);
        await using var writer = new PostgresLogWriter(fresh, NullLogger<PostgresLogWriter>.Instance);
        Assert.Equal(4, await writer.AppendAsync(PostgresPredictionLog.Name("cluster", "ws/a"), new byte[] { 1 }, default, null));
        Assert.Equal(0, await writer.AppendAsync(PostgresPredictionLog.Name("cluster", "ws/new"), new byte[] { 1 }, default, null));
        Assert.Equal(1, await RestoreProgram.RunAsync(from, null, key, [setting], output, errors, default));
        Assert.Contains("not empty", errors.ToString(), StringComparison.Ordinal);
    }

    private static async Task FillAsync(PostgresDatabase database)
    {
        var chain = new List<ChainedEntry>();
        for (int i = 0; i < 3; i++)
            chain.Add(ChainedEntry.Seal(chain.LastOrDefault()?.Hash ?? HashChain.Genesis, i, $"e{i}", DateTimeOffset.UnixEpoch, "ann", "thing.change",
                "things/1", null, "{}"));
        await new PostgresAuditLog(database).AppendAsync("ws", chain, default);
        await new PostgresCatalogue(database).UpsertAsync(
            new("ws", "thing", "one", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, "{}"), default);
        await using var writer = new PostgresLogWriter(database, NullLogger<PostgresLogWriter>.Instance);
        var log = new PostgresPredictionLog(new PostgresLogs(database, writer), writer, new StorageLosses());
        for (int i = 0; i < 4; i++)
            await log.AppendAsync("ws/a", new byte[32],
                new ServedRequest(0, Guid.NewGuid(), 1, DateTimeOffset.UnixEpoch, 1, null, false, 1, [i], [0.5, 0.5], [0]), durable: true);
        var keys = new Storage.Keys.KeyRing(Convert.FromBase64String(BackedUpMachine.MasterKeyText));
        await new PostgresBlobStore(database, keys).PutAsync("ws", new MemoryStream([1, 2, 3]), default);
    }
}
