using Amazon.S3;
using Kolosal.Storage;
using Kolosal.Storage.Blobs;
using Kolosal.Storage.Files;
using Kolosal.Storage.Keys;
using Kolosal.Storage.Log;
using Kolosal.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Kolosal.Backup;

/// <summary>The data of a single machine: its database, logs, blobs and wrapped keys. Never the master key.</summary>
/// <remarks>
/// The moment is a read transaction of the database. Logs are cut at what had reached the disk when it began, which is at or behind everything that
/// the database knows of; segments that retention may remove are held open from before. Blobs are listed behind it: whatever the database names
/// was stored before it was named.
/// </remarks>
internal sealed class MachineSource(
    DataDirectory directory, SqliteDatabase database, SegmentLogs logs, IKeyRing keys, IMasterKeyRotation rotation, IStagingArea staging,
    TimeProvider clock, (IAmazonS3 Client, S3Options Options)? objects = null) : IBackupSource
{
    public byte[] WrappedRing()
    {
        string path = MasterKey.RingPath(directory);
        return File.Exists(path) ? File.ReadAllBytes(path) : [];
    }

    public async Task<IBackupSnapshot> SnapshotAsync(CancellationToken cancel)
    {
        if (rotation.Progress.Walking)
            throw new BackupFailedException("Keys of blobs are being wrapped anew after a rotation; take the backup when that has ended.");
        var held = new HeldSegments(directory.Folder("logs"), logs);
        string copy = staging.NewScratchPath(".db");
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(directory.Root, "kolosal.db"),
            Pooling = false,
        }.ToString());
        try
        {
            held.Open();
            await connection.OpenAsync(cancel);
            Execute(connection, "BEGIN");
            long commits = (long)Scalar(connection, "SELECT commits FROM installation");
            var at = clock.GetUtcNow();
            held.Fix();
            await Task.Run(() => Copy(connection, copy), cancel);
            return new MachineSnapshot(
                new(directory, logs, keys, rotation, objects), connection, held, copy, at, new(database.InstallationId, commits));
        }
        catch
        {
            await connection.DisposeAsync();
            held.Dispose();
            File.Delete(copy);
            throw;
        }
    }

    internal static object Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar()!;
    }

    /// <summary>Page by page, within the transaction that is open: what is written meanwhile is not in it.</summary>
    private static void Copy(SqliteConnection connection, string path)
    {
        using var file = DurableFile.CreateNew(path);
        file.Close();
        using var target = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        target.Open();
        connection.BackupDatabase(target);

        // As one file without a write-ahead log beside it.
        Execute(target, "PRAGMA journal_mode = DELETE");
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}

/// <summary>What a snapshot reads beside the database.</summary>
internal sealed record MachineParts(
    DataDirectory Directory, SegmentLogs Logs, IKeyRing Keys, IMasterKeyRotation Rotation, (IAmazonS3 Client, S3Options Options)? Objects);

/// <param name="Id">Of the installation.</param>
/// <param name="Commits">Of the database at the snapshot.</param>
internal sealed record MachineMoment(string Id, long Commits);
