using Kolosal.Access;
using Orleans.Concurrency;

namespace Kolosal.Backup;

/// <summary>Orders backups and drills, by hand and by schedule, and removes old ones. Key <c>workspace/backups</c>.</summary>
[Alias("kolosal.backup.IBackupDeskGrain")]
public interface IBackupDeskGrain : IGrainWithStringKey
{
    /// <summary>Starts a backup. The same id again answers it as it is.</summary>
    /// <returns>Refused with <c>backup.running</c> while another of the platform's own runs, <c>backup.no-base</c> when an incremental or
    /// differential one has nothing to stand on, and where this host takes none.</returns>
    [Alias("Start"), RequiresPermission(Permission.BackupManage)]
    Task<Result<BackupReport>> StartAsync(string id, BackupRequest request);

    /// <summary>Starts a restore drill. The same id again answers it as it is.</summary>
    /// <param name="id"><c>drill_…</c>.</param>
    /// <param name="backupId">What to restore; null for the last completed one.</param>
    /// <returns>Refused with <c>backup.not-found</c>, <c>backup.nothing-to-restore</c>, <c>backup.external</c>, <c>backup.not-completed</c>,
    /// <c>backup.removed</c>.</returns>
    [Alias("StartDrill"), RequiresPermission(Permission.BackupManage)]
    Task<Result<RestoreDrillReport>> StartDrillAsync(string id, string? backupId);

    /// <summary>When backups and drills are made by themselves, and how long backups are kept.</summary>
    [Alias("GetSchedule"), ReadOnly, RequiresPermission(Permission.BackupRead)]
    Task<BackupScheduleReport> GetScheduleAsync();

    /// <summary>Sets the schedule.</summary>
    /// <returns>Refused with <c>backup.bad-schedule</c>, and with <c>backup.schedule-changed</c> (412) for another revision.</returns>
    [Alias("SetSchedule"), RequiresPermission(Permission.BackupManage)]
    Task<Result<BackupScheduleReport>> SetScheduleAsync(BackupSchedule schedule, long? ifRevision);
}

/// <param name="Type">What to take.</param>
/// <param name="Tool">The outside tool that takes it; null for the platform.</param>
/// <param name="Note">Why.</param>
[GenerateSerializer, Immutable, Alias("kolosal.backup-request")]
public sealed record BackupRequest(BackupType Type, string? Tool, string Note);

/// <summary>When backups and drills are made by themselves. Times are cron expressions of five fields; null for never.</summary>
/// <param name="Enabled">Whether the times count.</param>
/// <param name="Full">Full backups.</param>
/// <param name="Incremental">Incremental ones; a full one is taken where there is none to stand on.</param>
/// <param name="Differential">Differential ones; likewise.</param>
/// <param name="Drill">Restore drills of the last completed backup.</param>
/// <param name="TimeZone">IANA name; null for UTC.</param>
/// <param name="KeepDays">A full backup and what stands on it are removed when all of it is older, 1 to 3,660 days.</param>
/// <param name="KeepFulls">So many of the latest full backups are kept whatever their age, 1 to 100.</param>
[GenerateSerializer, Immutable, Alias("kolosal.backup-schedule")]
public sealed record BackupSchedule(
    bool Enabled, string? Full, string? Incremental, string? Differential, string? Drill, string? TimeZone, int KeepDays, int KeepFulls);

/// <param name="Schedule">As it was set.</param>
/// <param name="NextBackupAt">When the next backup is due; null for never.</param>
/// <param name="NextDrillAt">When the next drill is due; null for never.</param>
/// <param name="LastRefusal">Why the last scheduled one was not started; null when it was.</param>
/// <param name="Revision">Entity tag.</param>
[GenerateSerializer, Immutable, Alias("kolosal.backup-schedule-report")]
public sealed record BackupScheduleReport(
    BackupSchedule Schedule, DateTimeOffset? NextBackupAt, DateTimeOffset? NextDrillAt, string? LastRefusal, long Revision);
