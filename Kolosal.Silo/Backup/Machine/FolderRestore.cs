using Kolosal.Storage.Files;

namespace Kolosal.Backup;

/// <summary>Puts a single machine's backup into a folder that holds nothing: whole, or not at all.</summary>
internal static class FolderRestore
{
    private const string Unfinished = ".restoring";

    /// <summary>Restores.</summary>
    /// <param name="reader">The backup.</param>
    /// <param name="folder">Must not exist, or be empty.</param>
    /// <param name="cancel">Ends it; the folder is as it was.</param>
    /// <returns>Bytes written.</returns>
    /// <exception cref="BackupFailedException">The folder holds something, or the backup is a cluster's.</exception>
    public static async Task<long> RunAsync(BackupReader reader, string folder, CancellationToken cancel)
    {
        folder = Path.GetFullPath(folder);
        if (reader.Manifest.Engine != BackupManifest.SqliteEngine)
            throw new BackupFailedException(
                "It is the backup of a cluster. Restore it into a new database: kolosal restore with --Kolosal:Storage:ConnectionString.");
        RefuseUsed(folder);
        string parent = Path.GetDirectoryName(folder)!, temporary = $"{folder}{Unfinished}";
        if (Directory.Exists(temporary)) Directory.Delete(temporary, recursive: true);
        Directory.CreateDirectory(parent);
        DurableFile.CreateFolder(temporary);
        try
        {
            long bytes = await FilesAsync(reader, temporary, cancel);
            if (Directory.Exists(folder)) Directory.Delete(folder);
            Directory.Move(temporary, folder);
            DurableFile.SyncFolder(parent);
            return bytes;
        }
        catch
        {
            Directory.Delete(temporary, recursive: true);
            throw;
        }
    }

    /// <exception cref="BackupFailedException">There is something in the folder.</exception>
    public static void RefuseUsed(string folder)
    {
        if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
            throw new BackupFailedException($"'{folder}' is not empty. Restore into a folder that holds nothing; nothing was changed.");
    }

    /// <summary>Writes every file below a folder, each synced.</summary>
    /// <returns>Bytes.</returns>
    /// <exception cref="BackupDamagedException">A name leads out of the folder, or a byte is not what was written.</exception>
    public static async Task<long> FilesAsync(BackupReader reader, string folder, CancellationToken cancel)
    {
        string root = Path.GetFullPath(folder) + Path.DirectorySeparatorChar;
        var folders = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var file in reader.Manifest.Files)
        {
            string path = Path.GetFullPath(Path.Combine(root, file.Name));
            if (!path.StartsWith(root, StringComparison.Ordinal)) throw new BackupDamagedException($"'{file.Name}' leads out of the folder.");
            string place = Path.GetDirectoryName(path)!;
            if (folders.Add(place)) DurableFile.CreateFolder(place);
            await using var to = DurableFile.CreateNew(path, 1 << 16);
            await reader.CopyAsync(file, to, cancel);
            to.Flush(flushToDisk: true);
        }

        foreach (string place in folders) DurableFile.SyncFolder(place);
        return reader.Manifest.ContentBytes;
    }
}
