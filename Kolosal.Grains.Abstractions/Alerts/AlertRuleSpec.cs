using Kolosal.Incidents;

namespace Kolosal.Alerts;

/// <summary>What a rule looks at.</summary>
[GenerateSerializer, Alias("kolosal.alert-kind")]
public enum AlertKind
{
    /// <summary>A value beyond a limit.</summary>
    Threshold,

    /// <summary>How much a value changed over the window.</summary>
    Rate,

    /// <summary>No request for as long as the window.</summary>
    Absence,

    /// <summary>An objective's budget that burns too fast, in the long window of that length and its short one.</summary>
    Burn,

    /// <summary>Each open incident of given types and severities is an alert of its own.</summary>
    Incident,
}

/// <summary>The values that monitors maintain of a model.</summary>
[GenerateSerializer, Alias("kolosal.alert-metric")]
public enum AlertMetric
{
    /// <summary>The largest population stability index of the last drift window, over columns and decisions.</summary>
    DriftScore,

    /// <summary>The smallest disparate impact of the last fairness window, over protected attributes.</summary>
    ImpactRatio,

    /// <summary>Failed requests over all requests in the rule's window, 0 to 1; callers' own faults do not count as failed.</summary>
    ErrorRate,

    /// <summary>The 99th percentile of latency over the current and the previous hour, milliseconds.</summary>
    LatencyP99,

    /// <summary>Requests a minute, over the rule's window.</summary>
    Traffic,

    /// <summary>The smallest good share over the model's objectives of type quality.</summary>
    Quality,

    /// <summary>Open incidents about the model.</summary>
    OpenIncidents,
}

[GenerateSerializer, Alias("kolosal.alert-comparison")]
public enum AlertComparison { Above, Below }

/// <summary>Which alerts of one moment are told in one notification.</summary>
[GenerateSerializer, Alias("kolosal.alert-grouping")]
public enum AlertGrouping
{
    /// <summary>Each for itself.</summary>
    Alert,

    /// <summary>All of one model.</summary>
    Model,

    /// <summary>All of one rule.</summary>
    Rule,
}

/// <summary>When to tell whom of what.</summary>
/// <param name="Title">One line a person reads first.</param>
/// <param name="Kind">What it looks at.</param>
/// <param name="Metric">The value, for threshold and rate; null for the others.</param>
/// <param name="Model">The model's name; null for every model of the workspace.</param>
/// <param name="Comparison">Which side of the limit is bad, for threshold and rate.</param>
/// <param name="Limit">The limit, for threshold, rate (change over the window) and burn (burn rate); null for the others.</param>
/// <param name="WindowMinutes">The window, 1 to 60; for burn the length of the long window, up to 4,320.</param>
/// <param name="ForMinutes">How long it must be bad before it fires, 0 to 1,440; until then it is pending.</param>
/// <param name="Severity">How grave it is; an incident's alert has the incident's severity.</param>
/// <param name="CooldownMinutes">Least time between two notifications that one alert fires, 0 to 10,080.</param>
/// <param name="GroupBy">What is told together.</param>
/// <param name="Endpoints">Ids of endpoints that are told, <c>log</c> among them; empty for all whose filter lets it pass.</param>
/// <param name="Inhibits">Ids of rules whose alerts about the same model are not told while one of this rule fires.</param>
/// <param name="IncidentTypes">For incident: the types; empty for all.</param>
/// <param name="IncidentSeverities">For incident: the severities; empty for all.</param>
/// <param name="Raises">The type of incident that it raises when it fires; null for none. Not for incident.</param>
/// <param name="Enabled">Whether it is evaluated.</param>
[GenerateSerializer, Immutable, Alias("kolosal.alert-rule-spec")]
public sealed record AlertRuleSpec(
    string Title, AlertKind Kind, AlertMetric? Metric, string? Model, AlertComparison? Comparison, double? Limit, int WindowMinutes, int ForMinutes,
    IncidentSeverity Severity, int CooldownMinutes, AlertGrouping GroupBy, ImmutableArray<string> Endpoints, ImmutableArray<string> Inhibits,
    ImmutableArray<IncidentType> IncidentTypes, ImmutableArray<IncidentSeverity> IncidentSeverities, IncidentType? Raises, bool Enabled)
{
    // Arrays compare by reference; two rules are the same when they do the same.
    public bool Equals(AlertRuleSpec? other) => other is not null
        && (Title, Kind, Metric, Model, Comparison, Limit, WindowMinutes) ==
            (other.Title, other.Kind, other.Metric, other.Model, other.Comparison, other.Limit, other.WindowMinutes)
        && (ForMinutes, Severity, CooldownMinutes, GroupBy, Raises, Enabled) ==
            (other.ForMinutes, other.Severity, other.CooldownMinutes, other.GroupBy, other.Raises, other.Enabled)
        && Endpoints.SequenceEqual(other.Endpoints) && Inhibits.SequenceEqual(other.Inhibits)
        && IncidentTypes.SequenceEqual(other.IncidentTypes) && IncidentSeverities.SequenceEqual(other.IncidentSeverities);

    public override int GetHashCode() => HashCode.Combine(Title, Kind, Metric, Model, Limit, WindowMinutes);
}
