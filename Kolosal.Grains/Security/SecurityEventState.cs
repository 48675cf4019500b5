namespace Kolosal.Security;

/// <summary>One event's life. Written before every acknowledgement, so a crash loses nothing.</summary>
[GenerateSerializer, Alias("kolosal.security-event-state")]
internal sealed class SecurityEventState : RecordState
{
    /// <summary>Steps and evidence ids kept; a storm must not grow the record without bound.</summary>
    private const int MostSteps = 200;

    [Id(0)] public SecurityEventType Type { get; set; }
    [Id(1)] public SecuritySeverity Severity { get; set; }
    [Id(2)] public SecurityEventStatus Status { get; set; }
    [Id(3)] public string Source { get; set; } = "";
    [Id(4)] public string Title { get; set; } = "";
    [Id(5)] public string Detail { get; set; } = "";
    [Id(6)] public long Occurrences { get; set; }
    [Id(7)] public DateTimeOffset FirstAt { get; set; }
    [Id(8)] public DateTimeOffset LastAt { get; set; }
    [Id(9)] public DateTimeOffset DetectedAt { get; set; }
    [Id(10)] public string ReportedBy { get; set; } = "";
    [Id(11)] public DateTimeOffset? ResolvedAt { get; set; }

    /// <summary>Null while no authority must be told.</summary>
    [Id(12)] public DateTimeOffset? ReportBy { get; set; }

    [Id(13)] public BreachReport? Report { get; set; }

    /// <summary>Oldest first.</summary>
    [Id(14)] public List<SecurityStep> History { get; set; } = [];

    /// <summary>Of the latest reports, oldest first.</summary>
    [Id(15)] public List<string> Evidence { get; set; } = [];

    public bool IsGrave => Severity >= SecuritySeverity.High;

    public bool Knows(string evidenceId) => Evidence.Contains(evidenceId);

    /// <summary>Opens the event, or counts what was seen again.</summary>
    public void Add(SecurityReport report, TimeSpan reportWithin, string by, DateTimeOffset at)
    {
        bool opens = !Exists, graver = !opens && report.Severity > Severity;
        if (opens)
            (Type, Source, Title, FirstAt, DetectedAt, ReportedBy, Status) =
                (report.Type, report.Source, report.Title, report.FirstAt, at, by, SecurityEventStatus.Open);
        (Detail, LastAt, Occurrences) = (report.Detail, report.LastAt, Occurrences + report.Occurrences);
        if (opens || graver) (Severity, Title) = (report.Severity, report.Title);
        if (report.Reportable || Type == SecurityEventType.DataBreach) ReportBy ??= DetectedAt + reportWithin;
        Evidence.Add(report.EvidenceId);
        if (Evidence.Count > MostSteps) Evidence.RemoveAt(0);
        if (opens || graver) Note(new(at, by, Status, $"{WireJson.Word(report.Severity)}: {report.Title}"));
    }

    /// <summary>Takes an allowed step. Reopening clears what the end set.</summary>
    public void Become(SecurityEventStatus status, string note, string by, DateTimeOffset at)
    {
        Status = status;
        ResolvedAt = SecurityEventLifecycle.Closed(status) ? at : null;
        Note(new(at, by, status, note));
    }

    public void NoteReport(BreachReport report, string by, DateTimeOffset at)
    {
        Report = report;
        Note(new(at, by, Status, $"Reported to {report.Authority}{(report.Reference is { } reference ? $", {reference}" : "")}"));
    }

    public SecurityEvent Read(string id, DateTimeOffset now) => new(
        id, Type, Severity, Status, Source, Title, Detail, Occurrences, FirstAt, LastAt, DetectedAt, ReportedBy, ResolvedAt, ReportBy, Report,
        ReportBy < now && Report is null, [.. History], Revision);

    private void Note(SecurityStep step)
    {
        // The first says how it began and stays; of the rest the oldest goes.
        if (History.Count >= MostSteps) History.RemoveAt(1);
        History.Add(step);
    }
}
