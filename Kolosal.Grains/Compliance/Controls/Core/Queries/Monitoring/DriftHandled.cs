namespace Kolosal.Compliance.Controls;

/// <summary>Q21: grave drift is decided on in time.</summary>
internal sealed class DriftHandled() : RecordQuery(
    "Q21", "drifthandled", "Drift alarms handled", TimeSpan.FromHours(1),
    "The owner retrains, accepts or rolls back, and says which with PATCH /api/monitoring/drift/detections/{id}.", "Drift", "Incidents")
{
    protected override string NotJudged => "cause features of resolved detections, which hang on the window and not on the decision";

    protected override RecordQuery Companion => new DriftMonitorAlive();

    protected override Judgement Ask(WorkspaceFacts facts) => Judgement.Of(
        facts.DriftDetections.Length, facts.DriftDetections.SelectMany(detection => Wrong(facts, detection)
            .Select(wrong => new Offender($"drift-detections/{detection.Id}", wrong))));

    private static IEnumerable<string> Wrong(WorkspaceFacts facts, DriftDetectionFact detection)
    {
        if (detection.Status is not ("open" or "investigating")) yield break;
        var limit = detection.Severity switch
        {
            "critical" => TimeSpan.FromHours(facts.Parameters.CriticalDriftHours),
            "high" => TimeSpan.FromDays(facts.Parameters.HighDriftDays),
            _ => TimeSpan.MaxValue,
        };
        if (Age(facts, detection.DetectedAt) > limit)
            yield return $"{detection.Severity} drift of {detection.Model} is undecided since {detection.DetectedAt:yyyy-MM-dd HH:mm}.";
    }
}
