using Kolosal.Access;
using Orleans.Concurrency;

namespace Kolosal.Drift;

/// <summary>One detection of drift, by a monitor or by an outside tool, and what people made of it. Key <c>workspace/dd_…</c>.</summary>
[Alias("kolosal.drift.IDriftDetectionGrain")]
public interface IDriftDetectionGrain : IGrainWithStringKey
{
    /// <summary>Takes a detection; a repeated one changes nothing.</summary>
    /// <returns>The detection as it stands; refused with <c>drift.detection-exists</c> when another has this id.</returns>
    [Alias("Record"), RequiresPermission(Permission.IncidentsWrite)]
    Task<Result<DriftDetectionRecord>> RecordAsync(DetectedDrift detected);

    [Alias("Get"), ReadOnly, RequiresPermission(Permission.IncidentsRead)]
    Task<Result<DriftDetectionRecord>> GetAsync();

    /// <summary>Takes it to another status.</summary>
    /// <returns>Refused with <c>workflow.transition-not-allowed</c> outside the transition table; asking for the present status changes nothing.
    /// </returns>
    [Alias("ChangeStatus"), RequiresPermission(Permission.IncidentsWrite)]
    Task<Result<DriftDetectionRecord>> ChangeStatusAsync(DetectionStatusChange change);
}

/// <summary>What was detected.</summary>
/// <param name="ModelId">The model's name.</param>
/// <param name="Version">Its version; null when unknown.</param>
/// <param name="Type">What has drifted.</param>
/// <param name="Severity">How grave.</param>
/// <param name="Detector">Who says so: <c>monitor</c>, or an outside tool's name.</param>
/// <param name="WindowId">The monitor's window; null for outside tools.</param>
/// <param name="IncidentId">The incident that was raised; null for none.</param>
/// <param name="DetectedAt">When.</param>
/// <param name="Rows">Rows that it rests on; null when unknown.</param>
/// <param name="Summary">In one sentence.</param>
/// <param name="Findings">Of a monitor's window.</param>
[GenerateSerializer, Immutable, Alias("kolosal.detected-drift")]
public sealed record DetectedDrift(
    string ModelId, int? Version, DriftType Type, DriftSeverity Severity, string Detector, string? WindowId, string? IncidentId,
    DateTimeOffset DetectedAt, long? Rows, string Summary, ImmutableArray<DriftFinding> Findings);

/// <summary>Least first.</summary>
[GenerateSerializer, Alias("kolosal.drift-severity")]
public enum DriftSeverity { Low, Medium, High, Critical }

[GenerateSerializer, Alias("kolosal.detection-status")]
public enum DetectionStatus { Open, Investigating, Resolved, FalsePositive }

/// <param name="Status">The status wanted.</param>
/// <param name="Note">What was found or done; stands in the history.</param>
/// <param name="IfRevision">Only when the detection still has this revision; null for any.</param>
[GenerateSerializer, Immutable, Alias("kolosal.detection-status-change")]
public sealed record DetectionStatusChange(DetectionStatus Status, string Note, long? IfRevision);

/// <summary>A detection as it is read and listed.</summary>
/// <param name="Id"><c>dd_…</c>.</param>
/// <param name="ModelId">The model's name.</param>
/// <param name="Version">Its version; null when unknown.</param>
/// <param name="Type">What has drifted.</param>
/// <param name="Severity">How grave.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Detector">Who says so.</param>
/// <param name="WindowId">The monitor's window; null for outside tools.</param>
/// <param name="IncidentId">The incident that was raised; null for none.</param>
/// <param name="DetectedAt">When.</param>
/// <param name="ResolvedAt">When it was resolved or found false; null again after reopening.</param>
/// <param name="Rows">Rows that it rests on; null when unknown.</param>
/// <param name="Summary">In one sentence.</param>
/// <param name="Findings">Of a monitor's window.</param>
/// <param name="History">What happened, oldest first.</param>
/// <param name="Revision">Counts changes; the entity tag.</param>
[GenerateSerializer, Immutable, Alias("kolosal.drift-detection")]
public sealed record DriftDetectionRecord(
    string Id, string ModelId, int? Version, DriftType Type, DriftSeverity Severity, DetectionStatus Status, string Detector, string? WindowId,
    string? IncidentId, DateTimeOffset DetectedAt, DateTimeOffset? ResolvedAt, long? Rows, string Summary, ImmutableArray<DriftFinding> Findings,
    ImmutableArray<DetectionStep> History, long Revision);

/// <param name="At">When.</param>
/// <param name="Actor">Who: a principal's subject or <c>system</c>.</param>
/// <param name="Status">The status from then on.</param>
/// <param name="Note">Why.</param>
[GenerateSerializer, Immutable, Alias("kolosal.detection-step")]
public sealed record DetectionStep(DateTimeOffset At, string Actor, DetectionStatus Status, string Note);
