using System.Globalization;
using System.Text.Json;
using Kolosal.Incidents;
using Kolosal.Notifications;
using Kolosal.Storage;
using Microsoft.Extensions.Logging;

namespace Kolosal.Alerts;

/// <summary>Rules of kind incident: what happens to an incident is told, step by step.</summary>
internal sealed partial class AlertDeskGrain
{
    private const int Page = 200;

    /// <summary>Reads that overlap, for a record that was written while the last ones ran.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(2), FirstLook = TimeSpan.FromHours(1), Old = TimeSpan.FromDays(1);

    private static readonly string[] OpenStatuses = ["open", "investigating", "mitigated"];

    /// <summary>Looks at every incident that changed since the last look, and at those that wait for something.</summary>
    private async Task FollowIncidentsAsync(DateTimeOffset now)
    {
        bool first = State.IncidentsUntil == default, changed = first || now - State.IncidentsUntil > Overlap;
        var since = first ? now - FirstLook : State.IncidentsUntil - Overlap;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        changed |= await FollowAllAsync([new("updated_at", FilterOperator.AtLeast, since.ToString("O", CultureInfo.InvariantCulture))], seen, now);
        if (first)
            foreach (string status in OpenStatuses) changed |= await FollowAllAsync([new("status", FilterOperator.Equal, status)], seen, now);

        string[] waiting = [.. State.Alerts.Values.Where(alert => alert.Waits(now)).Select(alert => alert.IncidentId!).Distinct()];
        foreach (string id in waiting.Where(id => !seen.Contains(id)))
        {
            var incident = await GrainFactory.Incident(Workspace, id).GetAsync();
            if (incident.Accepted) changed |= await FollowAsync(incident.Value, now);
        }

        if (!changed) return;
        State.IncidentsUntil = now;
        await KeepAsync();
    }

    private async Task<bool> FollowAllAsync(ImmutableArray<CatalogueFilter> filters, HashSet<string> seen, DateTimeOffset now)
    {
        bool changed = false;
        for (int page = 1; ; page++)
        {
            var found = await catalogue.QueryAsync(
                new(Workspace, CatalogueKinds.Incident, filters, "updated_at", page, Page), CancellationToken.None);
            foreach (var entry in found.Items.Where(entry => seen.Add(entry.Id)))
                changed |= await FollowAsync(JsonSerializer.Deserialize<Incident>(entry.Document, WireJson.Options)!, now);
            if (found.Items.Length < Page) return changed;
        }
    }

    /// <summary>Brings the alerts about one incident up to date, and tells what is new.</summary>
    /// <returns>Whether something is to be stored.</returns>
    private async Task<bool> FollowAsync(Incident incident, DateTimeOffset now)
    {
        bool changed = false;
        foreach (var (rule, spec) in State.Current.Where(rule => Concerns(rule.Spec, incident)).ToArray())
        {
            string id = $"{rule}.{incident.Id}";
            bool open = incident.Status is not (IncidentStatus.Resolved or IncidentStatus.Postmortem);
            if (!State.Alerts.TryGetValue(id, out var alert))
            {
                // It ended before anybody looked: worth telling while it is news.
                if ((!open && now - incident.DetectedAt > Old) || !Add(id, alert = Finding(rule, incident))) continue;
                alert.Stand(AlertStanding.Step(null, true, now, TimeSpan.FromMinutes(spec.ForMinutes))!.Value);
                Entered(id, alert, alert.Phase == AlertPhase.Firing ? AlertPhase.Firing : null);
                changed = true;
            }

            changed |= Update(id, alert, spec, incident, open, now);
            changed |= await TellAsync(alert, spec, incident, now);
        }

        return changed;
    }

    private static AlertFinding Finding(string rule, Incident incident) =>
        new() { RuleId = rule, IncidentId = incident.Id, IncidentType = incident.Type, Severity = incident.Severity };

    private bool Update(string id, AlertFinding alert, AlertRuleSpec spec, Incident incident, bool open, DateTimeOffset now)
    {
        (alert.Title, alert.Severity, alert.Model, alert.IncidentType) = (incident.Title, incident.Severity, incident.Model, incident.Type);
        alert.ReportBy = incident.Reporting is { ReportedAt: null } duty ? duty.Deadline : null;
        var before = alert.Phase;
        if (AlertStanding.Step(alert.Standing, open, now, TimeSpan.FromMinutes(spec.ForMinutes)) is { } next) alert.Stand(next);
        else
        {
            // It ended while it was pending: nobody was to be told.
            State.Alerts.Remove(id);
            return true;
        }

        if (alert.Phase != before) Entered(id, alert, alert.Phase);
        return alert.Phase != before;
    }

    private async Task<bool> TellAsync(AlertFinding alert, AlertRuleSpec spec, Incident incident, DateTimeOffset now)
    {
        if (alert.Phase == AlertPhase.Pending) return false;
        bool overdue = incident.Reporting is { ReportedAt: null } duty && duty.Deadline < now;
        var current = new ToldIncident(incident.Status, incident.Severity, incident.Reopenings, overdue || alert.Told?.Overdue == true);
        if (alert.Told == current && !alert.Owes) return false;
        if (SilencesOf(alert, now).Length > 0 || InhibitorsOf(alert).Length > 0)
        {
            // What ended in silence stays untold.
            bool over = alert.Phase == AlertPhase.Resolved, before = alert.Owes;
            if (over) alert.Told = current;
            alert.Owes = !over;
            return over || !before;
        }

        try
        {
            string? onCall = (await GrainFactory.OnCall(Workspace).GetAsync()).Value?.Now;
            foreach (var (word, occurrence) in IncidentNews.Since(News(alert.Told), News(current)!.Value))
            {
                await GrainFactory.NotificationDesk(Workspace).SendAsync(AlertNotices.Of(incident, word, occurrence, onCall, spec.Endpoints, now));
                instruments.Notified();
            }

            alert.Told = current;
            alert.Owes = false;
            if (alert.Phase == AlertPhase.Firing) alert.Stand(alert.Standing.ToldFiring(now));
        }
        catch (Exception fault)
        {
            LogUntold(log, fault, incident.Id, Workspace);
            alert.Owes = true;
        }

        return true;
    }

    private static IncidentNews? News(ToldIncident? told) =>
        told is null ? null : new IncidentNews(WireJson.Word(told.Status), (int)told.Severity + 1, told.Reopenings, told.Overdue);

    private static bool Concerns(AlertRuleSpec rule, Incident incident) => rule is { Kind: AlertKind.Incident, Enabled: true }
        && (rule.Model is null || rule.Model == incident.Model)
        && (rule.IncidentTypes.IsEmpty || rule.IncidentTypes.Contains(incident.Type))
        && (rule.IncidentSeverities.IsEmpty || rule.IncidentSeverities.Contains(incident.Severity));

    [LoggerMessage(Level = LogLevel.Warning, Message = "What happened to {Alert} of {Workspace} could not be told; it will be tried again")]
    private static partial void LogUntold(ILogger log, Exception fault, string alert, string workspace);
}
