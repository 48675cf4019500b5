using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Kolosal.Models;

/// <summary>What a promotion needs; what is left out is as built in.</summary>
/// <param name="Note">Why it changes.</param>
/// <param name="Metric">required, if_present or shown: of the score on held-out rows.</param>
/// <param name="MetricName">Which metric; the one searched by when left out.</param>
/// <param name="MetricThreshold">The whole 95 % interval must lie on its good side; without it the prior model must be beaten.</param>
/// <param name="Calibration">Of the calibration error on held-out rows.</param>
/// <param name="MaxCalibrationError">0 to 1.</param>
/// <param name="Fairness">Of the evaluation of groups on held-out rows.</param>
/// <param name="TestDrift">Of the test part against the rows learnt from.</param>
/// <param name="GoldenSet">Of the runs of golden datasets.</param>
/// <param name="Latency">Of the time to score one row.</param>
/// <param name="MaxLatencyMilliseconds">The 99th percentile, above 0.</param>
/// <param name="Card">Of the declared parts of the card.</param>
/// <param name="Incidents">Of open incidents of the model.</param>
/// <param name="IncidentSeverities">sev1 to sev4: those that count.</param>
/// <param name="IncidentTypes">Those that count.</param>
/// <param name="Approvals">1 to 10 people other than the author, who promotes among them.</param>
/// <param name="ApproverRoles">One of these roles each; any that may promote when left out.</param>
/// <param name="ValidationMaxAgeHours">1 to 8,760; the installation's setting when left out.</param>
internal sealed record SetPromotionPolicyRequest(
    [property: JsonRequired, DataType(DataType.MultilineText), Length(1, 2_000)] string Note,
    ItemRule? Metric = null, string? MetricName = null, double? MetricThreshold = null, ItemRule? Calibration = null,
    double? MaxCalibrationError = null, ItemRule? Fairness = null, ItemRule? TestDrift = null, ItemRule? GoldenSet = null, ItemRule? Latency = null,
    double? MaxLatencyMilliseconds = null, ItemRule? Card = null, ItemRule? Incidents = null,
    [property: MaxLength(4)] ImmutableArray<string>? IncidentSeverities = null, [property: MaxLength(7)] ImmutableArray<string>? IncidentTypes = null,
    [property: Range(1, 10)] int? Approvals = null, [property: MaxLength(10)] ImmutableArray<string>? ApproverRoles = null,
    [property: Range(1, 8_760)] int? ValidationMaxAgeHours = null)
{
    public PromotionPolicy ToPolicy()
    {
        var built = PromotionPolicy.Default;
        return new(
            Metric ?? built.Metric, MetricName, MetricThreshold, Calibration ?? built.Calibration, MaxCalibrationError ?? built.MaxCalibrationError,
            Fairness ?? built.Fairness, TestDrift ?? built.TestDrift, GoldenSet ?? built.GoldenSet, Latency ?? built.Latency,
            MaxLatencyMilliseconds ?? built.MaxLatencyMilliseconds, Card ?? built.Card, Incidents ?? built.Incidents,
            IncidentSeverities ?? built.IncidentSeverities, IncidentTypes ?? built.IncidentTypes, Approvals ?? built.Approvals,
            ApproverRoles ?? built.ApproverRoles, ValidationMaxAgeHours);
    }
}

/// <summary>When a version retires by itself.</summary>
/// <param name="Note">Why; kept in the history.</param>
/// <param name="At">In the future; null takes the date back.</param>
internal sealed record SetSunsetRequest([property: DataType(DataType.MultilineText), MaxLength(2_000)] string Note, DateTimeOffset? At = null);

/// <summary>Conditions of an alias.</summary>
/// <param name="Roles">One of these roles must set it; everybody who may write models when left out.</param>
/// <param name="Statuses">Statuses a version must have for it; all but retired when left out.</param>
internal sealed record SetAliasRuleRequest(
    [property: MaxLength(10)] ImmutableArray<string>? Roles = null, [property: MaxLength(8)] ImmutableArray<ModelStatus>? Statuses = null);

/// <summary>A version to be recorded before it has a package.</summary>
/// <param name="Name">The model's name.</param>
/// <param name="Description">What it is to become.</param>
/// <param name="RunId">The run that is to make it; what that run registers takes this version's number.</param>
/// <param name="Framework">What it is trained with.</param>
internal sealed record DraftModelRequest(
    [property: JsonRequired] string Name, [property: DataType(DataType.MultilineText), MaxLength(2_000)] string? Description = null,
    string? RunId = null, string? Framework = null);

/// <summary>A step of a version.</summary>
/// <param name="Status">The status wanted: draft, training, evaluating, approved, staging, active, deprecated or retired.</param>
/// <param name="Note">Why; kept in the history.</param>
internal sealed record ChangeModelStatusRequest(
    [property: JsonRequired] ModelStatus Status, [property: JsonRequired, DataType(DataType.MultilineText), Length(1, 2_000)] string Note);
