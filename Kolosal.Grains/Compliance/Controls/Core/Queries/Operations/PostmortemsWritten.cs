namespace Kolosal.Compliance.Controls;

/// <summary>Q59: from grave incidents something is learned, and done.</summary>
internal sealed class PostmortemsWritten() : RecordQuery(
    "Q59", "postmortem", "Learning and evidence kept", TimeSpan.FromHours(24), "Reopen the incident, and escalate the action.", "Incidents")
{
    protected override string NotJudged => "the evidence pack of an incident; its timeline is in the audit chain";

    protected override Judgement Ask(WorkspaceFacts facts) => Each(
        "no grave incident was resolved", facts.Incidents.Where(incident => incident is { IsClosed: true, Severity: "sev1" or "sev2" }),
        incident => $"incidents/{incident.Id}", incident => Wrong(facts, incident));

    private static IEnumerable<string> Wrong(WorkspaceFacts facts, IncidentFact incident)
    {
        var limit = TimeSpan.FromDays(facts.Parameters.PostmortemDays);
        var resolved = incident.ResolvedAt ?? incident.DetectedAt;
        bool late = (incident.PostmortemAt ?? facts.AsOf) - resolved > limit;

        // One that came late is history after a while.
        if (late && !IsOlder(facts, incident.PostmortemAt ?? facts.AsOf, TimeSpan.FromDays(facts.Parameters.ResponseDays)))
            yield return $"It has no postmortem within {limit.TotalDays:0} days.";
        else if (incident is { PostmortemAt: not null, HasRootCause: false }) yield return "Its postmortem names no root cause.";
        foreach (var action in incident.Actions.Where(action => !action.IsDone))
        {
            if (action.Owner is null) yield return $"Action {action.Id} has no owner.";
            if (action.DueAt is null) yield return $"Action {action.Id} has no date.";
            else if (action.DueAt < facts.AsOf) yield return $"Action {action.Id} was due {action.DueAt:yyyy-MM-dd}.";
        }
    }
}
