namespace Kolosal.Incidents;

/// <remarks>Keeps <see cref="IncidentDeskState"/>; calls <see cref="IIncidentGrain"/>.</remarks>
internal sealed class IncidentDeskGrain(
    [PersistentState("incident-desk")] IPersistentState<IncidentDeskState> storage, TimeProvider clock)
    : Grain, IIncidentDeskGrain
{
    public async Task<string> RaiseAsync(IncidentSignal signal)
    {
        string workspace = ResourceKey.Parse(this.GetPrimaryKeyString()).Workspace;
        string matter = $"{signal.Subject}|{signal.Type}";

        // The number is stored before the incident opens: after a crash in between the repeated signal opens this very number, so none is skipped.
        if (!storage.State.Open.TryGetValue(matter, out string? id)) id = await AllotAsync(matter);
        if (await GrainFactory.Incident(workspace, id).SignalAsync(signal)) return id;

        id = await AllotAsync(matter);
        await GrainFactory.Incident(workspace, id).SignalAsync(signal);
        return id;
    }

    private async Task<string> AllotAsync(string matter)
    {
        string id = storage.State.Allot(matter, clock.GetUtcNow().Year);
        try
        {
            await storage.WriteStateAsync();
        }
        catch
        {
            // A number that was not stored must not be given out: the next caller meets the stored state.
            DeactivateOnIdle();
            throw;
        }
        return id;
    }
}
