using System.Text.Json;
using Kolosal.Storage;

namespace Kolosal.Incidents;

/// <remarks>Keeps <see cref="IncidentState"/>; listed as <c>incident</c>. Calls the audit trail alone.</remarks>
internal sealed class IncidentGrain(
    [PersistentState("incident")] IPersistentState<IncidentState> storage, ICatalogue catalogue, TimeProvider clock,
    IncidentInstruments instruments)
    : RecordGrain<IncidentState>(storage, catalogue, clock), IIncidentGrain
{
    protected override string CatalogueKind => CatalogueKinds.Incident;

    private string Subject => $"incidents/{Key.Id}";

    public async Task<bool> SignalAsync(IncidentSignal signal)
    {
        // Known evidence is settled here even after the end: a repeated signal must not open a second incident.
        if (State.Knows(signal.EvidenceId)) return true;
        if (State.Exists && IncidentLifecycle.Closed(State.Status)) return false;
        bool opens = !State.Exists;
        State.Add(signal, Actor);
        await CommitAsync(opens ? "incident.open" : "incident.signal", Subject, State.Model,
            JsonSerializer.Serialize(new { evidence_id = signal.EvidenceId }));
        instruments.Signalled(State.Read(Key.Id), opens);
        return true;
    }

    public Task<Result<Incident>> GetAsync() => Task.FromResult<Result<Incident>>(State.Exists ? State.Read(Key.Id) : NotFound());

    public async Task<Result<Incident>> ChangeStatusAsync(IncidentStatusChange change) =>
        State is { Exists: true, Status: IncidentStatus.Resolved } && change.Status == IncidentStatus.Open
            ? Refusal.Conflict("incidents.reopen-at-desk", "An incident opens again at the incident desk, which knows what else is open.")
            : await TakeAsync(change);

    public Task<Result<Incident>> ReopenAsync(IncidentStatusChange change) => TakeAsync(change);

    protected override object? Describe() => State.Exists ? State.Read(Key.Id) with { Timeline = [] } : null;

    private async Task<Result<Incident>> TakeAsync(IncidentStatusChange change)
    {
        if (!State.Exists) return NotFound();

        // First: who repeats a change whose answer was lost holds the revision from before it.
        if (change.Status == State.Status) return State.Read(Key.Id);
        if (change.IfRevision is { } revision && revision != State.Revision)
            return new Refusal(RefusalKind.PreconditionFailed, "incidents.changed",
                $"The incident is at revision {State.Revision}, not {revision}; read it again.");
        if (IncidentLifecycle.Table.Refuse(State.Status, change.Status, $"Incident {Key.Id}") is { } refusal) return refusal;

        string before = State.Status.ToString();
        State.Become(change.Status, change.Note, Actor, Clock.GetUtcNow());
        await CommitAsync("incident.change-status", Subject, State.Model,
            JsonSerializer.Serialize(new { from = before, to = change.Status.ToString() }));
        var incident = State.Read(Key.Id);
        instruments.Changed(incident);
        return incident;
    }

    private Refusal NotFound() => Refusal.NotFound("incidents.not-found", $"There is no incident '{Key.Id}' in this workspace.");
}
