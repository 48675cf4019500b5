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

    /// <summary>Publishes the incident's standing on <see cref="IncidentStream"/> once more; called by the desk alone.</summary>
    [Alias("Announce"), ReadOnly]
    Task AnnounceAsync();

    /// <summary>Says who works on it.</summary>
    /// <param name="assignee">A principal's subject; null for nobody.</param>
    [Alias("Assign"), RequiresPermission(Permission.IncidentsWrite)]
    Task<Result<Incident>> AssignAsync(string? assignee);

    /// <summary>Writes the post-mortem, or replaces it; the caller is its author.</summary>
    /// <param name="text">Its sections.</param>
    /// <param name="ifRevision">Only when the incident still has this revision; null for any.</param>
    /// <returns>Refused with <c>incidents.postmortem-final</c> once the incident's status is <c>postmortem</c>.</returns>
    [Alias("WritePostmortem"), RequiresPermission(Permission.IncidentsWrite)]
    Task<Result<Incident>> WritePostmortemAsync(PostmortemText text, long? ifRevision);

    /// <summary>Adds something that is to be done so that it does not happen again.</summary>
    /// <param name="itemId">Chosen by the caller; the same one is the same item.</param>
    /// <param name="item">What, by whom, until when.</param>
    /// <returns>Refused with <c>incidents.too-many-items</c> beyond 100.</returns>
    [Alias("AddActionItem"), RequiresPermission(Permission.IncidentsWrite)]
    Task<Result<Incident>> AddActionItemAsync(string itemId, ActionItemSpec item);

    /// <summary>Changes an action item, or ticks it off. Refused with <c>incidents.no-such-item</c>.</summary>
    [Alias("ChangeActionItem"), RequiresPermission(Permission.IncidentsWrite)]
    Task<Result<Incident>> ChangeActionItemAsync(string itemId, ActionItemChange change);

    /// <summary>Decides whether an authority must be told. Refused with <c>incidents.already-reported</c> once it was.</summary>
    /// <param name="reportable">Whether it must.</param>
    /// <param name="reason">Why, or why not; stands in the timeline.</param>
    [Alias("SetReportable"), RequiresPermission(Permission.IncidentsWrite)]
    Task<Result<Incident>> SetReportableAsync(bool reportable, string reason);

    /// <summary>Notes that the authority was told, by the caller.</summary>
    /// <returns>Refused with <c>incidents.not-reportable</c>, and with <c>incidents.already-reported</c> when another report is noted.</returns>
    [Alias("NoteReport"), RequiresPermission(Permission.IncidentsWrite)]
    Task<Result<Incident>> NoteReportAsync(AuthorityReport report);
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
/// <param name="Assignee">Who works on it: a principal's subject; null for nobody. Whoever takes it up first, unless another is named.</param>
/// <param name="Reopenings">How often it was opened again after its end.</param>
/// <param name="Postmortem">What was learnt; null before it is written.</param>
/// <param name="ActionItems">What is to be done so that it does not happen again, in the order they were added.</param>
/// <param name="Reporting">Whether an authority must be told, and until when; null when it need not.</param>
[GenerateSerializer, Immutable, Alias("kolosal.incident")]
public sealed record Incident(
    string Id, IncidentType Type, IncidentSeverity Severity, IncidentStatus Status, string Title, string Subject, string? Model,
    DateTimeOffset BeganAt, DateTimeOffset DetectedAt, DateTimeOffset? AcknowledgedAt, DateTimeOffset? ResolvedAt,
    double MttdSeconds, double? MttaSeconds, double? MttrSeconds, int Signals, long Revision, ImmutableArray<TimelineEntry> Timeline,
    string? Assignee, int Reopenings, Postmortem? Postmortem, ImmutableArray<ActionItem> ActionItems, IncidentReporting? Reporting);

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

    public static IIncidentWatchGrain IncidentWatch(this IGrainFactory grains, string workspace) =>
        grains.GetGrain<IIncidentWatchGrain>($"{workspace}/incidents");

    public static IIncidentGrain Incident(this IGrainFactory grains, string workspace, string id) =>
        grains.GetGrain<IIncidentGrain>($"{workspace}/{id}");
}
