namespace Kolosal.Incidents;

/// <summary>Which status may follow which.</summary>
internal static class IncidentLifecycle
{
    public static readonly Transitions<IncidentStatus> Table = new(
        (IncidentStatus.Open, [IncidentStatus.Investigating, IncidentStatus.Mitigated, IncidentStatus.Resolved]),
        (IncidentStatus.Investigating, [IncidentStatus.Mitigated, IncidentStatus.Resolved]),
        (IncidentStatus.Mitigated, [IncidentStatus.Investigating, IncidentStatus.Resolved]),
        (IncidentStatus.Resolved, [IncidentStatus.Open, IncidentStatus.Postmortem]),
        (IncidentStatus.Postmortem, []));

    /// <summary>Over: a new signal of the same kind opens a new incident.</summary>
    public static bool Closed(IncidentStatus status) => status is IncidentStatus.Resolved or IncidentStatus.Postmortem;
}
