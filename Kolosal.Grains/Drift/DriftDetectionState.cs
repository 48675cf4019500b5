namespace Kolosal.Drift;

/// <summary>One detection's life. Written before every acknowledgement, so a crash loses nothing.</summary>
[GenerateSerializer, Alias("kolosal.drift-detection-state")]
internal sealed class DriftDetectionState : RecordState
{
    /// <summary>Steps kept; statuses may go round and round.</summary>
    private const int MostSteps = 200;

    /// <summary>Null while it does not exist.</summary>
    [Id(0)] public DetectedDrift? Detected { get; set; }

    [Id(1)] public DetectionStatus Status { get; set; }

    [Id(2)] public DateTimeOffset? ResolvedAt { get; set; }

    /// <summary>Oldest first.</summary>
    [Id(3)] public List<DetectionStep> History { get; set; } = [];

    public void Open(DetectedDrift detected, string by, DateTimeOffset at)
    {
        (Detected, Status) = (detected, DetectionStatus.Open);
        Note(new(at, by, Status, detected.Summary));
    }

    /// <summary>Takes an allowed step. Reopening clears what the end set.</summary>
    public void Become(DetectionStatus status, string note, string by, DateTimeOffset at)
    {
        Status = status;
        ResolvedAt = status is DetectionStatus.Resolved or DetectionStatus.FalsePositive ? at : null;
        Note(new(at, by, status, note));
    }

    public DriftDetectionRecord Read(string id) => new(
        id, Detected!.ModelId, Detected.Version, Detected.Type, Detected.Severity, Status, Detected.Detector, Detected.WindowId, Detected.IncidentId,
        Detected.DetectedAt, ResolvedAt, Detected.Rows, Detected.Summary, Detected.Findings, [.. History], Revision);

    private void Note(DetectionStep step)
    {
        // The first says how it began and stays; of the rest the oldest goes.
        if (History.Count >= MostSteps) History.RemoveAt(1);
        History.Add(step);
    }
}
