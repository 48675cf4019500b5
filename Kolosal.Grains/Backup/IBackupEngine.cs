using Kolosal.Privacy;

namespace Kolosal.Backup;

/// <summary>What the host does for backups: reads what is stored, writes to the target, restores. Safe for any number of callers; one backup,
/// restore or drill runs at a time, and the others wait.</summary>
public interface IBackupEngine
{
    /// <summary>Why this host can take no backup now; null when it can.</summary>
    Refusal? Refuse();

    /// <summary>Takes a backup, reads it back and compares. It counts as one only when this returns.</summary>
    /// <exception cref="BackupFailedException">It could not be taken; nothing that counts as a backup is left.</exception>
    Task<BackupContent> TakeAsync(BackupTask task, CancellationToken cancel);

    /// <summary>What a backup in the target holds; null when there is none of this id that is whole enough to be opened.</summary>
    Task<BackupContent?> FindAsync(string id, CancellationToken cancel);

    /// <summary>Reads all of a backup, and of those that it stands on what it needs.</summary>
    /// <exception cref="BackupDamagedException">Something is not what was written.</exception>
    Task VerifyAsync(string id, CancellationToken cancel);

    /// <summary>Restores into a new folder below the one that the configuration names.</summary>
    /// <returns>The folder, and how many erasures were made since the backup.</returns>
    /// <exception cref="BackupFailedException">It could not be restored; the folder is not there.</exception>
    Task<RestoredFolder> RestoreAsync(string id, string name, CancellationToken cancel);

    /// <summary>Restores into a shadow, compares and throws it away.</summary>
    /// <exception cref="BackupFailedException">It could not be restored.</exception>
    Task<RestoreDrillOutcome> DrillAsync(string id, CancellationToken cancel);

    /// <summary>Takes a person out of every backup that lies in the target: what holds them is written anew without them, and the keys of what was
    /// there are destroyed, so that no copy of the old bytes can be read. Repeating it finds what is left.</summary>
    /// <returns>Backups that held the person, and those that could not be changed.</returns>
    /// <exception cref="BackupFailedException">The target cannot be read or written.</exception>
    Task<ImmutableArray<RedactedBackup>> RedactAsync(BackupErasure erasure, CancellationToken cancel);

    /// <summary>Keeps an erasure beside the backups, where no restore takes it back; an entry of the same erasure is replaced.</summary>
    /// <returns>The entry with what earlier runs of the erasure knew.</returns>
    /// <exception cref="BackupFailedException">The target cannot be read or written.</exception>
    Task<ErasureEntry> RememberAsync(ErasureEntry entry, CancellationToken cancel);

    /// <summary>Every erasure that is remembered beside the backups, and what a restore brought along.</summary>
    /// <exception cref="BackupFailedException">The target cannot be read.</exception>
    Task<ImmutableArray<ErasureEntry>> ErasuresAsync(CancellationToken cancel);

    /// <summary>Removes the content of a backup; nothing happens when there is none.</summary>
    Task RemoveAsync(string id, CancellationToken cancel);
}

/// <param name="Id">The backup's.</param>
/// <param name="Type">What to take.</param>
/// <param name="BaseId">What it stands on; null for a full one.</param>
public sealed record BackupTask(string Id, BackupType Type, string? BaseId);

/// <param name="Path">Where the data lies.</param>
/// <param name="Erasures">Erasures that were made since the backup: a server that is started on the folder carries them out again before it is ready.
/// </param>
public sealed record RestoredFolder(string Path, int Erasures);

/// <summary>A backup, restore or drill came to nothing, for a reason that can be told.</summary>
public class BackupFailedException(string reason, Exception? cause = null) : Exception(reason, cause);

/// <summary>A backup is not what was written.</summary>
public sealed class BackupDamagedException(string reason, Exception? cause = null) : BackupFailedException(reason, cause);

/// <summary>What a backup held was erased: the key that opened it was destroyed.</summary>
public sealed class BackupErasedException(string reason) : BackupFailedException(reason)
{
    /// <summary>Stable, for programs.</summary>
    public const string Code = "backup.key-destroyed";

    public override string Message => $"{Code}: {base.Message}";
}
