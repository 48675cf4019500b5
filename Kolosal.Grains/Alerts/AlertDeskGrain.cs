using System.Text.Json;
using Kolosal.Incidents;
using Kolosal.Storage;
using Microsoft.Extensions.Logging;

namespace Kolosal.Alerts;

/// <remarks>
/// Keeps <see cref="AlertDeskState"/>; reads the monitors and the incidents; calls the incident desk for rules that raise, and the notification desk.
/// A state is written before it is told and what was told after it; a crash in between tells again under the same event id, which endpoints know.
/// </remarks>
internal sealed partial class AlertDeskGrain(
    [PersistentState("alert-desk")] IPersistentState<AlertDeskState> storage, ICatalogue catalogue, TimeProvider clock,
    AlertInstruments instruments, ILogger<AlertDeskGrain> log)
    : RecordGrain<AlertDeskState>(storage, catalogue, clock), IAlertDeskGrain, IRemindable
{
    private const string Reminder = "evaluate";

    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    private readonly ICatalogue catalogue = catalogue;
    private readonly RuleEvaluation evaluation = new();
    private DateTimeOffset? evaluatedAt;
    private bool reminded;

    protected override string CatalogueKind => CatalogueKinds.AlertDesk;

    private string Workspace => Key.Workspace;

    private DateTimeOffset Now => Clock.GetUtcNow();

    public async Task NudgeAsync(string incidentId)
    {
        await RemindAsync();
        var incident = await GrainFactory.Incident(Workspace, incidentId).GetAsync();
        if (incident.Accepted && await FollowAsync(incident.Value, Now)) await KeepAsync();
    }

    public async Task EvaluateAsync()
    {
        await RemindAsync();
        long begun = Clock.GetTimestamp();
        var now = Now;
        await FollowIncidentsAsync(now);
        await EvaluateRulesAsync(now);
        evaluatedAt = now;
        instruments.Evaluated(Clock.GetElapsedTime(begun));
    }

    public Task ReceiveReminder(string reminderName, TickStatus status) => EvaluateAsync();

    public Task<AlertBoard> ListAsync()
    {
        var now = Now;
        var all = State.Alerts.Select(alert => Read(alert.Key, alert.Value, now))
            .OrderBy(alert => alert.State switch { AlertState.Firing => 0, AlertState.Pending => 1, _ => 2 })
            .ThenBy(alert => alert.Severity).ThenByDescending(alert => alert.Since).ThenBy(alert => alert.Id, StringComparer.Ordinal)
            .ToImmutableArray();
        return Task.FromResult(new AlertBoard(
            all.Count(alert => alert.State == AlertState.Firing), all.Count(alert => alert.State == AlertState.Pending), evaluatedAt, all,
                all.Length));
    }

    public Task<Result<Alert>> GetAsync(string id) => Task.FromResult<Result<Alert>>(
        State.Alerts.TryGetValue(id, out var found) ? Read(id, found, Now)
            : Refusal.NotFound("alerts.not-found", $"There is no alert '{id}': its rule finds nothing wrong, or there is no such rule."));

    public Task<ImmutableArray<AlertRule>> ListRulesAsync() =>
        Task.FromResult<ImmutableArray<AlertRule>>(
            [.. State.Current.OrderBy(rule => rule.Id, StringComparer.Ordinal).Select(rule => Read(rule.Id, rule.Spec))]);

    public Task<Result<AlertRule>> GetRuleAsync(string id) =>
        Task.FromResult<Result<AlertRule>>(State.Find(id) is { } spec ? Read(id, spec) : NoSuchRule(id));

    public async Task<Result<AlertRule>> SetRuleAsync(string id, AlertRuleSpec spec, long? ifRevision)
    {
        if (State.Find(id) is { } current && current.Equals(spec)) return Read(id, current);
        if (AlertRules.Refuse(id, spec) is { } refusal) return refusal;
        long stands = State.Rules.GetValueOrDefault(id)?.Revision ?? 0;
        if (ifRevision is { } revision && revision != stands)
            return new Refusal(RefusalKind.PreconditionFailed, "alerts.changed", $"The rule is at revision {stands}, not {revision}; read it again.");
        if (State.Find(id) is null && State.Current.Count() >= AlertDeskState.MostRules)
            return Refusal.Conflict("alerts.too-many-rules", $"A workspace has at most {AlertDeskState.MostRules} rules.");

        State.Set(id, spec, Actor, Now);

        // Incidents that are open already are this rule's business, too.
        if (spec.Kind == AlertKind.Incident) State.IncidentsUntil = default;
        await CommitAsync("alert-rule.set", $"alert-rules/{id}", spec.Model, JsonSerializer.Serialize(
            new { kind = WireJson.Word(spec.Kind), severity = WireJson.Word(spec.Severity), enabled = spec.Enabled }));
        await RemindAsync();
        EvaluateSoon();
        return Read(id, spec);
    }

    public async Task<Result<AlertRule>> RemoveRuleAsync(string id)
    {
        if (State.Find(id) is not { } spec) return NoSuchRule(id);
        var last = Read(id, spec);
        State.Remove(id);
        await CommitAsync("alert-rule.remove", $"alert-rules/{id}", spec.Model);
        return last;
    }

    public Task<ImmutableArray<Silence>> ListSilencesAsync() =>
        Task.FromResult<ImmutableArray<Silence>>([.. State.Silences.AsEnumerable().Reverse().Select(silence => silence.Read(Now))]);

    public async Task<Result<Silence>> SilenceAsync(string id, SilenceSpec spec)
    {
        var now = Now;
        if (State.Silences.Find(silence => silence.Id == id) is { } known) return known.Read(now);
        if (AlertRules.Refuse(spec, now) is { } refusal) return refusal;
        if (State.Silences.Count(silence => silence.Until > now) >= AlertDeskState.MostSilences)
            return Refusal.Conflict("alerts.too-many-silences", $"A workspace has at most {AlertDeskState.MostSilences} silences at a time.");
        var made = new SilenceState { Id = id, Spec = spec, CreatedAt = now, Until = spec.Until, Author = Actor };
        State.Silences.Add(made);
        await CommitAsync("silence.begin", $"silences/{id}", detail: JsonSerializer.Serialize(new
        {
            matchers = string.Join(", ", spec.Matchers.Select(matcher => $"{matcher.Label}={matcher.Value}")),
            reason = spec.Reason,
        }));
        return made.Read(now);
    }

    public async Task<Result<Silence>> EndSilenceAsync(string id)
    {
        if (State.Silences.Find(silence => silence.Id == id) is not { } silence)
            return Refusal.NotFound("alerts.no-such-silence", $"There is no silence '{id}' in this workspace.");
        if (silence.Until <= Now) return silence.Read(Now);
        silence.Until = Now;
        await CommitAsync("silence.end", $"silences/{id}");
        EvaluateSoon();
        return silence.Read(Now);
    }

    /// <summary>Rules and alerts are read from the desk in one go; there is no list of desks.</summary>
    protected override object? Describe() => null;

    private void EvaluateSoon() =>
        this.RegisterGrainTimer(EvaluateAsync, new GrainTimerCreationOptions(TimeSpan.Zero, Timeout.InfiniteTimeSpan));

    private async Task RemindAsync()
    {
        if (reminded) return;
        await this.RegisterOrUpdateReminder(Reminder, Every, Every);
        reminded = true;
    }

    private Task KeepAsync() => State.Outbox.Count > 0 ? CommitEnteredAsync() : StoreAsync();

    private AlertRule Read(string id, AlertRuleSpec spec)
    {
        var set = State.Rules.GetValueOrDefault(id);
        var phases = State.AlertsOf(id).Select(alert => State.Alerts[alert].State).ToHashSet();
        var worst = phases.Contains(AlertState.Firing) ? AlertState.Firing : phases.Contains(AlertState.Pending) ? AlertState.Pending
            : phases.Contains(AlertState.Resolved) ? AlertState.Resolved : AlertState.Inactive;
        return new(id, spec, worst, set is null, set?.ChangedBy, set?.ChangedAt, set?.Revision ?? 0);
    }

    private Alert Read(string id, AlertFinding alert, DateTimeOffset now) => new(
        id, alert.RuleId, alert.Title, alert.State, alert.Severity, alert.Model, alert.IncidentId, alert.Value, State.Find(alert.RuleId)?.Limit,
        alert.Since, alert.FiredAt, alert.ResolvedAt, alert.NotifiedAt, SilencesOf(alert, now), InhibitorsOf(alert));

    private ImmutableArray<string> SilencesOf(AlertFinding alert, DateTimeOffset now) =>
        [.. State.Silences.Where(silence => silence.Mutes(alert, now)).Select(silence => silence.Id)];

    private ImmutableArray<string> InhibitorsOf(AlertFinding alert) =>
        [.. State.Alerts.Where(other => other.Value.Phase == AlertPhase.Firing && other.Value.Model is not null && other.Value.Model == alert.Model
            && State.Find(other.Value.RuleId)?.Inhibits.Contains(alert.RuleId) == true).Select(other => other.Key)];

    private static Refusal NoSuchRule(string id) => Refusal.NotFound("alerts.no-such-rule", $"There is no alert rule '{id}' in this workspace.");
}
