namespace Kolosal.Models;

/// <summary>What a version must show before it may be promoted: one document of a workspace, or of a model in place of it.</summary>
/// <remarks>
/// Hash, signature, loading, the probe rows, the schema and the held-out rows of a package are required of every version; no policy
/// switches them off. <see cref="Default"/> bars what is broken, what loses to the prior model, what fails a golden set that somebody made for
/// it, and what a grave incident stands against; it shows the rest.
/// </remarks>
/// <param name="Metric">Of the score on held-out rows.</param>
/// <param name="MetricName">Which metric; null for the one that the search optimised.</param>
/// <param name="MetricThreshold">The whole 95 % interval must lie on the good side of it. Null: the score must beat the prior model's.</param>
/// <param name="Calibration">Of the expected calibration error on held-out rows.</param>
/// <param name="MaxCalibrationError">0 to 1; the error is too large when its whole interval lies above.</param>
/// <param name="Fairness">Of the evaluation of groups on held-out rows.</param>
/// <param name="TestDrift">Of columns whose distribution in the test part differs from that of the rows learnt from.</param>
/// <param name="GoldenSet">Of the runs of golden datasets; every one of them counts.</param>
/// <param name="Latency">Of the time to score one row.</param>
/// <param name="MaxLatencyMilliseconds">The 99th percentile over probe rows; above 0.</param>
/// <param name="Card">Of the declared parts of the card.</param>
/// <param name="Incidents">Of open incidents of the model.</param>
/// <param name="IncidentSeverities">Severities that count: <c>sev1</c> to <c>sev4</c>.</param>
/// <param name="IncidentTypes">Types that count: <c>security</c>, <c>availability</c> …</param>
/// <param name="Approvals">1 to 10 people other than the author, who promotes among them.</param>
/// <param name="ApproverRoles">Each of them must have had one of these roles; empty for any role that may promote.</param>
/// <param name="ValidationMaxAgeHours">1 to 8,760; null for the installation's setting.</param>
[GenerateSerializer, Immutable, Alias("kolosal.promotion-policy")]
public sealed record PromotionPolicy(
    ItemRule Metric, string? MetricName, double? MetricThreshold, ItemRule Calibration, double MaxCalibrationError, ItemRule Fairness,
    ItemRule TestDrift, ItemRule GoldenSet, ItemRule Latency, double MaxLatencyMilliseconds, ItemRule Card, ItemRule Incidents,
    ImmutableArray<string> IncidentSeverities, ImmutableArray<string> IncidentTypes, int Approvals, ImmutableArray<string> ApproverRoles,
    int? ValidationMaxAgeHours)
{
    /// <summary>What holds where nobody said otherwise.</summary>
    /// <remarks>Drift is left out of the incidents that count: what it stands against is the champion, and a newer version is its remedy.</remarks>
    public static PromotionPolicy Default { get; } = new(
        ItemRule.Required, null, null, ItemRule.Shown, 0.1, ItemRule.Shown, ItemRule.Shown, ItemRule.IfPresent, ItemRule.Shown, 100, ItemRule.Shown,
        ItemRule.Required, ["sev1", "sev2"], ["security", "availability", "data_loss", "performance", "fairness", "privacy"], 1, [], null);
}
