using Kolosal.Storage;

namespace Kolosal.Incidents;

/// <remarks>Keeps <see cref="OnCallState"/>, listed as <c>on_call_schedule</c>. Calls nobody.</remarks>
internal sealed class OnCallGrain(
    [PersistentState("on-call")] IPersistentState<OnCallState> storage, ICatalogue catalogue, TimeProvider clock)
    : RecordGrain<OnCallState>(storage, catalogue, clock), IOnCallGrain
{
    protected override string CatalogueKind => CatalogueKinds.OnCallSchedule;

    public Task<Result<OnCall>> GetAsync() => Task.FromResult<Result<OnCall>>(
        State.Exists ? State.Read(Clock.GetUtcNow())
            : Refusal.NotFound("on-call.not-set", "This workspace has no on-call schedule; PUT /api/security/on-call sets one."));

    public async Task<Result<OnCall>> SetAsync(OnCallSchedule schedule, long? ifRevision)
    {
        if (schedule.Equals(State.Schedule)) return State.Read(Clock.GetUtcNow());
        if (ifRevision is { } revision && revision != State.Revision)
            return new Refusal(RefusalKind.PreconditionFailed, "on-call.changed",
                $"The schedule is at revision {State.Revision}, not {revision}; read it again.");
        State.Schedule = schedule;
        await CommitAsync("on-call.set", "on-call");
        return State.Read(Clock.GetUtcNow());
    }

    protected override object? Describe() => State.Schedule;
}
