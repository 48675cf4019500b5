namespace Kolosal.Compliance.Controls;

/// <summary>Q58: incidents are acknowledged and mitigated in time.</summary>
internal sealed class IncidentsAnswered() : RecordQuery(
    "Q58", "response", "Incidents answered in time", TimeSpan.FromHours(1), "Page the next in the rotation, and tell the management.", "Incidents")
{
    protected override Judgement Ask(WorkspaceFacts facts)
    {
        var late = facts.Incidents.Where(incident => Age(facts, incident.DetectedAt) <= TimeSpan.FromDays(facts.Parameters.ResponseDays)).ToList();
        return Each("there was no incident lately", late, incident => $"incidents/{incident.Id}", incident => Wrong(facts, incident));
    }

    private static IEnumerable<string> Wrong(WorkspaceFacts facts, IncidentFact incident)
    {
        var limits = facts.Parameters;
        int? acknowledge = incident.Severity switch
        {
            "sev1" => limits.AcknowledgeSev1Minutes,
            "sev2" => limits.AcknowledgeSev2Minutes,
            "sev3" => limits.AcknowledgeSev3Minutes,
            _ => null,
        };
        int? mitigate = incident.Severity switch { "sev1" => limits.MitigateSev1Hours, "sev2" => limits.MitigateSev2Hours, _ => null };
        var acknowledged = incident.AcknowledgedAt ?? incident.MitigatedAt ?? facts.AsOf;
        if (acknowledge is { } minutes && acknowledged - incident.DetectedAt > TimeSpan.FromMinutes(minutes))
            yield return $"A {incident.Severity} incident was not acknowledged within {minutes} minutes.";
        if (mitigate is { } hours && (incident.MitigatedAt ?? facts.AsOf) - incident.DetectedAt > TimeSpan.FromHours(hours))
            yield return $"A {incident.Severity} incident was not mitigated within {hours} hours.";
    }
}
