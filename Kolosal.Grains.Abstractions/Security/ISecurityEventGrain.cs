using Kolosal.Access;
using Orleans.Concurrency;

namespace Kolosal.Security;

/// <summary>One security event, recorded by the system or reported by a person, and what was made of it. Key
/// <c>workspace/SEC-2026-000042</c>.</summary>
[Alias("kolosal.security.ISecurityEventGrain")]
public interface ISecurityEventGrain : IGrainWithStringKey
{
    /// <summary>Opens the event, or adds to it what was seen again; called by the desk alone. Idempotent by the report's evidence id.</summary>
    [Alias("Record")]
    Task<SecurityEvent> RecordAsync(SecurityReport report);

    [Alias("Get"), ReadOnly, RequiresPermission(Permission.IncidentsRead)]
    Task<Result<SecurityEvent>> GetAsync();

    /// <summary>Takes it to another status.</summary>
    /// <returns>Refused with <c>workflow.transition-not-allowed</c> outside the transition table, and with <c>security.report-due</c> when a breach
    /// is
    /// to be closed that no authority was told of; asking for the present status changes nothing.</returns>
    [Alias("ChangeStatus"), RequiresPermission(Permission.IncidentsWrite)]
    Task<Result<SecurityEvent>> ChangeStatusAsync(SecurityStatusChange change);

    /// <summary>Notes that an authority was told, by the caller.</summary>
    /// <returns>Refused with <c>security.not-reportable</c>, and with <c>security.already-reported</c> when another report is noted.</returns>
    [Alias("NoteReport"), RequiresPermission(Permission.IncidentsWrite)]
    Task<Result<SecurityEvent>> NoteReportAsync(BreachReport report);

    /// <summary>Publishes a grave event on <see cref="SecurityStream"/> once more; called by the desk alone.</summary>
    [Alias("Announce"), ReadOnly]
    Task AnnounceAsync();
}

[GenerateSerializer, Alias("kolosal.security-event-type")]
public enum SecurityEventType { LoginFailure, UnauthorizedAccess, DataBreach, PolicyViolation, SuspiciousActivity }

/// <summary>Least first.</summary>
[GenerateSerializer, Alias("kolosal.security-severity")]
public enum SecuritySeverity { Low, Medium, High, Critical }

[GenerateSerializer, Alias("kolosal.security-event-status")]
public enum SecurityEventStatus { Open, Investigating, Resolved, FalsePositive }

/// <summary>What was seen.</summary>
/// <param name="EvidenceId">Unique for this observation; a repeated one is dropped.</param>
/// <param name="Type">Kind of event.</param>
/// <param name="Severity">How grave; an event takes the worst it was told.</param>
/// <param name="Source">Who or what it comes from: a subject or an address.</param>
/// <param name="Title">One line.</param>
/// <param name="Detail">In words.</param>
/// <param name="Occurrences">How often it was seen since the last report, 1 or more.</param>
/// <param name="FirstAt">The first time.</param>
/// <param name="LastAt">The last time.</param>
/// <param name="Reportable">An authority must be told, whatever the type.</param>
[GenerateSerializer, Immutable, Alias("kolosal.security-report")]
public sealed record SecurityReport(
    string EvidenceId, SecurityEventType Type, SecuritySeverity Severity, string Source, string Title, string Detail, long Occurrences,
    DateTimeOffset FirstAt, DateTimeOffset LastAt, bool Reportable = false);

/// <param name="Status">The status wanted.</param>
/// <param name="Note">What was found or done; stands in the history.</param>
/// <param name="IfRevision">Only when the event still has this revision; null for any.</param>
[GenerateSerializer, Immutable, Alias("kolosal.security-status-change")]
public sealed record SecurityStatusChange(SecurityEventStatus Status, string Note, long? IfRevision);

/// <param name="Authority">Which authority was told.</param>
/// <param name="Reference">Its reference; null for none.</param>
/// <param name="ReportedAt">When.</param>
[GenerateSerializer, Immutable, Alias("kolosal.breach-report")]
public sealed record BreachReport(string Authority, string? Reference, DateTimeOffset ReportedAt);

/// <summary>An event as it is read and listed.</summary>
/// <param name="Id"><c>SEC-2026-000042</c>.</param>
/// <param name="Type">Kind of event.</param>
/// <param name="Severity">How grave.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Source">A subject or an address.</param>
/// <param name="Title">One line.</param>
/// <param name="Detail">In words, the latest.</param>
/// <param name="Occurrences">How often it was seen.</param>
/// <param name="FirstAt">The first time.</param>
/// <param name="LastAt">The last time.</param>
/// <param name="DetectedAt">When it was recorded.</param>
/// <param name="ReportedBy">Who recorded it: a subject, or <c>system</c>.</param>
/// <param name="ResolvedAt">When it was resolved or found false; null again after reopening.</param>
/// <param name="ReportBy">Until when an authority must be told; null when none must.</param>
/// <param name="Report">What it was told; null before.</param>
/// <param name="ReportOverdue">The deadline has passed and no report is noted.</param>
/// <param name="History">What happened, oldest first.</param>
/// <param name="Revision">Counts changes; the entity tag.</param>
[GenerateSerializer, Immutable, Alias("kolosal.security-event")]
public sealed record SecurityEvent(
    string Id, SecurityEventType Type, SecuritySeverity Severity, SecurityEventStatus Status, string Source, string Title, string Detail,
    long Occurrences, DateTimeOffset FirstAt, DateTimeOffset LastAt, DateTimeOffset DetectedAt, string ReportedBy, DateTimeOffset? ResolvedAt,
    DateTimeOffset? ReportBy, BreachReport? Report, bool ReportOverdue, ImmutableArray<SecurityStep> History, long Revision);

/// <param name="At">When.</param>
/// <param name="Actor">Who.</param>
/// <param name="Status">The status from then on.</param>
/// <param name="Note">What happened.</param>
[GenerateSerializer, Immutable, Alias("kolosal.security-step")]
public sealed record SecurityStep(DateTimeOffset At, string Actor, SecurityEventStatus Status, string Note);

public static class SecurityGrains
{
    public static ISecurityDeskGrain SecurityDesk(this IGrainFactory grains, string workspace) =>
        grains.GetGrain<ISecurityDeskGrain>($"{workspace}/security");

    public static ISecurityEventGrain SecurityEvent(this IGrainFactory grains, string workspace, string id) =>
        grains.GetGrain<ISecurityEventGrain>($"{workspace}/{id}");
}
