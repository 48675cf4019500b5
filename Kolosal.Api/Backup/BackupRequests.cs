using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Kolosal.Backup;

/// <param name="Type">full, incremental or differential.</param>
/// <param name="External">An outside tool takes it and reports by PATCH.</param>
/// <param name="Tool">The outside tool, at most 100 characters; needed with external.</param>
/// <param name="Note">Why, at most 2,000 characters.</param>
internal sealed record StartBackupRequest(
    [property: JsonRequired] BackupType Type, bool External = false, [property: MaxLength(100)] string? Tool = null,
    [property: DataType(DataType.MultilineText), MaxLength(2_000)] string? Note = null)
{
    /// <summary>Null when it can be taken.</summary>
    public Refusal? Refuse() => External == !string.IsNullOrWhiteSpace(Tool) ? null
        : new(RefusalKind.Invalid, "backup.bad-request", "The backup cannot be ordered.", ImmutableDictionary<string, string>.Empty.Add(
            "$.tool", External ? "Expected the name of the outside tool." : "Expected nothing: the platform takes it, unless external is true."));

    public BackupRequest ToRequest() => new(Type, External ? Tool!.Trim() : null, Note?.Trim() ?? "");
}

/// <param name="Bytes">Its size, 0 or more.</param>
/// <param name="Location">Where it lies, 1 to 500 characters.</param>
/// <param name="Encrypted">Nothing of it is in the clear.</param>
/// <param name="OffHost">Another machine keeps it.</param>
/// <param name="Sha256">64 hex digits.</param>
/// <param name="SnapshotAt">The moment that it shows; when it was ordered, when left out.</param>
internal sealed record CompleteBackupRequest(
    [property: JsonRequired, Range(0L, long.MaxValue)] long Bytes, [property: JsonRequired, Length(1, 500)] string Location,
    [property: JsonRequired] bool Encrypted, [property: JsonRequired] bool OffHost,
    [property: RegularExpression("^[0-9a-fA-F]{64}$", ErrorMessage = "Expected 64 hex digits.")] string? Sha256 = null,
    DateTimeOffset? SnapshotAt = null)
{
    /// <summary>Null when it can be taken.</summary>
    public Refusal? Refuse(DateTimeOffset now) => SnapshotAt > now
        ? new(RefusalKind.Invalid, "backup.bad-report", "The report cannot be taken.",
            ImmutableDictionary<string, string>.Empty.Add("$.snapshot_at", "Expected a time that has come."))
        : null;

    public ExternalCompletion ToCompletion() =>
        new(SnapshotAt?.ToUniversalTime(), Bytes, Location.Trim(), Sha256?.ToLowerInvariant(), Encrypted, OffHost);
}

/// <param name="Reason">Why, 1 to 2,000 characters.</param>
internal sealed record FailBackupRequest([property: JsonRequired, DataType(DataType.MultilineText), Length(1, 2_000)] string Reason);

/// <param name="Into">Name of the new folder below Kolosal:Backup:RestoreDirectory, 1 to 64 of a-z 0-9 _ -; made up when left out. Of an outside
/// tool's backup where the tool restores.</param>
internal sealed record RestoreBackupRequest(
    [property: RegularExpression("^[a-z0-9_-]{1,64}$", ErrorMessage = "Expected 1 to 64 of a-z, 0-9, _ and -.")] string? Into = null);

/// <param name="Failure">Why it failed, at most 2,000 characters; nothing when it did not.</param>
internal sealed record CompleteRestoreRequest([property: DataType(DataType.MultilineText), MaxLength(2_000)] string? Failure = null);

/// <param name="BackupId">What is restored; the last completed backup when left out.</param>
internal sealed record StartDrillRequest([property: MaxLength(64)] string? BackupId = null);

/// <param name="Enabled">Whether the times count.</param>
/// <param name="Full">Full backups: cron, five fields.</param>
/// <param name="Incremental">Incremental ones.</param>
/// <param name="Differential">Differential ones.</param>
/// <param name="Drill">Restore drills of the last completed backup.</param>
/// <param name="TimeZone">IANA name; UTC when left out.</param>
/// <param name="KeepDays">1 to 3,660 days.</param>
/// <param name="KeepFulls">So many of the latest full backups stay whatever their age, 1 to 100.</param>
internal sealed record SetBackupScheduleRequest(
    [property: JsonRequired] bool Enabled, [property: MaxLength(100)] string? Full = null, [property: MaxLength(100)] string? Incremental = null,
    [property: MaxLength(100)] string? Differential = null, [property: MaxLength(100)] string? Drill = null,
    [property: MaxLength(100)] string? TimeZone = null, [property: Range(1, 3_660)] int KeepDays = 35, [property: Range(1, 100)] int KeepFulls = 2)
{
    public BackupSchedule ToSchedule() => new(Enabled, Full, Incremental, Differential, Drill, TimeZone, KeepDays, KeepFulls);
}
