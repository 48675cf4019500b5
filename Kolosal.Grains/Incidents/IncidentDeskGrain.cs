namespace Kolosal.Incidents;

/// <remarks>
/// Keeps <see cref="IncidentDeskState"/>; calls <see cref="IIncidentGrain"/>, which never calls back. The news that an incident opened travels on a
/// stream that a killed process takes with it; so the desk has each new incident announced twice more, by a reminder, until whoever listens has
/// surely begun to look by itself.
/// </remarks>
internal sealed class IncidentDeskGrain(
    [PersistentState("incident-desk")] IPersistentState<IncidentDeskState> storage, TimeProvider clock)
    : Grain, IIncidentDeskGrain, IRemindable
{
    private const string Reminder = "announce";

    private static readonly TimeSpan ReminderEvery = TimeSpan.FromMinutes(1);

    private bool reminded;

    private string Workspace => ResourceKey.Parse(this.GetPrimaryKeyString()).Workspace;

    public async Task<string> RaiseAsync(IncidentSignal signal)
    {
        string matter = IncidentDeskState.Matter(signal.Subject, signal.Type);

        // The number is stored before the incident opens: after a crash in between the repeated signal opens this very number, so none is skipped.
        if (!storage.State.Open.TryGetValue(matter, out string? id)) id = await AllotAsync(matter);
        if (await GrainFactory.Incident(Workspace, id).SignalAsync(signal)) return id;

        id = await AllotAsync(matter);
        await GrainFactory.Incident(Workspace, id).SignalAsync(signal);
        return id;
    }

    public async Task<Result<Incident>> ChangeStatusAsync(string id, IncidentStatusChange change)
    {
        var incident = GrainFactory.Incident(Workspace, id);
        if (change.Status != IncidentStatus.Open) return await incident.ChangeStatusAsync(change);
        var asked = await incident.GetAsync();
        if (!asked.Accepted || asked.Value.Status != IncidentStatus.Resolved) return await incident.ChangeStatusAsync(change);

        string matter = IncidentDeskState.Matter(asked.Value.Subject, asked.Value.Type);
        if (storage.State.Open.GetValueOrDefault(matter) is { } current && current != id)
        {
            if (await RefuseBesideAsync(current) is { } refusal) return refusal;
            storage.State.Open[matter] = id;
            await StoreAsync();
        }

        // Desk first: should the incident's write fail, the desk points to a closed one, and the next signal opens another as it would have.
        return await incident.ReopenAsync(change);
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        string[] untold = [.. storage.State.Untold.Keys];
        foreach (string id in untold) await GrainFactory.Incident(Workspace, id).AnnounceAsync();
        storage.State.Told(untold);
        await StoreAsync();
        if (storage.State.Untold.Count > 0 || await this.GetReminder(Reminder) is not { } reminder) return;
        await this.UnregisterReminder(reminder);
        reminded = false;
    }

    /// <summary>An incident may open again only when the one that the desk knows is over.</summary>
    private async Task<Refusal?> RefuseBesideAsync(string current)
    {
        var other = await GrainFactory.Incident(Workspace, current).GetAsync();

        // A number whose signal a crash kept from it counts as open: the repeated signal will open it.
        if (other.Accepted && IncidentLifecycle.Closed(other.Value.Status)) return null;
        return Refusal.Conflict(
            "incidents.another-open", other.Accepted
                ? $"{current} is open for the same subject and type; go on there, or resolve it first."
                : $"{current} was given out for the same subject and type and its report has not come; report again.");
    }

    private async Task<string> AllotAsync(string matter)
    {
        if (!reminded) await this.RegisterOrUpdateReminder(Reminder, ReminderEvery, ReminderEvery);
        reminded = true;
        string id = storage.State.Allot(matter, clock.GetUtcNow().Year);
        await StoreAsync();
        return id;
    }

    private async Task StoreAsync()
    {
        try
        {
            await storage.WriteStateAsync();
        }
        catch
        {
            // What was not stored must not be acted on: the next caller meets the stored state.
            DeactivateOnIdle();
            throw;
        }
    }
}
