namespace Kolosal.Compliance.Controls;

public sealed partial record WorkspaceFacts
{
    /// <summary>What features beside this one and tools outside reported.</summary>
    public OutsideFacts Outside { get; init; } = OutsideFacts.None;
}

/// <summary>What was reported by events and signed feeds; nothing here was typed in by a person.</summary>
public sealed record OutsideFacts
{
    public static readonly OutsideFacts None = new();

    /// <summary>Backups, the newest last, of the last 100.</summary>
    public ImmutableArray<BackupFact> Backups { get; init; } = [];

    /// <summary>Restore drills, the newest last, of the last 100.</summary>
    public ImmutableArray<RestoreDrillFact> RestoreDrills { get; init; } = [];

    /// <summary>Fault drills, the newest last, of the last 200.</summary>
    public ImmutableArray<FaultDrillFact> FaultDrills { get; init; } = [];

    /// <summary>Times a policy acted, the newest last, of the last 200.</summary>
    public ImmutableArray<PolicyFact> Policies { get; init; } = [];

    /// <summary>Builds that their key signed, the newest last, of the last 20.</summary>
    public ImmutableArray<BuildFact> Builds { get; init; } = [];

    /// <summary>Bills of materials that their key signed, the newest last, of the last 20.</summary>
    public ImmutableArray<BillOfMaterialsFact> BillsOfMaterials { get; init; } = [];

    /// <summary>Scans for vulnerabilities that their key signed, the newest last, of the last 20.</summary>
    public ImmutableArray<VulnerabilityScanFact> Scans { get; init; } = [];

    /// <summary>When the last incident of severity sev1 was resolved; null when none was.</summary>
    public DateTimeOffset? GraveIncidentClosedAt { get; init; }

    /// <summary>With what the signed documents say.</summary>
    public OutsideFacts With(FeedFacts feeds) =>
        this with { Builds = feeds.Builds, BillsOfMaterials = feeds.BillsOfMaterials, Scans = feeds.Scans };

    /// <summary>With one more backup, or newer word of one.</summary>
    public OutsideFacts With(BackupFact backup) => this with { Backups = Added(Backups, backup, one => one.Id, one => one.At, Hundred) };

    /// <summary>With one more restore drill.</summary>
    public OutsideFacts With(RestoreDrillFact drill) =>
        this with { RestoreDrills = Added(RestoreDrills, drill, one => one.Id, one => one.At, Hundred) };

    /// <summary>With one more fault drill.</summary>
    public OutsideFacts With(FaultDrillFact drill) => this with { FaultDrills = Added(FaultDrills, drill, one => one.Id, one => one.At, TwoHundred) };

    /// <summary>With one more time that a policy acted, or newer word of one.</summary>
    public OutsideFacts With(PolicyFact acted) => this with { Policies = Added(Policies, acted, one => one.Id, one => one.At, TwoHundred) };

    /// <summary>With a grave incident that was resolved.</summary>
    public OutsideFacts WithGraveIncidentClosed(DateTimeOffset at) =>
        GraveIncidentClosedAt >= at ? this : this with { GraveIncidentClosedAt = at };

    private const int Hundred = 100, TwoHundred = 200;

    private static ImmutableArray<T> Added<T>(
        ImmutableArray<T> known, T one, Func<T, string> id, Func<T, DateTimeOffset> at, int most) =>
        [.. known.Where(other => id(other) != id(one)).Append(one).OrderBy(at).ThenBy(id, StringComparer.Ordinal).TakeLast(most)];
}
