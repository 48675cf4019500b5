using Kolosal.Compliance.Registers;

namespace Kolosal.Compliance.Controls;

/// <summary>Q62: whoever is affected by an incident is told within 72 hours, and the status page says so.</summary>
internal sealed class AffectedPartiesTold() : RegisterQuery(
    "Q62", "comms", "Affected parties told", TimeSpan.FromHours(24),
    "Send the notices and note them with PATCH /api/compliance/incident-duties/{incident}.", "Incidents", "Alerts", "Compliance")
{
    public override Judgement Judge(WorkspaceFacts facts)
    {
        var duties = facts.Registers.Duties.ToDictionary(duty => duty.Incident, StringComparer.Ordinal);
        return Each("no incident that could affect anybody", facts.Registers.Incidents, incident => $"incidents/{incident.Id}",
            incident => Wrong(facts, incident, duties.GetValueOrDefault(incident.Id)));
    }

    private static IEnumerable<string> Wrong(WorkspaceFacts facts, NotableIncidentFact incident, IncidentDutyFact? duty)
    {
        if (duty?.AffectsUsers is not { } affects)
        {
            if (IsLate(facts, incident.DetectedAt + StatutoryClocks.TellAffected, null))
                yield return "Nobody said within 72 hours whether users are affected.";
            yield break;
        }

        if (!affects) yield break;
        if (IsLate(facts, duty.TellBy, duty.ToldAt)) yield return "Those who are affected were not told within 72 hours.";
        if (!duty.HasStatusPage && IsLate(facts, duty.TellBy, null)) yield return "The status page says nothing of it.";
    }
}
