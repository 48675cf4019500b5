using Cronos;

namespace Kolosal.Backup;

/// <summary>What a schedule may say, and what it asks for when.</summary>
internal static class BackupScheduling
{
    public static BackupSchedule Defaults { get; } = new(false, "0 2 * * 0", "0 * * * *", null, "0 4 1 * *", null, 35, 2);

    /// <summary>What is wrong with a schedule; null when nothing is.</summary>
    public static Refusal? Refuse(BackupSchedule schedule)
    {
        var errors = ImmutableDictionary.CreateBuilder<string, string>();
        foreach (var (path, text) in Times(schedule))
            if (text is not null && Cron(text) is null)
                errors[path] = $"Need a cron expression of five fields such as '0 2 * * 0', got '{text}'.";
        if (schedule.TimeZone is { } zone && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
            errors["$.time_zone"] = $"Need the IANA name of a time zone such as 'Europe/Berlin', got '{zone}'.";
        if (schedule.KeepDays is < 1 or > 3_660) errors["$.keep_days"] = "Need 1 to 3,660 days.";
        if (schedule.KeepFulls is < 1 or > 100) errors["$.keep_fulls"] = "Need 1 to 100 full backups.";
        return errors.Count == 0 ? null
            : new Refusal(RefusalKind.Invalid, "backup.bad-schedule", "The schedule cannot be taken.", errors.ToImmutable());
    }

    /// <summary>The type of backup that came due in (after, upTo], the most thorough of several; null for none.</summary>
    public static BackupType? DueBackup(BackupSchedule schedule, DateTimeOffset after, DateTimeOffset upTo) =>
        IsDue(schedule.Full, schedule, after, upTo) ? BackupType.Full
        : IsDue(schedule.Differential, schedule, after, upTo) ? BackupType.Differential
        : IsDue(schedule.Incremental, schedule, after, upTo) ? BackupType.Incremental : null;

    public static bool IsDrillDue(BackupSchedule schedule, DateTimeOffset after, DateTimeOffset upTo) =>
        IsDue(schedule.Drill, schedule, after, upTo);

    public static DateTimeOffset? NextBackup(BackupSchedule schedule, DateTimeOffset after) =>
        new[] { schedule.Full, schedule.Incremental, schedule.Differential }.Select(text => Next(text, schedule, after)).Min();

    public static DateTimeOffset? NextDrill(BackupSchedule schedule, DateTimeOffset after) => Next(schedule.Drill, schedule, after);

    private static DateTimeOffset? Next(string? text, BackupSchedule schedule, DateTimeOffset after) =>
        schedule.Enabled && text is not null && Cron(text) is { } cron ? cron.GetNextOccurrence(after, Zone(schedule))?.ToUniversalTime() : null;

    private static bool IsDue(string? text, BackupSchedule schedule, DateTimeOffset after, DateTimeOffset upTo) =>
        Next(text, schedule, after) is { } next && next <= upTo;

    private static (string Path, string? Text)[] Times(BackupSchedule schedule) =>
    [
        ("$.full", schedule.Full), ("$.incremental", schedule.Incremental), ("$.differential", schedule.Differential), ("$.drill", schedule.Drill),
    ];

    private static TimeZoneInfo Zone(BackupSchedule schedule) =>
        schedule.TimeZone is { } name && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : TimeZoneInfo.Utc;

    private static CronExpression? Cron(string text) => CronExpression.TryParse(text, out var cron) ? cron : null;
}
