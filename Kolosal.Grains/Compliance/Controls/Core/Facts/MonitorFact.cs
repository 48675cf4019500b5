using System.Collections.Immutable;

namespace Kolosal.Compliance.Controls;

/// <summary>A drift monitor.</summary>
/// <param name="Version">Whose reference it compares with.</param>
/// <param name="Held">Why it does not go on; null while it does.</param>
/// <param name="JudgedAt">When it last judged a window.</param>
/// <param name="RowsInWindow">Rows of the window that is still open.</param>
public sealed record MonitorFact(int Version, string? Held, DateTimeOffset? JudgedAt, long RowsInWindow);

/// <summary>A fairness monitor.</summary>
/// <param name="Windows">The last windows, newest first.</param>
public sealed record FairnessFact(int Version, string? Held, DateTimeOffset? JudgedAt, long RowsInWindow,
    int MinimumGroupRows, ImmutableArray<FairnessWindowFact> Windows);

/// <summary>One judged window of a fairness monitor.</summary>
public sealed record FairnessWindowFact(string Id, int Version, DateTimeOffset ClosedAt, ImmutableArray<DisparityFact> Disparities);

/// <summary>One measure of one attribute with its confidence interval.</summary>
/// <param name="Measure">As <c>disparate_impact</c>; a ratio, and otherwise a difference of rates.</param>
public sealed record DisparityFact(string Attribute, string Measure, double Value, double Low, double High)
{
    public bool IsRatio => Measure is "disparate_impact";
}

/// <summary>Drift that was found.</summary>
public sealed record DriftDetectionFact(string Id, string Model, string Severity, string Status, DateTimeOffset DetectedAt);

/// <summary>How answers did against what came true.</summary>
/// <param name="Metric">The metric that is compared; null while there is none.</param>
/// <param name="Value">Of the last judged window of the version in service; null while none was judged.</param>
/// <param name="IsHigherBetter">Of the metric.</param>
/// <param name="CalibrationError">Of the version's outcomes; null while it is not measured.</param>
public sealed record PerformanceFact(
    int Version, long Outcomes, DateTimeOffset? JudgedAt, string? Metric, double? Value, bool IsHigherBetter, double? CalibrationError);
