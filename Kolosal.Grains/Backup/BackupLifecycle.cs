namespace Kolosal.Backup;

/// <summary>Which status may follow which, of backups, their restores and drills; and what is refused of them.</summary>
public static class BackupLifecycle
{
    /// <summary>A completed one that is found damaged later has failed; a failed one is taken again under another id.</summary>
    internal static readonly Transitions<BackupStatus> Backups = new(
        (BackupStatus.InProgress, [BackupStatus.Completed, BackupStatus.Failed]),
        (BackupStatus.Completed, [BackupStatus.Failed]),
        (BackupStatus.Failed, []));

    internal static readonly Transitions<RestoreStatus> Restores = new(
        (RestoreStatus.None, [RestoreStatus.InProgress]),
        (RestoreStatus.InProgress, [RestoreStatus.Completed, RestoreStatus.Failed]),
        (RestoreStatus.Completed, [RestoreStatus.InProgress]),
        (RestoreStatus.Failed, [RestoreStatus.InProgress]));

    internal static readonly Transitions<RestoreDrillStatus> Drills = new(
        (RestoreDrillStatus.Running, [RestoreDrillStatus.Passed, RestoreDrillStatus.Failed]),
        (RestoreDrillStatus.Passed, []),
        (RestoreDrillStatus.Failed, []));

    /// <summary>Nothing of this name was ever ordered.</summary>
    public static Refusal NotFound(string id) => Refusal.NotFound("backup.not-found", $"There is no backup '{id}' in this workspace.");

    public static Refusal NoDrill(string id) => Refusal.NotFound("backup.no-such-drill", $"There is no restore drill '{id}' in this workspace.");

    /// <summary>Why the content of a backup cannot be read; null when it can.</summary>
    internal static Refusal? RefuseReading(BackupReport backup) =>
        backup.External ? Refusal.Conflict("backup.external", $"{backup.Id} is kept by {backup.Tool}; only that tool can read it.")
        : Unready(backup);

    /// <summary>Why there is nothing to restore from; null when there is.</summary>
    internal static Refusal? Unready(BackupReport backup) =>
        backup.Status != BackupStatus.Completed
            ? Refusal.Conflict("backup.not-completed", $"{backup.Id} is '{WireJson.Word(backup.Status)}'; only a completed backup can be read.")
        : backup.RemovedAt is { } gone ? Refusal.Conflict("backup.removed", $"The content of {backup.Id} was removed at {gone:u} by retention.")
        : null;

    internal static Refusal NotExternal(string id) => Refusal.Conflict(
        "backup.not-external", $"{id} is the platform's own, which reports for itself; only an outside tool's backups are reported.");
}
