using System.Security.Cryptography;
using Kolosal.Storage.Files;

namespace Kolosal.Backup;

/// <summary>Backups in a folder, which may be a mounted one: <c>backup/manifest</c>, <c>backup/pack-00000001</c> …</summary>
/// <param name="root">The folder; made with mode 0700 by the first backup.</param>
/// <param name="isOffHost">Whether whoever configured it says that another machine keeps it.</param>
internal sealed class FolderBackupTarget(string root, bool isOffHost) : IBackupTarget
{
    private const string Unfinished = ".tmp";

    private readonly string root = Path.GetFullPath(root);

    public bool IsOffHost => isOffHost;

    public string Locate(string backup) => Path.Combine(root, BackupName.Checked(backup));

    public async Task WriteAsync(string backup, string name, ReadOnlyMemory<byte> content, CancellationToken cancel)
    {
        string folder = Locate(backup);
        if (!Directory.Exists(folder))
        {
            DurableFile.CreateFolder(folder);
            DurableFile.SyncFolder(root);
        }

        string temporary = Path.Combine(folder, $"{name}{Unfinished}");
        File.Delete(temporary);
        await using (var file = DurableFile.CreateNew(temporary))
        {
            await file.WriteAsync(content, cancel);
            file.Flush(flushToDisk: true);
        }

        DurableFile.MoveIntoPlace(temporary, Path.Combine(folder, name));
    }

    public async Task ReplaceAsync(string backup, string name, ReadOnlyMemory<byte> content, CancellationToken cancel)
    {
        // The new one is in its place before the old one is overwritten, which then has no name any more: a crash leaves one of them whole.
        await using var old = TryOpen(Path.Combine(Locate(backup), name));
        await WriteAsync(backup, name, content, cancel);
        Overwrite(old);
    }

    public async Task ShredAsync(string backup, string name, CancellationToken cancel)
    {
        string path = Path.Combine(Locate(backup), name);
        await using var old = TryOpen(path);
        if (old is null) return;
        File.Delete(path);
        DurableFile.SyncFolder(Locate(backup));
        Overwrite(old);
        if (!Directory.EnumerateFileSystemEntries(Locate(backup)).Any()) Directory.Delete(Locate(backup));
    }

    public async Task<byte[]?> ReadAsync(string backup, string name, CancellationToken cancel)
    {
        string path = Path.Combine(Locate(backup), name);
        return File.Exists(path) ? await File.ReadAllBytesAsync(path, cancel) : null;
    }

    public Task<IReadOnlyList<string>> ListAsync(string backup, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<string>>(Directory.Exists(Locate(backup))
            ? [.. Directory.EnumerateFiles(Locate(backup)).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)] : []);

    public Task DeleteAsync(string backup, CancellationToken cancel)
    {
        string folder = Locate(backup);
        if (!Directory.Exists(folder)) return Task.CompletedTask;
        File.Delete(Path.Combine(folder, BackupManifest.FileName));
        DurableFile.SyncFolder(folder);
        Directory.Delete(folder, recursive: true);
        DurableFile.SyncFolder(root);
        return Task.CompletedTask;
    }

    private static FileStream? TryOpen(string path) => !File.Exists(path) ? null
        : new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, 0);

    private static void Overwrite(FileStream? file)
    {
        if (file is null) return;
        file.Write(RandomNumberGenerator.GetBytes((int)file.Length));
        file.Flush(flushToDisk: true);
    }
}
