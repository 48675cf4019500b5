using Kolosal.Predictions;
using Kolosal.Storage;
using Kolosal.Storage.Files;
using Kolosal.Storage.Log;
using Kolosal.Storage.Sqlite;
using Kolosal.Storage.State;
using Microsoft.Data.Sqlite;

namespace Kolosal.Backup;

/// <summary>Files of a backup, put where they can be changed by what changes the running system's. They go with the object.</summary>
internal sealed class RedactedFiles(IStagingArea staging, IKeyRing keys) : IDisposable
{
    private const string Database = "kolosal.db", Logs = $"logs/{PredictionLog.LogName}/";

    private readonly List<string> scratch = [];

    /// <summary>Files that were changed: their names in the backup, and where they lie.</summary>
    public List<(string Name, string Path)> Changed { get; } = [];

    /// <summary>Whether a file may hold a person: the database and the prediction log. The audit log seals hashes, and is never changed.</summary>
    public static bool MayHold(string name) =>
        name == Database || (name.StartsWith(Logs, StringComparison.Ordinal) && name.EndsWith(Segment.Extension, StringComparison.Ordinal));

    /// <summary>Takes a file's content and the person out of it.</summary>
    /// <returns>How many records were changed.</returns>
    public async Task<int> AddAsync(string name, Func<Stream, Task> copy, BackupErasure erasure, CancellationToken cancel)
    {
        string path = staging.NewScratchPath(name == Database ? ".db" : Segment.Extension);
        scratch.Add(path);
        await using (var file = DurableFile.CreateNew(path, 1 << 16)) await copy(file);
        int changed = name == Database ? await RecordsAsync(path, erasure, cancel)
            : SegmentRewrite.Run(new Segment(path, First(name), new SparseIndex()), erasure.Predictions);
        if (changed > 0) Changed.Add((name, path));
        return changed;
    }

    public void Dispose()
    {
        foreach (string path in scratch)
            foreach (string one in (string[])[path, $"{path}-wal", $"{path}-shm", path + SegmentRewrite.Incoming]) File.Delete(one);
    }

    private async Task<int> RecordsAsync(string path, BackupErasure erasure, CancellationToken cancel)
    {
        int changed;
        using (var database = new SqliteDatabase(path, SqliteSynchronous.Normal))
        {
            var rewritten = await new SqliteRecordRewriter(database, new StateSeal(keys)).RewriteAsync(erasure.Workspace, erasure.Records, cancel);
            changed = rewritten.States.Length + rewritten.Entries;
        }

        // As one file without a write-ahead log beside it, as it was.
        await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        await connection.OpenAsync(cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode = DELETE";
        await command.ExecuteNonQueryAsync(cancel);
        return changed;
    }

    private static long First(string name) =>
        long.Parse(Path.GetFileNameWithoutExtension(name), System.Globalization.CultureInfo.InvariantCulture);
}
