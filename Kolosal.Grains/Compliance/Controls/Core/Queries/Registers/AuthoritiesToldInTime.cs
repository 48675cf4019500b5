using Kolosal.Compliance.Registers;

namespace Kolosal.Compliance.Controls;

/// <summary>Q61: of every grave incident it is decided within a day whether it is reportable, and no clock of a law runs out.</summary>
internal sealed class AuthoritiesToldInTime() : RegisterQuery(
    "Q61", "notify", "Statutory clocks kept", TimeSpan.FromMinutes(15),
    "Decide it with PATCH /api/compliance/incident-duties/{incident}, and file an incomplete report rather than a late one.",
    "Incidents", "Privacy", "Compliance")
{
    public override bool IsRedAtOnce => true;

    public override Judgement Judge(WorkspaceFacts facts)
    {
        var duties = facts.Registers.Duties.ToDictionary(duty => duty.Incident, StringComparer.Ordinal);
        return Each("there was no grave incident", facts.Registers.Incidents, incident => $"incidents/{incident.Id}",
            incident => Wrong(facts, incident, duties.GetValueOrDefault(incident.Id)));
    }

    private static IEnumerable<string> Wrong(WorkspaceFacts facts, NotableIncidentFact incident, IncidentDutyFact? duty)
    {
        if (IsLate(facts, duty?.DecideBy ?? incident.DetectedAt + StatutoryClocks.DecideReportability, duty?.DecidedAt))
            yield return "Whether it is reportable was not decided within 24 hours.";
        foreach (var clock in duty?.Clocks ?? [])
            if (IsLate(facts, clock.DueAt, clock.MetAt)) yield return $"The report under {clock.Law} is late.";
    }
}
