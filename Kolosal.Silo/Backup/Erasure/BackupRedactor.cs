using Kolosal.Storage;
using Kolosal.Storage.Blobs;

namespace Kolosal.Backup;

/// <summary>Takes a person out of every backup of a target, and destroys the keys of what held them.</summary>
/// <remarks>
/// First every backup gets what stands in the place of its files; then every key that no file of any backup needs any more is destroyed. A run that
/// is broken off has destroyed nothing that is needed, and the next one goes on. What a copy of the old packs holds elsewhere no key opens from
/// then on.
/// </remarks>
internal sealed class BackupRedactor(IBackupTarget target, IKeyRing keys, IStagingArea staging)
{
    /// <summary>Damaged blobs that a reason names.</summary>
    private const int MostNamed = 5;

    public async Task<ImmutableArray<RedactedBackup>> RunAsync(BackupErasure erasure, CancellationToken cancel)
    {
        var done = ImmutableArray.CreateBuilder<RedactedBackup>();
        var clean = new HashSet<string>(StringComparer.Ordinal);
        foreach (string id in await target.ListAsync(KeyBook.Area, cancel))
        {
            try
            {
                using var reader = await BackupReader.OpenAsync(target, id, keys, cancel);
                if (reader is null) continue; // no manifest, no backup
                var (found, damaged) = await RedactAsync(reader, erasure, clean, cancel);
                if (found > 0 || damaged.Count > 0) done.Add(new(id, found, damaged.Count == 0 ? null : Unsearched(damaged)));
            }
            catch (BackupFailedException fault)
            {
                // Another installation's, or damaged: nothing of it can be read here, and nothing is claimed of it.
                done.Add(new(id, 0, fault.Message));
            }
        }

        await DestroyAsync(cancel);
        return done.ToImmutable();
    }

    private static string Unsearched(List<string> damaged) =>
        $"Of what lies in it, {damaged.Count} {(damaged.Count == 1 ? "blob was" : "blobs were")} damaged before the backup was taken and cannot be "
        + $"searched ({string.Join(", ", damaged.Take(MostNamed))}{(damaged.Count > MostNamed ? ", …" : "")}); the rest is without the person.";

    /// <returns>Records and blobs in which the person was, and the blobs that cannot be searched.</returns>
    private async Task<(int Found, List<string> Damaged)> RedactAsync(
        BackupReader reader, BackupErasure erasure, HashSet<string> clean, CancellationToken cancel)
    {
        if (reader.Manifest.Engine != BackupManifest.SqliteEngine)
            throw new BackupFailedException("It is a cluster's, whose tables are not changed: it goes by its date, and what was erased since is "
                + "erased again when it is restored.");
        int found = 0;
        List<string> removed = [], damaged = [];
        using var files = new RedactedFiles(staging, keys);
        foreach (var file in reader.Manifest.Files)
        {
            cancel.ThrowIfCancellationRequested();
            if (BlobOf(file.Name, erasure.Workspace) is { } sha256)
            {
                try
                {
                    if (!await erasure.Blobs(sha256, stop => OpenAsync(reader, file, new(erasure.Workspace, sha256, 0), stop), cancel)) continue;
                    removed.Add(file.Name);
                    found++;
                }
                catch (BlobCorruptException)
                {
                    damaged.Add(sha256);
                }
            }
            else if (RedactedFiles.MayHold(file.Name) && !clean.Contains(file.Sha256))
            {
                int changed = await files.AddAsync(file.Name, to => reader.CopyAsync(file, to, cancel), erasure, cancel);
                if (changed == 0) clean.Add(file.Sha256);
                found += changed;
            }
        }

        if (found == 0) return (0, damaged);
        var known = reader.Manifest.Chunks.Where(chunk => chunk.Key is not null && reader.IsReadable(chunk))
            .DistinctBy(chunk => chunk.Sha256).ToDictionary(chunk => chunk.Sha256, StringComparer.Ordinal);
        using var writer = new BackupWriter(target, reader.Manifest.Id, reader.Seal, reader.Book, known, reader.Manifest.Packs.Length);
        foreach (var (name, path) in files.Changed)
            await writer.AddAsync(new(name, null, _ => Task.FromResult<Stream?>(File.OpenRead(path))), cancel);
        await writer.FlushAsync(cancel);
        reader.Book.Replace(writer.Files, writer.Chunks, writer.Packs, removed, reader.Manifest.Chunks.Length);
        await target.ReplaceAsync(KeyBook.Area, reader.Manifest.Id, reader.Seal.Close(reader.Book), cancel);
        return (found, damaged);
    }

    /// <summary>Destroys what no file of any backup needs.</summary>
    private async Task DestroyAsync(CancellationToken cancel)
    {
        var readers = new List<BackupReader>();
        try
        {
            foreach (string id in await target.ListAsync(KeyBook.Area, cancel))
            {
                try
                {
                    if (await BackupReader.OpenAsync(target, id, keys, cancel) is { } reader) readers.Add(reader);
                }
                catch (BackupDamagedException)
                {
                    // It is restored no more, so it needs no keys of others; its own stay as they are.
                }
            }

            var needed = readers.ToDictionary(reader => reader.Manifest.Id, _ => new HashSet<int>(), StringComparer.Ordinal);
            foreach (var reader in readers)
                foreach (int place in reader.Manifest.Files.SelectMany(file => file.Chunks))
                    if (reader.Manifest.Chunks[place] is { Key: { } key } chunk && needed.TryGetValue(chunk.BackupId, out var own)) own.Add(key);
            foreach (var reader in readers)
                if (reader.Book.DestroyBut(needed[reader.Manifest.Id]) > 0)
                    await target.ReplaceAsync(KeyBook.Area, reader.Manifest.Id, reader.Seal.Close(reader.Book), cancel);
        }
        finally
        {
            foreach (var reader in readers) reader.Dispose();
        }
    }

    /// <summary>The plain content of a blob as it was backed up.</summary>
    private async Task<Stream> OpenAsync(BackupReader reader, BackedUpFile file, BlobRef blob, CancellationToken cancel)
    {
        string path = staging.NewScratchPath(".blob");
        var copy = new FileStream(
            path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.Asynchronous | FileOptions.DeleteOnClose);
        try
        {
            await reader.CopyAsync(file, copy, cancel);
            copy.Position = 0;
        }
        catch
        {
            await copy.DisposeAsync();
            throw;
        }

        return await SealedFile.OpenAsync(copy, copy.Length, keys, blob, cancel);
    }

    /// <summary>The SHA-256 of a workspace's blob; null for other files.</summary>
    private static string? BlobOf(string name, string workspace) =>
        name.StartsWith($"{BlobParts.Prefix}{workspace}/", StringComparison.Ordinal) ? name[(name.LastIndexOf('/') + 1)..] : null;
}
