namespace Kolosal.Backup;

/// <summary>What is backed up.</summary>
internal interface IBackupSource
{
    /// <summary>Fixes one moment, at which everything that is read from the snapshot fits together; writes go on meanwhile.</summary>
    /// <exception cref="BackupFailedException">It cannot be fixed now.</exception>
    Task<IBackupSnapshot> SnapshotAsync(CancellationToken cancel);

    /// <summary>Content of <c>keys/ring.key</c>, wrapped as it lies there; empty where there is none.</summary>
    byte[] WrappedRing();
}

/// <summary>One moment of the data. Not for several readers at once.</summary>
internal interface IBackupSnapshot : IAsyncDisposable
{
    DateTimeOffset At { get; }

    string Engine { get; }

    /// <summary>Number of the database's last migration.</summary>
    int Schema { get; }

    /// <summary>What there is, in a fixed order; each is read before the next is asked for.</summary>
    IAsyncEnumerable<BackupPart> PartsAsync(CancellationToken cancel);

    /// <summary>Counts and roots, of the running system and not of what was read for the backup.</summary>
    /// <exception cref="BackupFailedException">Something changed meanwhile that must not.</exception>
    Task<BackupFacts> FinishAsync(CancellationToken cancel);
}

/// <param name="Name">Path below the data directory, or <c>tables/…</c>.</param>
/// <param name="Length">Bytes that belong to it; null for all there are.</param>
/// <param name="OpenAsync">Opens it; null when it has been removed since.</param>
internal sealed record BackupPart(string Name, long? Length, Func<CancellationToken, Task<Stream?>> OpenAsync);
