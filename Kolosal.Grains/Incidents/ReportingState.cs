namespace Kolosal.Incidents;

/// <summary>The duty to tell an authority of one incident.</summary>
[GenerateSerializer, Alias("kolosal.reporting-state")]
internal sealed class ReportingState
{
    [Id(0)] public DateTimeOffset Deadline { get; set; }
    [Id(1)] public AuthorityReport? Report { get; set; }
    [Id(2)] public string? ReportedBy { get; set; }

    public IncidentReporting Read(DateTimeOffset now) => new(
        Deadline, Report?.ReportedAt, ReportedBy, Report?.Authority, Report?.Reference, (Report?.ReportedAt ?? now) > Deadline);
}
