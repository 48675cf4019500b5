using Kolosal.Access;
using Orleans.Concurrency;

namespace Kolosal.Backup;

/// <summary>One drill: a backup is restored into a shadow, compared, and thrown away. Key <c>workspace/drill_…</c>.</summary>
[Alias("kolosal.backup.IRestoreDrillGrain")]
public interface IRestoreDrillGrain : IGrainWithStringKey
{
    /// <summary>Begins; called by the desk alone. The same again answers the drill as it is.</summary>
    [Alias("Begin")]
    Task<RestoreDrillReport> BeginAsync(RestoreDrillOrder order);

    /// <summary>The drill. Refuses <c>backup.no-such-drill</c>.</summary>
    [Alias("Get"), ReadOnly, RequiresPermission(Permission.BackupRead)]
    Task<Result<RestoreDrillReport>> GetAsync();
}

[GenerateSerializer, Alias("kolosal.restore-drill-status")]
public enum RestoreDrillStatus
{
    Running,

    /// <summary>Everything that was compared is equal.</summary>
    Passed,

    /// <summary>Something differs, or it could not be restored.</summary>
    Failed,
}

/// <param name="BackupId">What is restored.</param>
/// <param name="SnapshotAt">The moment that it shows.</param>
[GenerateSerializer, Immutable, Alias("kolosal.restore-drill-order")]
public sealed record RestoreDrillOrder(string BackupId, DateTimeOffset SnapshotAt);

/// <summary>A drill as it is read and listed.</summary>
/// <param name="Id"><c>drill_…</c>.</param>
/// <param name="BackupId">What was restored.</param>
/// <param name="Status">running, passed or failed.</param>
/// <param name="StartedBy">Who asked for it; <c>system</c> for the schedule.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="FinishedAt">When it ended.</param>
/// <param name="RpoSeconds">Age of the snapshot when the drill began: what a loss at that moment would have cost.</param>
/// <param name="Outcome">What was measured and compared; null before it ended, and where it could not be restored.</param>
/// <param name="Failure">Why it failed; null when it did not.</param>
/// <param name="Revision">Entity tag.</param>
[GenerateSerializer, Immutable, Alias("kolosal.restore-drill-report")]
public sealed record RestoreDrillReport(
    string Id, string BackupId, RestoreDrillStatus Status, string StartedBy, DateTimeOffset StartedAt, DateTimeOffset? FinishedAt,
    double RpoSeconds, RestoreDrillOutcome? Outcome, string? Failure, long Revision);

/// <param name="RtoSeconds">From the start of the restore until the restored data was whole and open.</param>
/// <param name="RestoredBytes">Bytes restored.</param>
/// <param name="Comparisons">Counts, heads and roots.</param>
/// <param name="GoldenRows">Rows of the restored prediction log that the restored packages scored again.</param>
/// <param name="GoldenEqual">Of those the rows whose every output is the logged one, bit for bit.</param>
/// <param name="GoldenSkipped">Rows looked at that cannot be scored from the log: free text, categories unknown to training, versions without a
/// package.</param>
[GenerateSerializer, Immutable, Alias("kolosal.restore-drill-outcome")]
public sealed record RestoreDrillOutcome(
    double RtoSeconds, long RestoredBytes, ImmutableArray<RestoreComparison> Comparisons, long GoldenRows, long GoldenEqual, long GoldenSkipped)
{
    /// <summary>Everything compared is equal.</summary>
    public bool IsEqual => GoldenRows == GoldenEqual && Comparisons.All(one => one.Equal);
}

/// <param name="What">What was compared.</param>
/// <param name="Expected">As the running system had it.</param>
/// <param name="Found">As the restored copy has it.</param>
/// <param name="Equal">They are the same.</param>
[GenerateSerializer, Immutable, Alias("kolosal.restore-comparison")]
public sealed record RestoreComparison(string What, string Expected, string Found, bool Equal);
