using System.Diagnostics;
using Kolosal.Audit;
using Kolosal.Privacy;
using Kolosal.Storage;
using Kolosal.Storage.Blobs;
using Kolosal.Storage.Files;
using Kolosal.Storage.Keys;
using Kolosal.Storage.Postgres;
using Microsoft.Extensions.Options;

namespace Kolosal.Backup;

/// <summary>Takes, reads, restores and compares backups of this host's data.</summary>
/// <remarks>A folder's backups restore into a folder; a cluster's into another database, which a drill makes and drops.</remarks>
internal sealed class BackupEngine(
    IBackupSource source, IBackupTarget target, IKeyRing keys, IAuditLog trail, DataDirectory directory, IStagingArea staging,
    IOptions<BackupTargetOptions> options,
    IOptions<BackupOptions> drills, IServiceProvider services) : IBackupEngine
{
    private readonly SemaphoreSlim turn = new(1);

    private PostgresDatabase? Shared => services.GetService<PostgresDatabase>();

    public Refusal? Refuse() => null;

    public Task<BackupContent> TakeAsync(BackupTask task, CancellationToken cancel) => InTurnAsync(async () =>
    {
        long began = Stopwatch.GetTimestamp();
        try
        {
            // What an attempt of this name left is no backup.
            await DeleteAsync(task.Id, cancel);
            var (reader, bytes) = await WriteAsync(task, cancel);
            using (reader)
            {
                await reader.VerifyOwnAsync(cancel);
                return Content(reader, bytes, Stopwatch.GetElapsedTime(began).TotalSeconds);
            }
        }
        catch
        {
            await TryDeleteAsync(task.Id);
            throw;
        }
    }, cancel);

    public async Task<BackupContent?> FindAsync(string id, CancellationToken cancel)
    {
        using var reader = await BackupReader.OpenAsync(target, id, keys, cancel);
        return reader is null ? null : Content(reader, reader.Manifest.Packs.Sum(pack => (long)pack.Length), 0);
    }

    public Task VerifyAsync(string id, CancellationToken cancel) => InTurnAsync(async () =>
    {
        using var reader = await OpenAsync(id, cancel);
        await reader.VerifyAllAsync(cancel);
        return true;
    }, cancel);

    public Task<RestoredFolder> RestoreAsync(string id, string name, CancellationToken cancel) => InTurnAsync(async () =>
    {
        if (!BackupName.IsSound(name)) throw new BackupFailedException($"Need a folder's name of 1 to 64 of a-z, 0-9, _ and -, got '{name}'.");
        using var reader = await OpenAsync(id, cancel);
        string folder = Path.GetFullPath(Path.Combine(options.Value.RestoreDirectory, name));
        await FolderRestore.RunAsync(reader, folder, cancel);
        return new RestoredFolder(folder, await new ErasureLedger(target, keys).BringAsync(folder, reader.Manifest.SnapshotAt, cancel));
    }, cancel);

    public Task<ErasureEntry> RememberAsync(ErasureEntry entry, CancellationToken cancel) =>
        InTurnAsync(() => new ErasureLedger(target, keys).AddAsync(entry, cancel), cancel);

    public Task<ImmutableArray<ErasureEntry>> ErasuresAsync(CancellationToken cancel) => InTurnAsync(async () =>
    {
        var ledger = new ErasureLedger(target, keys);
        var brought = ledger.ReadFolder(directory.Root);
        return (ImmutableArray<ErasureEntry>)[.. (await ledger.ReadAsync(cancel)).Concat(brought)
            .GroupBy(entry => (entry.Workspace, entry.Id)).Select(same => same.MaxBy(entry => entry.At)!).OrderBy(entry => entry.At)];
    }, cancel);

    public Task<RestoreDrillOutcome> DrillAsync(string id, CancellationToken cancel) => InTurnAsync(async () =>
    {
        long began = Stopwatch.GetTimestamp();
        using var reader = await OpenAsync(id, cancel);
        string folder = Path.Combine(directory.Folder("staging"), $"drill-{Guid.NewGuid():n}");
        try
        {
            await using var shadow = reader.Manifest.Engine == BackupManifest.SqliteEngine
                ? await RestoreMachineAsync(reader, folder, cancel)
                : await PostgresShadow.RestoreAsync(reader, Shared!.ConnectionString, folder, keys, cancel);
            double rto = Stopwatch.GetElapsedTime(began).TotalSeconds;
            var comparisons = FactComparison.Of(reader.Manifest.Facts, await shadow.FactsAsync(cancel)).ToList();
            foreach (var chain in reader.Manifest.Facts.Chains)
                comparisons.AddRange(FactComparison.Chain(
                    "running audit", chain, await AuditFacts.ReadAsync(trail.ReadAsync(chain.Workspace, 0, cancel), chain.Workspace, chain.Entries)));
            var golden = await new GoldenPredictions(
                shadow, drills.Value.GoldenRows, blob => reader.Book.IsGone(BlobParts.Prefix + SealedFile.NameOf(blob))).CompareAsync(cancel);
            return new RestoreDrillOutcome(rto, reader.Manifest.ContentBytes, [.. comparisons], golden.Rows, golden.Equal, golden.Skipped);
        }
        finally
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
    }, cancel);

    public Task RemoveAsync(string id, CancellationToken cancel) => InTurnAsync(async () =>
    {
        await DeleteAsync(id, cancel);
        return true;
    }, cancel);

    public Task<ImmutableArray<RedactedBackup>> RedactAsync(BackupErasure erasure, CancellationToken cancel) =>
        InTurnAsync(() => new BackupRedactor(target, keys, staging).RunAsync(erasure, cancel), cancel);

    private static async Task<IShadow> RestoreMachineAsync(BackupReader reader, string folder, IKeyRing keys, CancellationToken cancel)
    {
        DurableFile.CreateFolder(folder);
        await FolderRestore.FilesAsync(reader, folder, cancel);
        return new MachineShadow(folder, keys);
    }

    private Task<IShadow> RestoreMachineAsync(BackupReader reader, string folder, CancellationToken cancel) =>
        RestoreMachineAsync(reader, folder, keys, cancel);

    private async Task<(BackupReader Reader, long Bytes)> WriteAsync(BackupTask task, CancellationToken cancel)
    {
        using var under = task.BaseId is { } below
            ? await BackupReader.OpenAsync(target, below, keys, cancel)
                ?? throw new BackupFailedException($"The backup {below}, on which it stands, is not in the target. Take a full one.")
            : null;

        // What has no key of its own could not be erased later, so it is written again; what was erased is there no more.
        var known = under?.Manifest.Chunks.Where(chunk => chunk.Key is not null && under.IsReadable(chunk))
            .DistinctBy(chunk => chunk.Sha256).ToDictionary(chunk => chunk.Sha256, StringComparer.Ordinal) ?? new(StringComparer.Ordinal);
        NeededBackup[] reachable = under is null ? [] : [.. under.Manifest.Needs, new(under.Manifest.Id, under.ManifestSha256)];
        using var seal = BackupSeal.Create(task.Id, keys, source.WrappedRing());
        using var writer = new BackupWriter(target, task.Id, seal, new KeyBook(), known);
        await using (var snapshot = await source.SnapshotAsync(cancel))
        {
            await foreach (var part in snapshot.PartsAsync(cancel)) await writer.AddAsync(part, cancel);
            var facts = await snapshot.FinishAsync(cancel);
            await writer.FinishAsync(task, snapshot, facts, MasterKey.Fingerprint(keys), reachable, cancel);
        }

        return (await OpenAsync(task.Id, cancel), writer.Bytes);
    }

    private async Task<BackupReader> OpenAsync(string id, CancellationToken cancel) => await BackupReader.OpenAsync(target, id, keys, cancel)
        ?? throw new BackupDamagedException($"The manifest of {id} is missing from {target.Locate(id)}.");

    private BackupContent Content(BackupReader reader, long bytes, double seconds) => new(
        reader.Manifest.SnapshotAt, bytes, reader.Manifest.ContentBytes, reader.Manifest.Files.Length, target.Locate(reader.Manifest.Id),
        target.IsOffHost, Encrypted: true, reader.ManifestSha256, seconds, reader.Manifest.Facts);

    /// <summary>One at a time; what goes wrong with disk, store or database is a reason and no fault of the program.</summary>
    private async Task<T> InTurnAsync<T>(Func<Task<T>> work, CancellationToken cancel)
    {
        await turn.WaitAsync(cancel);
        try
        {
            return await work();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or StorageException or LogFailedException
            or Amazon.Runtime.AmazonServiceException or Npgsql.NpgsqlException or Microsoft.Data.Sqlite.SqliteException)
        {
            throw new BackupFailedException(fault.Message, fault);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>The keys first: what is left of a removal that was broken off opens nothing.</summary>
    private async Task DeleteAsync(string id, CancellationToken cancel)
    {
        await target.ShredAsync(KeyBook.Area, id, cancel);
        await target.DeleteAsync(id, cancel);
    }

    /// <summary>Without its manifest, which is written last, what is left is no backup; that it goes is for tidiness.</summary>
    private async Task TryDeleteAsync(string id)
    {
        try
        {
            await DeleteAsync(id, CancellationToken.None);
        }
        catch (Exception away) when (away is IOException or UnauthorizedAccessException or Amazon.Runtime.AmazonServiceException)
        {
            // The place that could not be written cannot be tidied either; the reason of the failure is on its way.
        }
    }
}
