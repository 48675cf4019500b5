using Kolosal.Incidents;

namespace Kolosal.Alerts;

[GenerateSerializer, Alias("kolosal.alert-state")]
public enum AlertState
{
    /// <summary>All is well, or nothing is known.</summary>
    Inactive,

    /// <summary>Bad, and not yet for long enough.</summary>
    Pending,

    /// <summary>Bad for long enough.</summary>
    Firing,

    /// <summary>It fired, and is well again; kept for a day.</summary>
    Resolved,
}

/// <summary>One rule's finding about one model or incident.</summary>
/// <param name="Id"><c>rule.model</c> or <c>rule.INC-2026-000042</c>.</param>
/// <param name="RuleId">The rule.</param>
/// <param name="Title">The rule's title, or the incident's.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Severity">How grave it is.</param>
/// <param name="Model">The model it is about; null for an incident about none.</param>
/// <param name="IncidentId">The incident it is about, or that it raised; null for none.</param>
/// <param name="Value">The value at the last evaluation; null when there was none.</param>
/// <param name="Limit">The rule's limit; null when it has none.</param>
/// <param name="Since">When it became what it is.</param>
/// <param name="FiredAt">When it last began to fire; null before.</param>
/// <param name="ResolvedAt">When it was last well again; null while it fires.</param>
/// <param name="NotifiedAt">When somebody was last told that it fires; null before.</param>
/// <param name="SilencedBy">Ids of the silences that keep it from being told now.</param>
/// <param name="InhibitedBy">Ids of the alerts that keep it from being told now.</param>
[GenerateSerializer, Immutable, Alias("kolosal.alert")]
public sealed record Alert(
    string Id, string RuleId, string Title, AlertState State, IncidentSeverity Severity, string? Model, string? IncidentId, double? Value,
    double? Limit, DateTimeOffset Since, DateTimeOffset? FiredAt, DateTimeOffset? ResolvedAt, DateTimeOffset? NotifiedAt,
    ImmutableArray<string> SilencedBy, ImmutableArray<string> InhibitedBy);

/// <summary>Everything that is not well, at a glance.</summary>
/// <param name="Firing">Alerts that fire.</param>
/// <param name="Pending">Alerts that wait.</param>
/// <param name="EvaluatedAt">When the rules were last evaluated; null before.</param>
/// <param name="Items">Firing first, then pending, then resolved; within these the gravest and then the newest first.</param>
/// <param name="Total">All of them.</param>
[GenerateSerializer, Immutable, Alias("kolosal.alert-board")]
public sealed record AlertBoard(int Firing, int Pending, DateTimeOffset? EvaluatedAt, ImmutableArray<Alert> Items, int Total);

/// <summary>A rule as it is read.</summary>
/// <param name="Id">a-z, 0-9 and -, 1 to 64.</param>
/// <param name="Rule">What it says.</param>
/// <param name="State">The worst of its alerts: firing, pending, resolved, inactive.</param>
/// <param name="IsDefault">It came with the platform, and nobody has changed it.</param>
/// <param name="ChangedBy">Who changed it last; null for a default.</param>
/// <param name="ChangedAt">When; null for a default.</param>
/// <param name="Revision">Counts its changes; the entity tag. 0 for a default.</param>
[GenerateSerializer, Immutable, Alias("kolosal.alert-rule")]
public sealed record AlertRule(
    string Id, AlertRuleSpec Rule, AlertState State, bool IsDefault, string? ChangedBy, DateTimeOffset? ChangedAt, long Revision);
