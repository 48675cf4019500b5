using Kolosal.Storage.Files;
using Kolosal.Storage.Keys;
using Kolosal.Storage.Sqlite;
using Kolosal.Storage.State;
using Microsoft.Extensions.Options;

namespace Kolosal.Storage.Integrity;

/// <summary>
/// Opens the database of a single machine, once it is known that it is the one that this folder had; and keeps a signed count beside it.
/// </summary>
/// <remarks>
/// With <see cref="SqliteSynchronous.Normal"/> a power cut may take back the last commits, so there the count is written at a clean stop only.
/// </remarks>
internal sealed class Installation : IDisposable
{
    private static readonly TimeSpan WriteEvery = TimeSpan.FromSeconds(2);

    private readonly DataDirectory directory;
    private readonly IKeyRing keys;
    private readonly Timer? writing;
    private readonly Lock gate = new();
    private readonly string fingerprint;
    private long written = -1;
    private bool disposed;

    /// <exception cref="InvalidOperationException">The database is not the one that this folder had, or not as far as it was.</exception>
    public Installation(DataDirectory directory, IKeyRing keys, IOptions<StorageOptions> options, IStorageLosses losses)
    {
        (this.directory, this.keys, fingerprint) = (directory, keys, MasterKey.Fingerprint(keys));
        var manifest = InstallationManifest.Read(directory.Root, keys);
        Database = new SqliteDatabase(directory, options, losses);
        bool statesSealed = manifest is { StatesSealed: true };
        if (DatabaseCheck.Judge(manifest, Database.InstallationId, Database.Commits, Database.WasEmpty, Others()) is { } wrong)
        {
            if (!options.Value.AcceptDataLoss)
            {
                Database.Dispose();
                throw new InvalidOperationException(
                    $"{wrong} Nothing was changed. Put kolosal.db, kolosal.db-wal and {InstallationManifest.FileName} back from one backup. To go on "
                    + "with what is there, and lose the rest, start once with --Kolosal:Storage:AcceptDataLoss=true.");
            }

            statesSealed = false; // another database, perhaps an earlier program's
            losses.Report(new(
                $"{Database.InstallationId}/database/{Database.Commits}", null, "database", null, "The database was set back",
                $"{wrong} Accepted by the setting Kolosal:Storage:AcceptDataLoss."));
        }

        // What a program left that did not seal is taken as it is, this once: from here on a state without a seal is refused.
        if (!statesSealed) UnsealedStates.SealAsync(Database, new StateSeal(keys)).GetAwaiter().GetResult();
        Write(force: true);
        if (options.Value.Synchronous == SqliteSynchronous.Full) writing = new Timer(_ => TryWrite(), null, WriteEvery, WriteEvery);
    }

    public SqliteDatabase Database { get; }

    public void Dispose()
    {
        if (disposed) return;
        disposed = true;
        writing?.Dispose();
        Database.Dispose();
        TryWrite();
    }

    private void TryWrite()
    {
        try
        {
            Write(force: false);
        }
        catch (Exception full) when (full is IOException or UnauthorizedAccessException)
        {
            // The count of before stands, which is smaller: it proves less, and nothing wrong.
        }
    }

    private void Write(bool force)
    {
        lock (gate)
        {
            long commits = Database.Commits;
            if (commits == written && !force) return;
            new InstallationManifest(Database.InstallationId, commits, fingerprint, StatesSealed: true).Write(directory.Root, keys);
            written = commits;
        }
    }

    private List<string> Others() => [.. new[] { "logs", "blobs" }.Where(directory.HoldsFolders)];
}
