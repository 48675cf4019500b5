using System.Globalization;
using System.Text.Json;
using Kolosal.Incidents;
using Kolosal.Models;
using Kolosal.Slo;
using Kolosal.Storage;

namespace Kolosal.Retraining;

/// <remarks>
/// Keeps <see cref="RetrainingPolicyState"/>; listed as <c>retraining_policy</c>. Hears of incidents by <see cref="IncidentListenerGrain"/>, and
/// finds what it did not hear of in the list of incidents, by its reminder, which also keeps the schedule. Starts retrainings.
/// </remarks>
internal sealed class RetrainingPolicyGrain(
    [PersistentState("retraining-policy")] IPersistentState<RetrainingPolicyState> storage, ICatalogue catalogue, TimeProvider clock)
    : RecordGrain<RetrainingPolicyState>(storage, catalogue, clock), IRetrainingPolicyGrain, IRemindable
{
    private const string Reminder = "look";

    /// <summary>Of a model's incidents the latest are looked at; more are never open at once.</summary>
    private const int IncidentsLookedAt = 50;

    private static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(1);

    private readonly ICatalogue lists = catalogue;

    protected override string CatalogueKind => CatalogueKinds.RetrainingPolicy;

    private ModelKey Model => new(Key.Workspace, Key.Id);

    private string Subject => $"retraining/policies/{Key.Id}";

    public Task<Result<RetrainingPolicyReport>> GetAsync() =>
        Task.FromResult<Result<RetrainingPolicyReport>>(State.Policy is null ? NotFound() : Read());

    public async Task<Result<RetrainingPolicyReport>> SetAsync(RetrainingPolicy policy, long? ifRevision)
    {
        if (RetrainingRules.Refuse(policy) is { } refusal) return refusal;
        var model = await GrainFactory.Model(Model).GetAsync();
        if (!model.Accepted) return model.Refusal;
        if (IsSame(policy)) return Read();
        if (ifRevision is { } revision && revision != State.Revision)
            return new Refusal(RefusalKind.PreconditionFailed, "retraining.policy-changed",
                $"The policy is at revision {State.Revision}, not {revision}; read it again.");

        State.Set(policy, Actor, Clock.GetUtcNow());
        await CommitAsync("retraining.set-policy", Subject, Key.Id, JsonSerializer.Serialize(new
        {
            enabled = policy.Enabled,
            auto_promote = policy.AutoPromote,
            schedule = policy.Triggers.Schedule,
            quality = policy.Triggers.Quality,
            drift_severity = policy.Triggers.DriftSeverity?.ToString(),
            fairness_signals = policy.Triggers.FairnessSignals,
        }));
        await this.RegisterOrUpdateReminder(Reminder, LookEvery, LookEvery);
        return Read();
    }

    public async Task<Result<bool>> DeleteAsync()
    {
        if (State.Policy is null) return true;
        State.Policy = null;
        await CommitAsync("retraining.delete-policy", Subject, Key.Id);
        await ForgetReminderAsync();
        return true;
    }

    public async Task<Result<RetrainingReport>> StartAsync(string commandKey, string note)
    {
        if (RetrainingRules.RefuseNote(note, needed: false) is { } refusal) return refusal;
        await BeginOrderedAsync();
        string trigger = $"manual/{Actor}/{commandKey}";
        if (State.Find(trigger) is { } known) return await GrainFactory.Retraining(new(Key.Workspace, known.RetrainingId)).GetAsync();
        var model = await GrainFactory.Model(Model).GetAsync();
        if (!model.Accepted) return model.Refusal;
        if (model.Value.Active is null)
            return Refusal.Conflict("models.nothing-active",
                $"Model '{Key.Id}' has no active version to hold a challenger against; promote one, or start a run.");
        if (await UnderWayAsync() is { } current)
            return Refusal.Conflict("retraining.in-progress",
                $"The retraining {current.RetrainingId} is '{WireJson.Word(current.Status)}'; decide or cancel it first.");
        return await BeginAsync(new(trigger, TriggerKind.Manual, Clock.GetUtcNow(), null, note.Length > 0 ? note : "Started by hand."), Actor);
    }

    public async Task NudgeAsync(string incidentId)
    {
        if (State.Policy is not { Enabled: true } policy) return;
        await BeginOrderedAsync();
        if (await IsWaitingAsync(policy)) return;
        await HeedAsync(policy, incidentId);
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        await BeginOrderedAsync();
        if (State.Policy is null) await ForgetReminderAsync();
        else if (State.Policy.Enabled) await LookAsync(State.Policy);
    }

    protected override object? Describe() => State.Policy is null ? null : Read();

    /// <summary>Looks for open incidents and for scheduled times.</summary>
    private async Task LookAsync(RetrainingPolicy policy)
    {
        bool waits = await IsWaitingAsync(policy);
        var now = Clock.GetUtcNow();
        if (!waits && Watches(policy.Triggers))
        {
            var found = await lists.QueryAsync(
                new(Key.Workspace, CatalogueKinds.Incident, [new("model", FilterOperator.Equal, Key.Id)], "-updated_at", 1, IncidentsLookedAt),
                CancellationToken.None);
            foreach (var incident in found.Items)
                if (await HeedAsync(policy, incident.Id)) return;
        }

        if (RetrainingRules.Latest(policy.Triggers, State.ScheduledUpTo, now) is not { } due) return;
        State.ScheduledUpTo = now;
        if (waits) await StoreAsync(); // the next one comes
        else
            await BeginAsync(new(
                $"schedule/{due.UtcDateTime.ToString("s", CultureInfo.InvariantCulture)}Z", TriggerKind.Schedule, now, null,
                $"Scheduled by '{policy.Triggers.Schedule}'{(policy.Triggers.TimeZone is { } zone ? $" in {zone}" : "")}."), State.Author);
    }

    /// <summary>Starts a retraining when an incident is one that the policy heeds, and has not heeded.</summary>
    private async Task<bool> HeedAsync(RetrainingPolicy policy, string incidentId)
    {
        if (State.Find(incidentId) is not null) return false;
        var read = await GrainFactory.Incident(Key.Workspace, incidentId).GetAsync();
        if (!read.Accepted || read.Value.Model != Key.Id) return false;
        var incident = read.Value;
        var facts = new IncidentFacts(
            await MatterAsync(incident), RetrainingRules.Rank(incident.Severity),
            incident.Status is IncidentStatus.Resolved or IncidentStatus.Postmortem, incident.Signals);
        if (TriggerRules.Why(RetrainingRules.Terms(policy.Triggers), facts) is not { } why) return false;
        var kind = facts.Matter switch
        {
            IncidentMatter.Drift => TriggerKind.Drift,
            IncidentMatter.Fairness => TriggerKind.Fairness,
            _ => TriggerKind.Quality,
        };
        await BeginAsync(new(incidentId, kind, Clock.GetUtcNow(), incidentId, $"{incidentId}: {incident.Title}. {why}"), State.Author);
        return true;
    }

    /// <summary>Answers that are slow, and answers that are wrong, are both incidents of performance; a newer model helps against the
    /// latter.</summary>
    private async Task<IncidentMatter> MatterAsync(Incident incident)
    {
        if (incident.Type == IncidentType.Drift) return IncidentMatter.Drift;
        if (incident.Type == IncidentType.Fairness) return IncidentMatter.Fairness;
        if (incident.Type != IncidentType.Performance) return IncidentMatter.Other;
        foreach (string objective in incident.Timeline.Select(entry => ObjectiveOf(entry.EvidenceId)).OfType<string>().Distinct())
        {
            var standing = await GrainFactory.SloMonitor(Model).GetObjectiveAsync(objective);
            if (standing is { Accepted: true, Value.Objective.Type: SloType.Quality }) return IncidentMatter.Quality;
        }
        return incident.Timeline.Any(entry => entry.EvidenceId is { } evidence && ObjectiveOf(evidence) is null)
            ? IncidentMatter.Quality : IncidentMatter.Other;
    }

    /// <summary>The objective behind a signal of the service levels, <c>slo/workspace/model/objective/position</c>; null for other signals.</summary>
    private static string? ObjectiveOf(string? evidence) =>
        evidence?.Split('/') is ["slo", _, _, var objective, ..] ? objective : null;

    private async Task<Result<RetrainingReport>> BeginAsync(RetrainingTrigger trigger, string author)
    {
        string id = RetrainingId.For(Key.Id, trigger.Id);
        State.Order(
            new(Key.Id, trigger, State.Policy ?? RetrainingRules.Defaults, author, State.Policy is null ? null : State.Author), id);
        await CommitAsync("retraining.heed", Subject, Key.Id, JsonSerializer.Serialize(new { trigger = trigger.Id, retraining = id }));
        await this.RegisterOrUpdateReminder(Reminder, LookEvery, LookEvery);
        await BeginOrderedAsync();
        return await GrainFactory.Retraining(new(Key.Workspace, id)).GetAsync();
    }

    /// <summary>Begins what was ordered; a crash in between is made good here, by the next call or reminder.</summary>
    private async Task BeginOrderedAsync()
    {
        if (State.Ordered is not { } order) return;
        var begun = await GrainFactory.Retraining(new(Key.Workspace, State.Last!.RetrainingId)).StartAsync(order);
        if (!begun.Accepted) throw new InvalidOperationException(begun.Refusal.Message);
        State.Ordered = null;
        await StoreAsync();
    }

    private async Task<bool> IsWaitingAsync(RetrainingPolicy policy) => CoolsUntil(policy) is not null || await UnderWayAsync() is not null;

    private async Task<RetrainingReport?> UnderWayAsync()
    {
        if (State.Last is not { } last) return null;
        var found = await GrainFactory.Retraining(new(Key.Workspace, last.RetrainingId)).GetAsync();
        return found.Accepted && !found.Value.Status.IsOver() ? found.Value : null;
    }

    private DateTimeOffset? CoolsUntil(RetrainingPolicy policy) =>
        TriggerRules.CoolsUntil(State.Last?.At, TimeSpan.FromHours(policy.CooldownHours), Clock.GetUtcNow());

    private static bool Watches(RetrainingTriggers triggers) =>
        triggers.Quality || triggers.DriftSeverity is not null || triggers.FairnessSignals is not null;

    private bool IsSame(RetrainingPolicy policy) => State.Policy is { } present
        && JsonSerializer.Serialize(present, WireJson.Options) == JsonSerializer.Serialize(policy, WireJson.Options);

    private RetrainingPolicyReport Read() => new(
        Key.Id, State.Policy!, State.Author,
        State.Policy!.Enabled ? RetrainingRules.Next(State.Policy.Triggers, Clock.GetUtcNow()) : null, CoolsUntil(State.Policy),
        State.Last?.RetrainingId, [.. State.Heeded.Take(20)], State.UpdatedAt, State.Revision);

    private async Task ForgetReminderAsync()
    {
        if (await this.GetReminder(Reminder) is { } reminder) await this.UnregisterReminder(reminder);
    }

    private Refusal NotFound() => Refusal.NotFound("retraining.no-policy",
        $"Model '{Key.Id}' has no retraining policy; PUT /api/retraining/policies/{Key.Id} sets one.");
}
