using System.Runtime.CompilerServices;
using System.Text;
using Kolosal.Storage;
using Kolosal.Storage.Integrity;
using Kolosal.Storage.Keys;
using Microsoft.Data.Sqlite;

namespace Kolosal.Backup;

/// <summary>One moment of a single machine's data.</summary>
internal sealed class MachineSnapshot : IBackupSnapshot
{
    private readonly MachineParts parts;
    private readonly SqliteConnection connection;
    private readonly HeldSegments segments;
    private readonly string copy;
    private readonly MachineMoment moment;
    private readonly int generation;
    private long blobs;

    public MachineSnapshot(
        MachineParts parts, SqliteConnection connection, HeldSegments segments, string copy, DateTimeOffset at, MachineMoment moment)
    {
        (this.parts, this.connection, this.segments, this.copy, At, this.moment) = (parts, connection, segments, copy, at, moment);
        generation = parts.Rotation.Progress.Generation;
        Schema = (int)(long)MachineSource.Scalar(connection, "SELECT coalesce(max(number), 0) FROM schema_version");
    }

    public DateTimeOffset At { get; }

    public string Engine => BackupManifest.SqliteEngine;

    public int Schema { get; }

    public async IAsyncEnumerable<BackupPart> PartsAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        yield return new("kolosal.db", null, _ => Task.FromResult<Stream?>(File.OpenRead(copy)));
        yield return new(InstallationManifest.FileName, null, _ => Task.FromResult<Stream?>(new MemoryStream(
            new InstallationManifest(moment.Id, moment.Commits, MasterKey.Fingerprint(parts.Keys), StatesSealed: true).ToBytes(parts.Keys))));
        yield return new("logs/id", null, _ => Task.FromResult<Stream?>(new MemoryStream(Encoding.ASCII.GetBytes(parts.Logs.LogId))));
        foreach (var (name, length) in segments.Parts)
            yield return new($"logs/{name.Replace(Path.DirectorySeparatorChar, '/')}", length,
                _ => Task.FromResult<Stream?>(segments.Read(name)));
        foreach (string key in (string[])["ring.key", "master.fingerprint"])
            yield return new($"keys/{key}", null, _ => Task.FromResult(Open(Path.Combine(parts.Directory.Folder("keys"), key))));
        await foreach (var blob in (parts.Objects is { } objects ? BlobParts.OfStoreAsync(objects.Client, objects.Options, cancel)
            : BlobParts.OfFolderAsync(parts.Directory.Folder("blobs"))).WithCancellation(cancel))
            yield return blob with { OpenAsync = stop => CountedAsync(blob, stop) };
    }

    public async Task<BackupFacts> FinishAsync(CancellationToken cancel)
    {
        var progress = parts.Rotation.Progress;
        if (progress.Walking || progress.Generation != generation)
            throw new BackupFailedException("The master key was rotated while the backup was being taken; take it again.");
        return await MachineFacts.ReadAsync(connection, parts.Logs, segments.Ends, blobs, cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync();
        segments.Dispose();
        File.Delete(copy);
    }

    private async Task<Stream?> CountedAsync(BackupPart blob, CancellationToken cancel)
    {
        var content = await blob.OpenAsync(cancel);
        if (content is not null) blobs++;
        return content;
    }

    private static Stream? Open(string path) => File.Exists(path) ? File.OpenRead(path) : null;
}
