using System.Text.Json;
using Kolosal.Storage;

namespace Kolosal.Drift;

/// <remarks>Keeps <see cref="DriftDetectionState"/>; listed as <c>drift_detection</c>. Calls the audit trail alone.</remarks>
internal sealed class DriftDetectionGrain(
    [PersistentState("drift-detection")] IPersistentState<DriftDetectionState> storage, ICatalogue catalogue, TimeProvider clock)
    : RecordGrain<DriftDetectionState>(storage, catalogue, clock), IDriftDetectionGrain
{
    protected override string CatalogueKind => CatalogueKinds.DriftDetection;

    private string Subject => $"drift-detections/{Key.Id}";

    public async Task<Result<DriftDetectionRecord>> RecordAsync(DetectedDrift detected)
    {
        if (State.Exists)
        {
            return State.Detected!.ModelId == detected.ModelId && State.Detected.WindowId == detected.WindowId && State.Detected.Type == detected.Type
                ? State.Read(Key.Id)
                : Refusal.Conflict("drift.detection-exists", $"The detection '{Key.Id}' is about something else; send another Idempotency-Key.");
        }

        State.Open(detected, Actor, Clock.GetUtcNow());
        await CommitAsync("drift.detect", Subject, detected.ModelId,
            JsonSerializer.Serialize(new { window_id = detected.WindowId, incident_id = detected.IncidentId, type = WireJson.Word(detected.Type) }));
        return State.Read(Key.Id);
    }

    public Task<Result<DriftDetectionRecord>> GetAsync() =>
        Task.FromResult<Result<DriftDetectionRecord>>(State.Exists ? State.Read(Key.Id) : NotFound());

    public async Task<Result<DriftDetectionRecord>> ChangeStatusAsync(DetectionStatusChange change)
    {
        if (!State.Exists) return NotFound();

        // First: who repeats a change whose answer was lost holds the revision from before it.
        if (change.Status == State.Status) return State.Read(Key.Id);
        if (change.IfRevision is { } revision && revision != State.Revision)
            return new Refusal(RefusalKind.PreconditionFailed, "drift.detection-changed",
                $"The detection is at revision {State.Revision}, not {revision}; read it again.");
        if (DetectionLifecycle.Table.Refuse(State.Status, change.Status, $"Detection {Key.Id}") is { } refusal) return refusal;
        string before = WireJson.Word(State.Status);
        State.Become(change.Status, change.Note, Actor, Clock.GetUtcNow());
        await CommitAsync("drift.change-status", Subject, State.Detected!.ModelId,
            JsonSerializer.Serialize(new { from = before, to = WireJson.Word(change.Status) }));
        return State.Read(Key.Id);
    }

    protected override object? Describe() => State.Exists ? State.Read(Key.Id) with { History = [] } : null;

    private Refusal NotFound() => DetectionLifecycle.NotFound(Key.Id);
}
