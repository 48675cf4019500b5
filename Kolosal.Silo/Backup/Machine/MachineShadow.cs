using System.Runtime.CompilerServices;
using Kolosal.Models;
using Kolosal.Predictions;
using Kolosal.Storage;
using Kolosal.Storage.Blobs;
using Kolosal.Storage.Files;
using Kolosal.Storage.Log;
using Kolosal.Storage.State;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace Kolosal.Backup;

/// <summary>A restored folder. The database is opened as one that never changes; no second server runs.</summary>
internal sealed class MachineShadow : IShadow
{
    private const string SelectVersion = "SELECT etag, payload, seal FROM grain_state WHERE grain_id = @grain AND state_name = 'model-version'";

    private readonly DataDirectory directory;
    private readonly SegmentLogs logs;
    private readonly SqliteConnection database;
    private readonly StateSeal seal;

    public MachineShadow(string folder, IKeyRing keys)
    {
        var options = Options.Create(new StorageOptions { DataDirectory = folder });
        directory = new DataDirectory(options);
        logs = new SegmentLogs(directory, options);
        Blobs = new FolderBlobStore(directory, keys);
        seal = new StateSeal(keys);
        database = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = $"{new Uri(Path.Combine(directory.Root, "kolosal.db")).AbsoluteUri}?immutable=1",
            Mode = SqliteOpenMode.ReadOnly,
            Pooling = false,
        }.ToString());
        database.Open();
    }

    public IBlobStore Blobs { get; }

    public Task<BackupFacts> FactsAsync(CancellationToken cancel)
    {
        var ends = MachineFacts.LogNames(directory.Folder("logs")).ToDictionary(name => name, name => logs.Open(name).NextPosition);
        long blobs = Directory.EnumerateFiles(directory.Folder("blobs"), "*", SearchOption.AllDirectories).LongCount();
        return MachineFacts.ReadAsync(database, logs, ends, blobs, cancel);
    }

    public async IAsyncEnumerable<ReadOnlyMemory<byte>> LatestPredictionsAsync(int most, [EnumeratorCancellation] CancellationToken cancel)
    {
        var log = logs.Open(PredictionLog.LogName);
        await foreach (var record in log.ReadSoundAsync(Math.Max(0, log.NextPosition - most), cancel))
            if (!record.Payload.IsEmpty) yield return record.Payload;
    }

    public Task<VersionRegistration?> VersionAsync(VersionKey version, CancellationToken cancel)
    {
        // As grains do: a state whose seal does not hold is not used.
        string grain = GrainId.Create("modelversion", version.ToString()).ToString();
        using var select = database.CreateCommand();
        select.CommandText = SelectVersion;
        select.Parameters.AddWithValue("@grain", grain);
        using var reader = select.ExecuteReader();
        if (!reader.Read()) return Task.FromResult<VersionRegistration?>(null);
        byte[] payload = reader.GetFieldValue<byte[]>(1), sealedAs = reader.IsDBNull(2) ? [] : reader.GetFieldValue<byte[]>(2);
        return Task.FromResult(seal.Holds(grain, "model-version", reader.GetInt64(0), payload, sealedAs)
            ? StateJson.Deserialize<ModelVersionState>(payload).Registration : null);
    }

    public async ValueTask DisposeAsync()
    {
        await database.DisposeAsync();
        logs.Dispose();
        directory.Dispose();
    }
}
