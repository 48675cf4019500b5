using Kolosal.Audit;
using Kolosal.Events;
using Kolosal.Predictions;
using Kolosal.Storage;
using Kolosal.Storage.Blobs;
using Kolosal.Storage.Files;
using Kolosal.Storage.Log;
using Kolosal.Storage.Postgres;
using Kolosal.Storage.Sqlite;
using Kolosal.Storage.State;
using Kolosal.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kolosal.Relocation;

public sealed class ClusterMigrationTests(PostgresServer server) : IClassFixture<PostgresServer>, IDisposable
{
    private readonly StorageFolder folder = new();

    public void Dispose() => folder.Dispose();

    [PostgresFact]
    public async Task Everything_arrives_and_logs_keep_their_positions()
    {
        string logId = await FillAsync(Grain("ws/one"), Grain("ws/two"));
        await using var database = server.Empty();
        string report = await MoveAsync(database);
        foreach (string line in new[] { "blobs: 1,", "audit entries: 3,", "predictions: 5,", "catalogue entries: 1,", "reminders: 1,",
            "grain states: 2," })
            Assert.Contains(line, report, StringComparison.Ordinal);

        await using var writer = new PostgresLogWriter(database, NullLogger<PostgresLogWriter>.Instance);
        var log = new PostgresPredictionLog(new PostgresLogs(database, writer), writer, new StorageLosses());
        var read = (await log.ReadAsync(logId, "ws/a", -1, 100))!;
        Assert.Equal([0L, 2, 4], read.Requests.Select(request => request.Position));
        Assert.Equal([4L], (await log.ReadAsync(logId, "ws/a", 2, 100))!.Requests.Select(request => request.Position));
        Assert.Equal((4, 3), (await log.LastAsync(logId, "ws/a"), await log.LastAsync(logId, "ws/b")));
        Assert.Null(await log.ReadAsync(logId, "ws/b", 3, 100));
        await database.StartAsync(default);
        await Assert.ThrowsAsync<InvalidOperationException>(() => SharedMasterKey.CheckAsync(database, StorageFolder.Keys(9), default));
    }

    [PostgresFact]
    public async Task A_database_that_holds_anything_is_refused_and_left_alone()
    {
        await FillAsync(Grain("ws/one"));
        await using var database = server.Empty();
        await MoveAsync(database);
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => MoveAsync(database));
        Assert.Contains("not empty", refused.Message, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task A_folder_in_use_is_refused()
    {
        await FillAsync(Grain("ws/one"));
        await using var database = server.Empty();
        using var running = folder.Open();
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => MoveAsync(database));
        Assert.Contains("in use", refused.Message, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task A_move_that_broke_off_bars_silos_and_begins_anew()
    {
        await FillAsync(Grain("ws/one"), Grain("ws/two"));
        await using var database = server.Empty();

        // It breaks where the blob cannot be read; what went before is there.
        string blob = Directory.GetFiles(Path.Combine(folder.Root, "blobs"), "*", SearchOption.AllDirectories).Single();
        byte[] whole = await File.ReadAllBytesAsync(blob);
        await File.WriteAllBytesAsync(blob, whole[..^1]);
        await Assert.ThrowsAsync<BlobCorruptException>(() => MoveAsync(database));
        await Assert.ThrowsAsync<InvalidOperationException>(() => database.StartAsync(default));

        await File.WriteAllBytesAsync(blob, whole);
        Assert.Contains("grain states: 2,", await MoveAsync(database), StringComparison.Ordinal);
        await database.StartAsync(default);
    }

    [PostgresFact]
    public async Task Two_grains_whose_names_come_to_one_row_are_refused_and_not_merged()
    {
        await FillAsync(Grain("ab1"), Grain("AB1"));
        await using var database = server.Empty();
        await Assert.ThrowsAnyAsync<Exception>(() => MoveAsync(database));
        await Assert.ThrowsAsync<InvalidOperationException>(() => database.StartAsync(default));
    }

    private async Task<string> MoveAsync(PostgresDatabase database)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Kolosal:DataDirectory"] = folder.Root,
            ["Kolosal:Storage:ConnectionString"] = database.ConnectionString,
        }).Build();
        var report = new StringWriter();
        await ClusterMigration.MoveAsync(configuration, report, default);
        return report.ToString();
    }

    /// <summary>A machine's folder with some of everything, written by the stores that a machine has.</summary>
    /// <returns>The id of its logs.</returns>
    private async Task<string> FillAsync(params GrainId[] grains)
    {
        using var directory = folder.Open();
        var keys = Storage.Keys.MasterKey.Load(directory, (string?)null);
        using var database = new SqliteDatabase(directory, folder.Options());
        var states = new SqliteGrainStorage(database, new StateSeal(keys));
        foreach (var (number, grain) in grains.Index())
            await states.WriteStateAsync("state", grain, new GrainState<Thing>(new() { Number = number }));
        var due = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc).AddTicks(6_789); // the database keeps milliseconds
        await new ReminderRows(database).SaveAsync(grains[0], "wake", due, TimeSpan.FromMinutes(5));
        await new SqliteCatalogue(database).UpsertAsync(new(
            "ws", "thing", "one", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddTicks(1), "{\"a\": 1.0}"), default);
        await new FolderBlobStore(directory, keys).PutAsync("ws", new MemoryStream(BlobConformance.Content(3000)), default);

        using var logs = new SegmentLogs(directory, folder.Options());
        var chain = new List<ChainedEntry>();
        for (int i = 0; i < 3; i++)
            chain.Add(ChainedEntry.Seal(chain.LastOrDefault()?.Hash ?? HashChain.Genesis, i, $"e{i}", DateTimeOffset.UnixEpoch, "ann", "thing.change",
                "things/1", null, "{}"));
        await new SegmentAuditLog(logs).AppendAsync("ws", chain, default);
        var predictions = new PredictionLog(logs);
        for (int i = 0; i < 5; i++)
        {
            var request = new ServedRequest(0, Guid.NewGuid(), 1, DateTimeOffset.UnixEpoch, 1, null, false, 1, [i], [0.5, 0.5], [0]);
            await predictions.AppendAsync(i % 2 == 0 ? "ws/a" : "ws/b", new byte[32], request, durable: true);
        }

        return logs.LogId;
    }

    private static GrainId Grain(string key) => GrainId.Create("thing", key);

    public sealed class Thing
    {
        [Id(0)]
        public int Number { get; set; }
    }
}
