using System.Globalization;
using System.Text.Json;
using Kolosal.Events;
using Kolosal.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Streams;

namespace Kolosal.Incidents;

/// <remarks>Keeps <see cref="IncidentState"/>; listed as <c>incident</c>. Calls the audit trail alone; tells of every change on
/// <see cref="IncidentStream"/>, after the write.</remarks>
internal sealed partial class IncidentGrain(
    [PersistentState("incident")] IPersistentState<IncidentState> storage, ICatalogue catalogue, TimeProvider clock,
    IOptionsMonitor<IncidentsOptions> options, IncidentInstruments instruments, ILogger<IncidentGrain> log)
    : RecordGrain<IncidentState>(storage, catalogue, clock), IIncidentGrain
{
    private const int MostActionItems = 100;

    protected override string CatalogueKind => CatalogueKinds.Incident;

    private string Subject => $"incidents/{Key.Id}";

    private DateTimeOffset Now => Clock.GetUtcNow();

    private TimeSpan ReportWithin => TimeSpan.FromHours(options.CurrentValue.ReportingHours);

    public async Task<bool> SignalAsync(IncidentSignal signal)
    {
        // Known evidence is settled here even after the end: a repeated signal must not open a second incident.
        if (State.Knows(signal.EvidenceId)) return true;
        if (State.Exists && IncidentLifecycle.Closed(State.Status)) return false;
        bool opens = !State.Exists;
        State.Add(signal, Actor, ReportWithin);
        await ChangedAsync(opens ? "incident.open" : "incident.signal", new { evidence_id = signal.EvidenceId });
        instruments.Signalled(Read(), opens);
        return true;
    }

    public Task<Result<Incident>> GetAsync() => Task.FromResult<Result<Incident>>(State.Exists ? Read() : NotFound());

    public async Task<Result<Incident>> ChangeStatusAsync(IncidentStatusChange change) =>
        State is { Exists: true, Status: IncidentStatus.Resolved } && change.Status == IncidentStatus.Open
            ? Refusal.Conflict("incidents.reopen-at-desk", "An incident opens again at the incident desk, which knows what else is open.")
            : await TakeAsync(change);

    public Task<Result<Incident>> ReopenAsync(IncidentStatusChange change) => TakeAsync(change);

    public Task AnnounceAsync() => State.Exists ? TellAsync() : Task.CompletedTask;

    public async Task<Result<Incident>> AssignAsync(string? assignee)
    {
        if (!State.Exists) return NotFound();
        if (State.Assignee == assignee) return Read();
        State.Assign(assignee, Actor, Now);
        await ChangedAsync("incident.assign", new { assignee });
        return Read();
    }

    public async Task<Result<Incident>> WritePostmortemAsync(PostmortemText text, long? ifRevision)
    {
        if (!State.Exists) return NotFound();
        if (State.Postmortem?.Text == text) return Read();
        if (Stale(ifRevision) is { } stale) return stale;
        if (State.Status == IncidentStatus.Postmortem)
            return Refusal.Conflict("incidents.postmortem-final", $"The post-mortem of {Key.Id} is closed and stays as it is.");
        State.Write(text, Actor, Now);
        await ChangedAsync("incident.write-postmortem", new { });
        return Read();
    }

    public async Task<Result<Incident>> AddActionItemAsync(string itemId, ActionItemSpec item)
    {
        if (!State.Exists) return NotFound();
        if (State.ActionItems.Exists(known => known.Id == itemId)) return Read();
        if (State.ActionItems.Count >= MostActionItems)
            return Refusal.Conflict("incidents.too-many-items", $"An incident has at most {MostActionItems} action items.");
        State.Add(new ActionItem(itemId, item.Title, item.Owner, item.DueAt, null, null), Actor, Now);
        await ChangedAsync("incident.add-action-item", new { item_id = itemId });
        return Read();
    }

    public async Task<Result<Incident>> ChangeActionItemAsync(string itemId, ActionItemChange change)
    {
        if (!State.Exists) return NotFound();
        if (State.ActionItems.Find(known => known.Id == itemId) is not { } item)
            return Refusal.NotFound("incidents.no-such-item", $"{Key.Id} has no action item '{itemId}'.");
        bool done = change.Done ?? item.DoneAt is not null;
        var changed = item with
        {
            Owner = change.Owner ?? item.Owner,
            DueAt = change.DueAt ?? item.DueAt,
            DoneAt = done ? item.DoneAt ?? Now : null,
            DoneBy = done ? item.DoneBy ?? Actor : null,
        };
        if (changed == item) return Read();
        State.Change(changed, Actor, Now);
        await ChangedAsync("incident.change-action-item", new { item_id = itemId, done });
        return Read();
    }

    public async Task<Result<Incident>> SetReportableAsync(bool reportable, string reason)
    {
        if (!State.Exists) return NotFound();
        if (reportable == State.Reporting is not null) return Read();
        if (State.Reporting?.Report is not null)
            return Refusal.Conflict("incidents.already-reported", $"{Key.Id} was reported; what an authority was told cannot be taken back here.");
        State.Decide(reportable, reason, ReportWithin, Actor, Now);
        await ChangedAsync("incident.set-reportable", new { reportable });
        return Read();
    }

    public async Task<Result<Incident>> NoteReportAsync(AuthorityReport report)
    {
        if (!State.Exists) return NotFound();
        if (State.Reporting is not { } duty)
            return Refusal.Conflict("incidents.not-reportable", $"{Key.Id} is not to be reported; say first that it is, and why.");
        if (duty.Report == report) return Read();
        if (duty.Report is not null)
            return Refusal.Conflict("incidents.already-reported", $"{Key.Id} was reported to {duty.Report.Authority} already.");
        State.NoteReport(report, Actor, Now);
        await ChangedAsync("incident.report", new
        {
            authority = report.Authority,
            reported_at = report.ReportedAt.ToString("O", CultureInfo.InvariantCulture),
        });
        return Read();
    }

    protected override object? Describe() => State.Exists ? Read() with { Timeline = [] } : null;

    private async Task<Result<Incident>> TakeAsync(IncidentStatusChange change)
    {
        if (!State.Exists) return NotFound();

        // First: who repeats a change whose answer was lost holds the revision from before it.
        if (change.Status == State.Status) return Read();
        if (Stale(change.IfRevision) is { } stale) return stale;
        if (IncidentLifecycle.Table.Refuse(State.Status, change.Status, $"Incident {Key.Id}") is { } refusal) return refusal;
        if (change.Status == IncidentStatus.Postmortem && State.Postmortem is null)
            return Refusal.Conflict("incidents.postmortem-missing", $"Write the post-mortem of {Key.Id} first.");

        string before = State.Status.ToString();
        State.Become(change.Status, change.Note, Actor, Now);
        await ChangedAsync("incident.change-status", new { from = before, to = change.Status.ToString() });
        var incident = Read();
        instruments.Changed(incident);
        return incident;
    }

    private async Task ChangedAsync(string action, object detail)
    {
        await CommitAsync(action, Subject, State.Model, JsonSerializer.Serialize(detail));
        await TellAsync();
    }

    /// <summary>The news only wakes who listens; losing it loses nothing but time, and must not fail a change that is made.</summary>
    private async Task TellAsync()
    {
        try
        {
            await this.GetStreamProvider(PredictionStream.Provider)
                .GetStream<IncidentChanged>(StreamId.Create(IncidentStream.Namespace, Key.Workspace))
                .OnNextAsync(new(Key.Id, State.Revision, State.Type, State.Severity, State.Status, State.Subject, State.Model));
        }
        catch (Exception fault)
        {
            LogUntold(log, fault, Key.Id, State.Revision);
        }
    }

    private Incident Read() => State.Read(Key.Id, Now);

    private Refusal? Stale(long? ifRevision) => ifRevision is { } revision && revision != State.Revision
        ? new Refusal(RefusalKind.PreconditionFailed, "incidents.changed",
            $"The incident is at revision {State.Revision}, not {revision}; read it again.")
        : null;

    private Refusal NotFound() => Refusal.NotFound("incidents.not-found", $"There is no incident '{Key.Id}' in this workspace.");

    [LoggerMessage(Level = LogLevel.Warning, Message = "The stream did not take the news of {Incident} at revision {Revision}")]
    private static partial void LogUntold(ILogger log, Exception fault, string incident, long revision);
}
