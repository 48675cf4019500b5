using Kolosal.Storage.Files;
using Kolosal.Storage.Migrations;
using Kolosal.Storage.Postgres;
using Npgsql;

namespace Kolosal.Backup;

/// <summary>Puts a cluster's backup into a database that holds nothing, in one transaction: whole, or not at all.</summary>
internal static class PostgresRestore
{
    /// <summary>Restores.</summary>
    /// <param name="reader">The backup.</param>
    /// <param name="connectionString">Of the new database.</param>
    /// <param name="blobs">Folder that gets the files of blobs; null where there must be none.</param>
    /// <param name="cancel">Ends it; the database is empty then.</param>
    /// <exception cref="BackupFailedException">The database holds something, or the backup is a single machine's.</exception>
    public static async Task RunAsync(BackupReader reader, string connectionString, string? blobs, CancellationToken cancel)
    {
        if (reader.Manifest.Engine != BackupManifest.PostgresEngine)
            throw new BackupFailedException("It is the backup of a single machine. Restore it into a folder: kolosal restore with --to FOLDER.");
        await using var database = new PostgresDatabase(connectionString);

        // As far as the backup's own: later steps change what is restored, and a silo applies them at its start.
        await database.MigrateAsync([.. Migration.Embedded("postgres").Where(step => step.Number <= reader.Manifest.Schema)], cancel);
        await using var connection = await database.Source.OpenConnectionAsync(cancel);
        foreach (var (table, _) in PostgresTables.All)
            if (await PostgresTables.CountAsync(connection, table, cancel) > 0)
                throw new BackupFailedException($"The database is not empty: {table} has rows. Restore into a new one; nothing was changed.");
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        foreach (var file in reader.Manifest.Files)
        {
            if (file.Name.StartsWith(PostgresTables.Prefix, StringComparison.Ordinal)) await TableAsync(reader, file, connection, cancel);
            else if (file.Name.StartsWith(BlobParts.Prefix, StringComparison.Ordinal) && blobs is not null)
                await BlobAsync(reader, file, blobs, cancel);
            else throw new BackupFailedException(
                $"The backup holds '{file.Name}', a blob from an object store. Name a folder for those with --to FOLDER.");
        }

        // COPY leaves the counter where it was; the next log must get a number of its own.
        await using var counter = new NpgsqlCommand(
            "SELECT setval(pg_get_serial_sequence('logs', 'id'), greatest(1, coalesce(max(id), 0)), max(id) IS NOT NULL) FROM logs", connection);
        await counter.ExecuteNonQueryAsync(cancel);
        await transaction.CommitAsync(cancel);
    }

    private static async Task TableAsync(BackupReader reader, BackedUpFile file, NpgsqlConnection connection, CancellationToken cancel)
    {
        string table = file.Name[PostgresTables.Prefix.Length..];
        if (PostgresTables.All.All(one => one.Name != table)) throw new BackupDamagedException($"There is no table '{table}'.");
        await using var copy = await connection.BeginRawBinaryCopyAsync($"COPY {table} FROM STDIN (FORMAT BINARY)", cancel);
        await reader.CopyAsync(file, copy, cancel);
    }

    private static async Task BlobAsync(BackupReader reader, BackedUpFile file, string folder, CancellationToken cancel)
    {
        string root = Path.GetFullPath(folder) + Path.DirectorySeparatorChar, path = Path.GetFullPath(Path.Combine(root, file.Name));
        if (!path.StartsWith(root, StringComparison.Ordinal)) throw new BackupDamagedException($"'{file.Name}' leads out of the folder.");
        DurableFile.CreateFolder(Path.GetDirectoryName(path)!);
        await using var to = DurableFile.CreateNew(path, 1 << 16);
        await reader.CopyAsync(file, to, cancel);
        to.Flush(flushToDisk: true);
    }
}
