namespace Kolosal.Incidents;

/// <summary>One incident's life. Written before every acknowledgement, so a crash loses nothing.</summary>
[GenerateSerializer, Alias("kolosal.incident-state")]
internal sealed class IncidentState : RecordState
{
    /// <summary>Timeline entries kept; a storm of signals must not grow the record without bound.</summary>
    private const int LongestTimeline = 500;

    [Id(0)] public IncidentType Type { get; set; }
    [Id(1)] public IncidentSeverity Severity { get; set; }
    [Id(2)] public IncidentStatus Status { get; set; }
    [Id(3)] public string Title { get; set; } = "";
    [Id(4)] public string Subject { get; set; } = "";
    [Id(5)] public string? Model { get; set; }
    [Id(6)] public DateTimeOffset BeganAt { get; set; }
    [Id(7)] public DateTimeOffset DetectedAt { get; set; }
    [Id(8)] public DateTimeOffset? AcknowledgedAt { get; set; }
    [Id(9)] public DateTimeOffset? ResolvedAt { get; set; }
    [Id(10)] public int Signals { get; set; }
    [Id(11)] public List<TimelineEntry> Timeline { get; set; } = [];
    [Id(12)] public string? Assignee { get; set; }
    [Id(13)] public int Reopenings { get; set; }
    [Id(14)] public Postmortem? Postmortem { get; set; }
    [Id(15)] public List<ActionItem> ActionItems { get; set; } = [];

    /// <summary>Null while no authority must be told.</summary>
    [Id(16)] public ReportingState? Reporting { get; set; }

    /// <summary>Whether incidents of a type must be told to an authority without anybody saying so.</summary>
    public static bool IsReportable(IncidentType type) => type is IncidentType.Security or IncidentType.Privacy;

    public bool Knows(string evidenceId) => Timeline.Exists(entry => entry.EvidenceId == evidenceId);

    /// <summary>Opens the incident with its first signal, or adds another.</summary>
    public void Add(IncidentSignal signal, string by, TimeSpan reportWithin)
    {
        if (Signals == 0)
            (Type, Severity, Status, Title, Subject, Model, BeganAt, DetectedAt) =
                (signal.Type, signal.Severity, IncidentStatus.Open, signal.Title, signal.Subject, signal.Model, signal.BeganAt, signal.DetectedAt);
        Signals++;
        if (signal.Severity < Severity) Severity = signal.Severity;
        if (signal.Reportable || (Signals == 1 && IsReportable(Type))) Reporting ??= new() { Deadline = DetectedAt + reportWithin };
        Note(new(signal.DetectedAt, by, $"{signal.Title}: {signal.Evidence}", signal.EvidenceId));
    }

    /// <summary>Takes an allowed step. Reopening clears what the resolution set. Who takes it up is assigned, unless somebody is already.</summary>
    public void Become(IncidentStatus status, string note, string by, DateTimeOffset at)
    {
        Note(new(at, by, $"{Status} → {status}{(note.Length > 0 ? $": {note}" : "")}", null));
        Status = status;
        if (status == IncidentStatus.Open) (AcknowledgedAt, ResolvedAt, Reopenings) = (null, null, Reopenings + 1);
        else AcknowledgedAt ??= at;
        if (status == IncidentStatus.Investigating) Assignee ??= by;
        if (status == IncidentStatus.Resolved) ResolvedAt = at;
    }

    public void Assign(string? assignee, string by, DateTimeOffset at)
    {
        Assignee = assignee;
        Note(new(at, by, assignee is null ? "Assigned to nobody" : $"Assigned to {assignee}", null));
    }

    public void Write(PostmortemText text, string by, DateTimeOffset at)
    {
        Note(new(at, by, Postmortem is null ? "Post-mortem written" : "Post-mortem rewritten", null));
        Postmortem = new(text, by, at);
    }

    public void Add(ActionItem item, string by, DateTimeOffset at)
    {
        ActionItems.Add(item);
        Note(new(at, by, $"Action item added: {item.Title}", null));
    }

    public void Change(ActionItem item, string by, DateTimeOffset at)
    {
        int place = ActionItems.FindIndex(known => known.Id == item.Id);
        bool done = ActionItems[place].DoneAt is null && item.DoneAt is not null;
        ActionItems[place] = item;
        Note(new(at, by, $"Action item {(done ? "done" : "changed")}: {item.Title}", null));
    }

    public void Decide(bool reportable, string reason, TimeSpan reportWithin, string by, DateTimeOffset at)
    {
        Reporting = reportable ? new() { Deadline = DetectedAt + reportWithin } : null;
        Note(new(at, by, $"{(reportable ? "To be reported to an authority" : "Not to be reported to an authority")}: {reason}", null));
    }

    public void NoteReport(AuthorityReport report, string by, DateTimeOffset at)
    {
        (Reporting!.Report, Reporting.ReportedBy) = (report, by);
        Note(new(at, by, $"Reported to {report.Authority}{(report.Reference is { } reference ? $", {reference}" : "")}", null));
    }

    public Incident Read(string id, DateTimeOffset now) => new(
        id, Type, Severity, Status, Title, Subject, Model, BeganAt, DetectedAt, AcknowledgedAt, ResolvedAt,
        (DetectedAt - BeganAt).TotalSeconds, (AcknowledgedAt - DetectedAt)?.TotalSeconds, (ResolvedAt - DetectedAt)?.TotalSeconds,
        Signals, Revision, [.. Timeline], Assignee, Reopenings, Postmortem, [.. ActionItems], Reporting?.Read(now));

    private void Note(TimelineEntry entry)
    {
        // The first entry says how it began and stays; of the rest the oldest goes.
        if (Timeline.Count >= LongestTimeline) Timeline.RemoveAt(1);
        Timeline.Add(entry);
    }
}
