namespace Kolosal.Backup;

[GenerateSerializer, Alias("kolosal.backup-type")]
public enum BackupType
{
    /// <summary>Everything; needs no other backup.</summary>
    Full,

    /// <summary>What has changed since the last backup of any type, on which it stands.</summary>
    Incremental,

    /// <summary>What has changed since the last full backup, on which alone it stands.</summary>
    Differential,
}

[GenerateSerializer, Alias("kolosal.backup-status")]
public enum BackupStatus { InProgress, Completed, Failed }

/// <summary>Where a restore of a backup stands.</summary>
[GenerateSerializer, Alias("kolosal.restore-status")]
public enum RestoreStatus
{
    /// <summary>It was never restored.</summary>
    None,

    InProgress,

    Completed,

    Failed,
}

/// <summary>A backup as it is read and listed.</summary>
/// <param name="Id"><c>bk_…</c>.</param>
/// <param name="Type">full, incremental or differential.</param>
/// <param name="Status">in_progress, completed or failed.</param>
/// <param name="External">An outside tool takes and reports it; what it reports is not checked by the platform.</param>
/// <param name="Tool">The outside tool; null for the platform's own.</param>
/// <param name="BaseId">The backup that it stands on; null for a full one, and for an outside tool's.</param>
/// <param name="Note">Why it was taken.</param>
/// <param name="StartedBy">Who asked for it; <c>system</c> for the schedule.</param>
/// <param name="StartedAt">When it was asked for.</param>
/// <param name="Content">What it holds; null before it is completed.</param>
/// <param name="FinishedAt">When it was completed or failed.</param>
/// <param name="RpoSeconds">Time from the snapshot before to this one's: what a loss just before it would have cost. Null for the first.</param>
/// <param name="Failure">Why it failed; null when it did not.</param>
/// <param name="VerifiedAt">When all of it was last read back and compared; null for never.</param>
/// <param name="Verifying">A verification is under way.</param>
/// <param name="Restore">The last restore.</param>
/// <param name="RemovedAt">When retention removed its content; null while it is there.</param>
/// <param name="Revision">Entity tag.</param>
[GenerateSerializer, Immutable, Alias("kolosal.backup-report")]
public sealed record BackupReport(
    string Id, BackupType Type, BackupStatus Status, bool External, string? Tool, string? BaseId, string Note, string StartedBy,
    DateTimeOffset StartedAt, BackupContent? Content, DateTimeOffset? FinishedAt, double? RpoSeconds, string? Failure,
    DateTimeOffset? VerifiedAt, bool Verifying, BackupRestore Restore, DateTimeOffset? RemovedAt, long Revision);

/// <summary>What a completed backup holds.</summary>
/// <param name="SnapshotAt">The moment that it shows.</param>
/// <param name="Bytes">Bytes that it added to the target.</param>
/// <param name="ContentBytes">Bytes that it restores to; 0 where an outside tool did not say.</param>
/// <param name="Files">Files or tables; 0 where an outside tool did not say.</param>
/// <param name="Location">Where it lies.</param>
/// <param name="OffHost">Another machine keeps it.</param>
/// <param name="Encrypted">Nothing of it is in the clear.</param>
/// <param name="Sha256">Of the manifest; of an outside tool's what it reported, or null.</param>
/// <param name="Seconds">How long it took, verification included.</param>
/// <param name="Facts">Counts and roots at the snapshot; null for an outside tool's.</param>
[GenerateSerializer, Immutable, Alias("kolosal.backup-content")]
public sealed record BackupContent(
    DateTimeOffset SnapshotAt, long Bytes, long ContentBytes, int Files, string Location, bool OffHost, bool Encrypted, string? Sha256,
    double Seconds, BackupFacts? Facts);

/// <summary>What was there at the snapshot, counted on the running system: a restored copy must have the same.</summary>
/// <param name="States">Stored grain states.</param>
/// <param name="CatalogueEntries">Entries of the lists.</param>
/// <param name="Reminders">Reminders.</param>
/// <param name="Blobs">Datasets and packages.</param>
/// <param name="Logs">Prediction logs.</param>
/// <param name="Chains">Audit chains.</param>
[GenerateSerializer, Immutable, Alias("kolosal.backup-facts")]
public sealed record BackupFacts(
    long States, long CatalogueEntries, long Reminders, long Blobs, ImmutableArray<BackedUpLog> Logs, ImmutableArray<BackedUpChain> Chains);

/// <param name="Name">The log.</param>
/// <param name="Next">The number behind its last record.</param>
[GenerateSerializer, Immutable, Alias("kolosal.backed-up-log")]
public sealed record BackedUpLog(string Name, long Next);

/// <param name="Workspace">Whose chain.</param>
/// <param name="Entries">Entries.</param>
/// <param name="Head">Hash of the last one.</param>
/// <param name="Root">Merkle root of all of them (RFC 9162), 64 hex digits.</param>
[GenerateSerializer, Immutable, Alias("kolosal.backed-up-chain")]
public sealed record BackedUpChain(string Workspace, long Entries, string Head, string Root);

/// <summary>A restore of a backup.</summary>
/// <param name="Status">none, in_progress, completed or failed.</param>
/// <param name="Into">The folder, or what an outside tool restores into.</param>
/// <param name="By">Who asked for it.</param>
/// <param name="StartedAt">When.</param>
/// <param name="FinishedAt">When it ended.</param>
/// <param name="Seconds">How long it took; null while it runs.</param>
/// <param name="Failure">Why it failed.</param>
/// <param name="Erasures">Erasures made since the backup, which a server on the restored data carries out again before it is ready; null unless the
/// platform's own restore is completed.</param>
[GenerateSerializer, Immutable, Alias("kolosal.backup-restore")]
public sealed record BackupRestore(
    RestoreStatus Status, string? Into, string? By, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt, double? Seconds, string? Failure,
    int? Erasures = null);
