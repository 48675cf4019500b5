using Kolosal.Access;
using Orleans.Concurrency;

namespace Kolosal.Incidents;

/// <summary>One incident. Key <c>workspace/INC-2026-000042</c>.</summary>
[Alias("kolosal.incidents.IIncidentGrain")]
public interface IIncidentGrain : IGrainWithStringKey
{
    /// <summary>Opens the incident, or adds the signal to its timeline; called by the desk alone. Idempotent by evidence id.</summary>
    /// <returns>False when the incident is resolved and takes no more signals: the desk opens another.</returns>
    [Alias("Signal")]
    Task<bool> SignalAsync(IncidentSignal signal);

    [Alias("Get"), ReadOnly, RequiresPermission(Permission.IncidentsRead)]
    Task<Result<Incident>> GetAsync();

    /// <summary>Takes the incident to another status, except back to open: that is for <see cref="IIncidentDeskGrain.ChangeStatusAsync"/>.</summary>
    /// <param name="change">The status wanted and why.</param>
    /// <returns>Refused with <c>workflow.transition-not-allowed</c> outside the transition table and with <c>incidents.reopen-at-desk</c>;
    /// asking for the present status changes nothing.</returns>
    [Alias("ChangeStatus"), RequiresPermission(Permission.IncidentsWrite)]
    Task<Result<Incident>> ChangeStatusAsync(IncidentStatusChange change);

    /// <summary>Takes a resolved incident back to open; called by the desk alone, which knows of no other for the same matter.</summary>
    [Alias("Reopen")]
    Task<Result<Incident>> ReopenAsync(IncidentStatusChange change);
}

/// <param name="Status">The status wanted.</param>
/// <param name="Note">What was found or done; stands in the timeline.</param>
/// <param name="IfRevision">Only when the incident still has this revision; null for any.</param>
[GenerateSerializer, Immutable, Alias("kolosal.incident-status-change")]
public sealed record IncidentStatusChange(IncidentStatus Status, string Note, long? IfRevision);

[GenerateSerializer, Alias("kolosal.incident-status")]
public enum IncidentStatus { Open, Investigating, Mitigated, Resolved, Postmortem }

/// <summary>An incident as it is read and listed.</summary>
/// <param name="Id"><c>INC-2026-000042</c>.</param>
/// <param name="Type">Kind of trouble.</param>
/// <param name="Severity">The worst that a signal reported.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Title">One line.</param>
/// <param name="Subject">What it concerns.</param>
/// <param name="Model">The model, when it concerns one.</param>
/// <param name="BeganAt">When the trouble began.</param>
/// <param name="DetectedAt">When it was noticed.</param>
/// <param name="AcknowledgedAt">When somebody first took it up.</param>
/// <param name="ResolvedAt">When it was resolved; null again after reopening.</param>
/// <param name="MttdSeconds">Time to detect: detected − began.</param>
/// <param name="MttaSeconds">Time to acknowledge: acknowledged − detected; null before.</param>
/// <param name="MttrSeconds">Time to resolve: resolved − detected; null before.</param>
/// <param name="Signals">Signals folded in.</param>
/// <param name="Revision">Counts changes; the entity tag.</param>
/// <param name="Timeline">What happened, oldest first.</param>
[GenerateSerializer, Immutable, Alias("kolosal.incident")]
public sealed record Incident(
    string Id, IncidentType Type, IncidentSeverity Severity, IncidentStatus Status, string Title, string Subject, string? Model,
    DateTimeOffset BeganAt, DateTimeOffset DetectedAt, DateTimeOffset? AcknowledgedAt, DateTimeOffset? ResolvedAt,
    double MttdSeconds, double? MttaSeconds, double? MttrSeconds, int Signals, long Revision, ImmutableArray<TimelineEntry> Timeline);

/// <param name="At">When.</param>
/// <param name="Actor">Who: a principal's subject or <c>system</c>.</param>
/// <param name="What">What happened, in words.</param>
/// <param name="EvidenceId">The signal behind it; null for what people did.</param>
[GenerateSerializer, Immutable, Alias("kolosal.timeline-entry")]
public sealed record TimelineEntry(DateTimeOffset At, string Actor, string What, string? EvidenceId);

public static class IncidentGrains
{
    public static IIncidentDeskGrain IncidentDesk(this IGrainFactory grains, string workspace) =>
        grains.GetGrain<IIncidentDeskGrain>($"{workspace}/incidents");

    public static IIncidentGrain Incident(this IGrainFactory grains, string workspace, string id) =>
        grains.GetGrain<IIncidentGrain>($"{workspace}/{id}");
}
