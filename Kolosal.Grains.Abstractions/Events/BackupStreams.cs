namespace Kolosal.Events;

/// <summary>The streams that tell each workspace (their key) of backups and restore drills of the installation that holds its data.</summary>
/// <remarks>News may be lost with a process; the next backup and drill say more, and the lists hold the records.</remarks>
public static class BackupStreams
{
    /// <summary>Of <see cref="BackupVerified"/>.</summary>
    public const string Backups = "backups";

    /// <summary>Of <see cref="RestoreDrilled"/>.</summary>
    public const string Drills = "restore-drills";
}

/// <summary>A backup was completed, or verified again, or found damaged.</summary>
/// <param name="BackupId">The backup.</param>
/// <param name="Type">full, incremental or differential.</param>
/// <param name="External">An outside tool reported it; nobody here verified it.</param>
/// <param name="Whole">Every byte was read back and is what was written; of an outside tool's, what it said.</param>
/// <param name="SnapshotAt">The moment that it shows.</param>
/// <param name="VerifiedAt">When it was read back, or reported.</param>
/// <param name="Encrypted">Nothing of it is in the clear.</param>
/// <param name="OffHost">Another machine keeps it.</param>
/// <param name="RpoSeconds">Time from the snapshot before; null for the first.</param>
[GenerateSerializer, Immutable, Alias("kolosal.backup-verified")]
public sealed record BackupVerified(
    string BackupId, string Type, bool External, bool Whole, DateTimeOffset SnapshotAt, DateTimeOffset VerifiedAt, bool Encrypted, bool OffHost,
    double? RpoSeconds);

/// <summary>A backup was restored into a shadow and compared.</summary>
/// <param name="DrillId">The drill.</param>
/// <param name="BackupId">The backup.</param>
/// <param name="Equal">Golden predictions, audit roots and counts are equal.</param>
/// <param name="At">When it ended.</param>
/// <param name="RtoSeconds">How long the restore took; null where it did not succeed.</param>
/// <param name="RpoSeconds">Age of the snapshot.</param>
/// <param name="GoldenRows">Predictions that were scored again.</param>
[GenerateSerializer, Immutable, Alias("kolosal.restore-drilled")]
public sealed record RestoreDrilled(
    string DrillId, string BackupId, bool Equal, DateTimeOffset At, double? RtoSeconds, double RpoSeconds, long GoldenRows);
