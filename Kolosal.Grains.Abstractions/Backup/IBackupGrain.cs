using Kolosal.Access;
using Orleans.Concurrency;

namespace Kolosal.Backup;

/// <summary>One backup, from its order to its removal. Key <c>workspace/bk_…</c>.</summary>
/// <remarks>
/// A backup is of the whole installation; its record is in the workspace of who ordered it. Taking, verifying and restoring run beside the grain;
/// what a stopped process left is found and settled within a minute.
/// </remarks>
[Alias("kolosal.backup.IBackupGrain")]
public interface IBackupGrain : IGrainWithStringKey
{
    /// <summary>Begins; called by the desk alone. The same order again answers the backup as it is.</summary>
    [Alias("Begin")]
    Task<BackupReport> BeginAsync(BackupOrder order);

    /// <summary>The backup. Refuses <c>backup.not-found</c>.</summary>
    [Alias("Get"), ReadOnly, RequiresPermission(Permission.BackupRead)]
    Task<Result<BackupReport>> GetAsync();

    /// <summary>An outside tool reports that its backup is whole. Reporting the same again answers the same.</summary>
    /// <returns>Refused with <c>backup.not-external</c> for the platform's own, and by the transition table.</returns>
    [Alias("Complete"), RequiresPermission(Permission.BackupManage)]
    Task<Result<BackupReport>> CompleteAsync(ExternalCompletion completion);

    /// <summary>An outside tool reports that its backup failed, or was found damaged later.</summary>
    /// <returns>Refused as <see cref="CompleteAsync"/> refuses.</returns>
    [Alias("Fail"), RequiresPermission(Permission.BackupManage)]
    Task<Result<BackupReport>> FailAsync(string reason);

    /// <summary>Reads every byte back and compares; a backup that is not whole becomes failed. One that is being verified is so once.</summary>
    /// <returns>Refused with <c>backup.external</c> for an outside tool's, <c>backup.not-completed</c>, <c>backup.removed</c>.</returns>
    [Alias("Verify"), RequiresPermission(Permission.BackupManage)]
    Task<Result<BackupReport>> VerifyAsync();

    /// <summary>Restores into an empty place that no server uses; of an outside tool's backup, notes that the tool does.</summary>
    /// <returns>Refused with <c>backup.not-completed</c>, <c>backup.removed</c>, and while another restore of it runs.</returns>
    [Alias("Restore"), RequiresPermission(Permission.BackupManage)]
    Task<Result<BackupReport>> RestoreAsync(RestoreOrder order);

    /// <summary>An outside tool reports how its restore ended. Reporting the same again answers the same.</summary>
    /// <returns>Refused with <c>backup.not-external</c>, and where no restore is under way.</returns>
    [Alias("CompleteRestore"), RequiresPermission(Permission.BackupManage)]
    Task<Result<BackupReport>> CompleteRestoreAsync(RestoreCompletion completion);

    /// <summary>Removes the content; called by the desk alone, for retention. The record stays.</summary>
    [Alias("Remove")]
    Task RemoveAsync();
}

/// <summary>What the desk orders.</summary>
/// <param name="Type">What to take.</param>
/// <param name="External">An outside tool takes it.</param>
/// <param name="Tool">Which one.</param>
/// <param name="BaseId">The backup to stand on; null for a full one.</param>
/// <param name="PreviousSnapshotAt">The snapshot before, of any type; null for none.</param>
/// <param name="Note">Why.</param>
[GenerateSerializer, Immutable, Alias("kolosal.backup-order")]
public sealed record BackupOrder(
    BackupType Type, bool External, string? Tool, string? BaseId, DateTimeOffset? PreviousSnapshotAt, string Note);

/// <summary>What an outside tool says of its backup.</summary>
/// <param name="SnapshotAt">The moment that it shows; null for when it was begun.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Location">Where it lies.</param>
/// <param name="Sha256">64 hex digits, or null.</param>
/// <param name="Encrypted">Nothing of it is in the clear.</param>
/// <param name="OffHost">Another machine keeps it.</param>
[GenerateSerializer, Immutable, Alias("kolosal.external-completion")]
public sealed record ExternalCompletion(DateTimeOffset? SnapshotAt, long Bytes, string Location, string? Sha256, bool Encrypted, bool OffHost);

/// <param name="CommandId">Names the restore; the same one again starts none.</param>
/// <param name="Into">Of the platform's own the name of a folder that is made, 1 to 64 of <c>a-z 0-9 _ -</c>; else where the tool restores.</param>
[GenerateSerializer, Immutable, Alias("kolosal.restore-order")]
public sealed record RestoreOrder(string CommandId, string Into);

/// <param name="Failure">Why it failed; null when it did not.</param>
[GenerateSerializer, Immutable, Alias("kolosal.restore-completion")]
public sealed record RestoreCompletion(string? Failure);

public static class BackupGrains
{
    public static IBackupGrain Backup(this IGrainFactory grains, string workspace, string id) => grains.GetGrain<IBackupGrain>($"{workspace}/{id}");

    public static IBackupDeskGrain BackupDesk(this IGrainFactory grains, string workspace) =>
        grains.GetGrain<IBackupDeskGrain>($"{workspace}/backups");

    public static IRestoreDrillGrain RestoreDrill(this IGrainFactory grains, string workspace, string id) =>
        grains.GetGrain<IRestoreDrillGrain>($"{workspace}/{id}");
}
