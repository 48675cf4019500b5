namespace Kolosal.Backup;

/// <summary>A workspace's schedule. A crash loses nothing: a scheduled backup has an id that its time gives it, so that starting it again starts
/// none.</summary>
[GenerateSerializer, Alias("kolosal.backup-desk-state")]
internal sealed class BackupDeskState : RecordState
{
    [Id(0)] public BackupSchedule Schedule { get; set; } = BackupScheduling.Defaults;

    /// <summary>Times up to here were heeded.</summary>
    [Id(1)] public DateTimeOffset ScheduledUpTo { get; set; }

    [Id(2)] public string? LastRefusal { get; set; }

    public void Set(BackupSchedule schedule, DateTimeOffset at) => (Schedule, ScheduledUpTo, LastRefusal) = (schedule, at, null);

    public BackupScheduleReport Read(DateTimeOffset now) => new(
        Schedule, BackupScheduling.NextBackup(Schedule, now), BackupScheduling.NextDrill(Schedule, now), LastRefusal, Revision);
}
