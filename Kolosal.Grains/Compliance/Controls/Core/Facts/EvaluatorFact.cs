using System.Collections.Immutable;

namespace Kolosal.Compliance.Controls;

/// <summary>What compliance remembers of itself.</summary>
/// <param name="EvaluatedAt">When all controls were last judged; null before the first time.</param>
/// <param name="Undecided">Controls of adopted frameworks without a decision on their applicability.</param>
public sealed record EvaluatorFact(DateTimeOffset? EvaluatedAt, ImmutableArray<string> Undecided)
{
    public ImmutableArray<AttestationFact> Attestations { get; init; } = [];

    public ImmutableArray<RedFact> Reds { get; init; } = [];

    public ImmutableArray<WaiverFact> Waivers { get; init; } = [];
}

/// <summary>A document that somebody handed in.</summary>
/// <param name="Status">As <c>approved</c>.</param>
/// <param name="Resolves">The document is stored and its hash is the recorded one.</param>
public sealed record AttestationFact(
    string Id, string Status, string UploadedBy, string? ApprovedBy, DateTimeOffset? ExpiresAt, DateTimeOffset? ReviewDueAt, bool Resolves);

/// <summary>A control that is red.</summary>
/// <param name="HasAction">A corrective action with cause, owner and due date exists.</param>
/// <param name="ActionDueAt">When that is due.</param>
public sealed record RedFact(string Control, DateTimeOffset Since, bool HasAction, DateTimeOffset? ActionDueAt);

/// <summary>A red that somebody bears for a time.</summary>
public sealed record WaiverFact(string Control, DateTimeOffset From, DateTimeOffset Until);
