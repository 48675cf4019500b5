using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Kolosal.Drift;

/// <param name="ModelId">The model's name.</param>
/// <param name="Type">data_drift, concept_drift or prediction_drift.</param>
/// <param name="Severity">low, medium, high or critical.</param>
/// <param name="Summary">What was seen, at most 2,000 characters.</param>
/// <param name="Detector">Who says so: the tool's name, at most 100 characters. Default: manual.</param>
/// <param name="Version">The model's version, when known.</param>
/// <param name="DetectedAt">When; now, when left out.</param>
/// <param name="Rows">Rows that it rests on, when known.</param>
internal sealed record ReportDriftRequest(
    [property: JsonRequired] string ModelId, [property: JsonRequired] DriftType Type, [property: JsonRequired] DriftSeverity Severity,
    [property: JsonRequired, DataType(DataType.MultilineText), MaxLength(2_000)] string Summary,
    [property: MaxLength(100)] string Detector = "manual",
    [property: Range(1, int.MaxValue)] int? Version = null, DateTimeOffset? DetectedAt = null,
    [property: Range(0, long.MaxValue)] long? Rows = null)
{
    /// <summary>Null when the report can be taken.</summary>
    public Refusal? Refuse(DateTimeOffset now) => DetectedAt > now ? new(
        RefusalKind.Invalid, "drift.bad-report", "The report cannot be taken.",
        ImmutableDictionary<string, string>.Empty.Add("$.detected_at", "Expected a time that has come.")) : null;

    public DetectedDrift ToDetected(DateTimeOffset now) =>
        new(ModelId, Version, Type, Severity, Detector.Trim(), null, null, DetectedAt ?? now, Rows, Summary.Trim(), []);
}

/// <param name="Status">open, investigating, resolved or false_positive.</param>
/// <param name="Note">What was found or done.</param>
internal sealed record ChangeDetectionStatusRequest(
    [property: JsonRequired] DetectionStatus Status, [property: DataType(DataType.MultilineText), MaxLength(2_000)] string? Note = null);
