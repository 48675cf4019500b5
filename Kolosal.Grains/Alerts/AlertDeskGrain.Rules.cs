using System.Globalization;
using System.Text.Json;
using Kolosal.Incidents;
using Kolosal.Notifications;
using Microsoft.Extensions.Logging;

namespace Kolosal.Alerts;

/// <summary>Rules over the values of monitors: evaluated one after the other, told group by group.</summary>
internal sealed partial class AlertDeskGrain
{
    /// <summary>Models that a rule about every model looks at; the first by name.</summary>
    private const int MostModels = 200;

    private async Task EvaluateRulesAsync(DateTimeOffset now)
    {
        bool changed = State.Forget(now);
        var rules = State.Current.Where(rule => rule.Spec is { Enabled: true, Kind: not AlertKind.Incident }).ToArray();
        var readings = new MonitorReadings(GrainFactory, catalogue, Workspace);
        string[] models = rules.Any(rule => rule.Spec.Model is null) ? await ModelsAsync() : [];
        foreach (var (rule, spec) in rules)
        {
            string[] looked = spec.Model is { } one ? [one] : models;
            foreach (string model in looked) changed |= await EvaluateAsync(rule, spec, model, readings, now);

            // A model that is gone has nothing wrong with it any more.
            foreach (string id in State.AlertsOf(rule).Where(id => !looked.Contains(State.Alerts[id].Model)).ToArray())
                changed |= await StepAsync(id, rule, spec, State.Alerts[id].Model!, null, false, now);
        }

        // Before anybody is told: the event's id follows from when the alert fired.
        if (changed) await KeepAsync();
        if (await TellAlertsAsync(now)) await KeepAsync();
    }

    private async Task<string[]> ModelsAsync() => [.. (await catalogue.QueryAsync(
        new(Workspace, CatalogueKinds.Model, [], "id", 1, MostModels), CancellationToken.None)).Items.Select(entry => entry.Id)];

    private async Task<bool> EvaluateAsync(string rule, AlertRuleSpec spec, string model, MonitorReadings readings, DateTimeOffset now)
    {
        try
        {
            var (value, bad) = await evaluation.JudgeAsync(spec, model, readings, now);
            return await StepAsync($"{rule}.{model}", rule, spec, model, value, bad, now);
        }
        catch (Exception fault)
        {
            // One monitor that is away must not keep the others from being looked at; of this one nothing can be said.
            instruments.Unread();
            LogUnread(log, fault, rule, model);
            return false;
        }
    }

    private async Task<bool> StepAsync(string id, string rule, AlertRuleSpec spec, string model, double? value, bool? bad, DateTimeOffset now)
    {
        State.Alerts.TryGetValue(id, out var alert);
        if (AlertStanding.Step(alert?.Standing, bad, now, TimeSpan.FromMinutes(spec.ForMinutes)) is not { } next) return State.Alerts.Remove(id);
        var before = alert?.Phase;
        alert ??= new() { RuleId = rule, Title = spec.Title, Severity = spec.Severity, Model = model };
        if (before is null && !Add(id, alert)) return false;
        alert.Value = value ?? alert.Value;
        if (next.Phase == before) return false;

        // The incident first: a crash in between repeats it under the same evidence, which the desk knows.
        if (next.Phase == AlertPhase.Firing && spec.Raises is { } type) alert.IncidentId = await RaiseAsync(id, spec, type, model, alert, next);
        alert.Stand(next);
        Entered(id, alert, next.Phase);
        return true;
    }

    private Task<string> RaiseAsync(string id, AlertRuleSpec spec, IncidentType type, string model, AlertFinding alert, AlertStanding next)
    {
        var began = alert.Phase == AlertPhase.Pending && alert.Since != default ? alert.Since : next.Since;
        return GrainFactory.IncidentDesk(Workspace).RaiseAsync(new(
            string.Create(CultureInfo.InvariantCulture, $"alert/{id}/{began:O}"), $"models/{model}", model, type, spec.Severity, spec.Title, began,
            next.FiredAt!.Value, AlertNotices.Evidence(spec, alert.Value)));
    }

    private bool Add(string id, AlertFinding alert)
    {
        if (State.Alerts.Count >= AlertDeskState.MostAlerts)
        {
            instruments.Dropped();
            return false;
        }

        State.Alerts.Add(id, alert);
        return true;
    }

    /// <summary>Notes for trail and meter that an alert fired or was well again.</summary>
    private void Entered(string id, AlertFinding alert, AlertPhase? phase)
    {
        if (phase is not (AlertPhase.Firing or AlertPhase.Resolved)) return;
        string severity = WireJson.Word(alert.Severity);
        if (phase == AlertPhase.Firing) instruments.Fired(severity);
        else instruments.Resolved(severity);

        // What happens to an incident is in the trail by itself.
        if (alert.IsIncident) return;
        Enter(phase == AlertPhase.Firing ? "alert.fire" : "alert.resolve", $"alerts/{id}", alert.Model, JsonSerializer.Serialize(new
        {
            rule = alert.RuleId,
            severity,
            value = alert.Value?.ToString("R", CultureInfo.InvariantCulture),
            incident_id = alert.IncidentId,
        }));
    }

    /// <summary>Tells what fires and what is over, and is not muted; groups are told in one go.</summary>
    /// <returns>Whether something is to be stored.</returns>
    private async Task<bool> TellAlertsAsync(DateTimeOffset now)
    {
        var owed = from alert in State.Alerts
                   where !alert.Value.IsIncident
                   let rule = State.Find(alert.Value.RuleId)
                   where rule is not null
                   let firing = alert.Value.Standing.OwesFiring(now, TimeSpan.FromMinutes(rule.CooldownMinutes))
                   where (firing || alert.Value.Standing.OwesResolution)
                       && SilencesOf(alert.Value, now).IsEmpty && InhibitorsOf(alert.Value).IsEmpty
                   select new OwedAlert(alert.Key, alert.Value, rule, firing);
        bool told = false;
        foreach (var group in owed.ToArray().GroupBy(alert => alert.Group))
        {
            try
            {
                OwedAlert[] together = [.. group.OrderBy(alert => alert.Id, StringComparer.Ordinal)];
                await GrainFactory.NotificationDesk(Workspace).SendAsync(AlertNotices.Of(together, now));
                instruments.Notified();
                foreach (var (_, alert, _, firing) in together)
                    alert.Stand(firing ? alert.Standing.ToldFiring(now) : alert.Standing.ToldResolution());
                told = true;
            }
            catch (Exception fault)
            {
                LogUntold(log, fault, group.Key, Workspace);
            }
        }

        return told;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Rule {Rule} found no value of {Model}")]
    private static partial void LogUnread(ILogger log, Exception fault, string rule, string model);
}
