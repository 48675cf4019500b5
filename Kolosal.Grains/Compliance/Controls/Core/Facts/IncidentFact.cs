using System.Collections.Immutable;

namespace Kolosal.Compliance.Controls;

/// <summary>An incident. Words as <c>sev1</c>, <c>open</c>.</summary>
public sealed record IncidentFact(string Id, string Kind, string Severity, string Status, DateTimeOffset DetectedAt)
{
    public string? Model { get; init; }

    public DateTimeOffset? AcknowledgedAt { get; init; }

    /// <summary>When it was first mitigated or resolved.</summary>
    public DateTimeOffset? MitigatedAt { get; init; }

    public DateTimeOffset? ResolvedAt { get; init; }

    public DateTimeOffset? PostmortemAt { get; init; }

    public bool HasRootCause { get; init; }

    public ImmutableArray<ActionFact> Actions { get; init; } = [];

    public bool IsClosed => Status is "resolved" or "postmortem";
}

/// <summary>What was agreed after an incident.</summary>
public sealed record ActionFact(string Id, string? Owner, DateTimeOffset? DueAt, bool IsDone);
