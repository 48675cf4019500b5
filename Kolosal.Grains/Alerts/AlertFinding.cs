using Kolosal.Incidents;

namespace Kolosal.Alerts;

/// <summary>An alert as the desk keeps it.</summary>
[GenerateSerializer, Alias("kolosal.alert-finding")]
internal sealed class AlertFinding
{
    [Id(0)] public string RuleId { get; set; } = "";
    [Id(1)] public string Title { get; set; } = "";
    [Id(2)] public IncidentSeverity Severity { get; set; }
    [Id(3)] public string? Model { get; set; }
    [Id(4)] public string? IncidentId { get; set; }
    [Id(5)] public IncidentType? IncidentType { get; set; }
    [Id(6)] public double? Value { get; set; }
    [Id(7)] public AlertPhase Phase { get; set; }
    [Id(8)] public DateTimeOffset Since { get; set; }
    [Id(9)] public DateTimeOffset? FiredAt { get; set; }
    [Id(10)] public DateTimeOffset? ResolvedAt { get; set; }
    [Id(11)] public DateTimeOffset? NotifiedAt { get; set; }
    [Id(12)] public DateTimeOffset? NotifiedFor { get; set; }
    [Id(13)] public bool ResolutionTold { get; set; }

    /// <summary>Of an incident: what was told; null for nothing.</summary>
    [Id(14)] public ToldIncident? Told { get; set; }

    /// <summary>Of an incident: something is still to be told.</summary>
    [Id(15)] public bool Owes { get; set; }

    /// <summary>Of an incident: until when an authority must be told; null when it need not, or was.</summary>
    [Id(16)] public DateTimeOffset? ReportBy { get; set; }

    /// <summary>Whether it is one incident's.</summary>
    public bool IsIncident => IncidentType is not null;

    /// <summary>Of an incident: there is something to do although the incident did not change.</summary>
    public bool Waits(DateTimeOffset now) =>
        IsIncident && (Owes || Phase == AlertPhase.Pending || (ReportBy <= now && Told is { Overdue: false } && Phase == AlertPhase.Firing));

    public AlertStanding Standing => new(Phase, Since, FiredAt, ResolvedAt, NotifiedAt, NotifiedFor, ResolutionTold);

    public AlertState State => Phase switch
    {
        AlertPhase.Firing => AlertState.Firing,
        AlertPhase.Resolved => AlertState.Resolved,
        _ => AlertState.Pending,
    };

    /// <summary>Takes where it stands now.</summary>
    public void Stand(AlertStanding now) => (Phase, Since, FiredAt, ResolvedAt, NotifiedAt, NotifiedFor, ResolutionTold) =
        (now.Phase, now.Since, now.FiredAt, now.ResolvedAt, now.NotifiedAt, now.NotifiedFor, now.ResolutionTold);
}

/// <param name="Status">The status that was told.</param>
/// <param name="Severity">The severity.</param>
/// <param name="Reopenings">How often it had been opened again.</param>
/// <param name="Overdue">Whether the missed deadline was told.</param>
[GenerateSerializer, Immutable, Alias("kolosal.told-incident")]
internal sealed record ToldIncident(IncidentStatus Status, IncidentSeverity Severity, int Reopenings, bool Overdue);
