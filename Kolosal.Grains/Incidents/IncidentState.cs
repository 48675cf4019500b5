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

    public bool Knows(string evidenceId) => Timeline.Exists(entry => entry.EvidenceId == evidenceId);

    /// <summary>Opens the incident with its first signal, or adds another.</summary>
    public void Add(IncidentSignal signal, string by)
    {
        if (Signals == 0)
            (Type, Severity, Status, Title, Subject, Model, BeganAt, DetectedAt) =
                (signal.Type, signal.Severity, IncidentStatus.Open, signal.Title, signal.Subject, signal.Model, signal.BeganAt, signal.DetectedAt);
        Signals++;
        if (signal.Severity < Severity) Severity = signal.Severity;
        Note(new(signal.DetectedAt, by, $"{signal.Title}: {signal.Evidence}", signal.EvidenceId));
    }

    /// <summary>Takes an allowed step. Reopening clears what the resolution set.</summary>
    public void Become(IncidentStatus status, string note, string by, DateTimeOffset at)
    {
        Note(new(at, by, $"{Status} → {status}{(note.Length > 0 ? $": {note}" : "")}", null));
        Status = status;
        if (status == IncidentStatus.Open) (AcknowledgedAt, ResolvedAt) = (null, null);
        else AcknowledgedAt ??= at;
        if (status == IncidentStatus.Resolved) ResolvedAt = at;
    }

    public Incident Read(string id) => new(
        id, Type, Severity, Status, Title, Subject, Model, BeganAt, DetectedAt, AcknowledgedAt, ResolvedAt,
        (DetectedAt - BeganAt).TotalSeconds, (AcknowledgedAt - DetectedAt)?.TotalSeconds, (ResolvedAt - DetectedAt)?.TotalSeconds,
        Signals, Revision, [.. Timeline]);

    private void Note(TimelineEntry entry)
    {
        // The first entry says how it began and stays; of the rest the oldest goes.
        if (Timeline.Count >= LongestTimeline) Timeline.RemoveAt(1);
        Timeline.Add(entry);
    }
}
