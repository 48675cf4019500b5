namespace Kolosal.Drift;

/// <summary>Which status of a detection may follow which.</summary>
public static class DetectionLifecycle
{
    internal static readonly Transitions<DetectionStatus> Table = new(
        (DetectionStatus.Open, [DetectionStatus.Investigating, DetectionStatus.Resolved, DetectionStatus.FalsePositive]),
        (DetectionStatus.Investigating, [DetectionStatus.Resolved, DetectionStatus.FalsePositive]),
        (DetectionStatus.Resolved, [DetectionStatus.Open]),
        (DetectionStatus.FalsePositive, [DetectionStatus.Open]));

    /// <summary>Nothing of this name was ever recorded.</summary>
    public static Refusal NotFound(string id) =>
        Refusal.NotFound("drift.detection-not-found", $"There is no drift detection '{id}' in this workspace.");
}
