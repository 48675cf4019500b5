namespace Kolosal.Compliance.Controls;

/// <summary>Q46: what was seen at the doors is decided on in time, and something still looks.</summary>
internal sealed class EventsTriaged() : RecordQuery(
    "Q46", "events", "Security events triaged", TimeSpan.FromHours(24),
    "Decide the event with PATCH /api/security/events/{id}; what is left becomes an incident.", "Security", "Incidents")
{
    protected override Judgement Ask(WorkspaceFacts facts)
    {
        var limit = TimeSpan.FromHours(facts.Parameters.GraveEventHours);
        var real = facts.SecurityEvents.Where(seen => seen.Source != SecurityEventFact.Probe).ToList();
        var found = Judgement.Of(real.Count, real.Where(seen => IsLate(facts, seen)).Select(seen => new Offender(
            $"security-events/{seen.Id}", $"A {seen.Severity} event is {seen.Status} since {seen.DetectedAt:yyyy-MM-dd HH:mm}.")));
        bool hears = facts.SecurityEvents.Any(seen => seen.Source == SecurityEventFact.Probe && Age(facts, seen.LastAt) <= limit);
        return found.State == ControlState.Fail || hears ? found : Judgement.Absent(
            $"needed: a seeded event within {limit.TotalHours:0} hours, so that silence is not deafness: POST /api/security/events with source "
            + $"'{SecurityEventFact.Probe}'");
    }

    private static bool IsLate(WorkspaceFacts facts, SecurityEventFact seen) => !seen.IsDecided && Age(facts, seen.DetectedAt) >
        (seen.Severity is "high" or "critical"
            ? TimeSpan.FromHours(facts.Parameters.GraveEventHours) : TimeSpan.FromDays(facts.Parameters.EventDays));
}
