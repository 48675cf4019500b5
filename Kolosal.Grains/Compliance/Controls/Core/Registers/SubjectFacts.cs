using System.Collections.Immutable;

namespace Kolosal.Compliance.Controls;

/// <summary>A model with an active version, as the registers are held against it.</summary>
/// <param name="Model">Its name.</param>
/// <param name="ActivatedAt">When its first version became active.</param>
/// <param name="ChangedAt">When the present one did.</param>
/// <param name="Version">Which that is.</param>
/// <param name="IsHighRisk">Its card classes it as of high risk, or as prohibited.</param>
/// <param name="LearntFromPersonalData">The dataset it learnt from holds personal data.</param>
public sealed record SystemFact(
    string Model, DateTimeOffset ActivatedAt, DateTimeOffset ChangedAt, int Version, bool IsHighRisk, bool LearntFromPersonalData);

/// <summary>A model or dataset that came from outside.</summary>
/// <param name="Path">As <c>models/m</c>.</param>
/// <param name="HasHash">The hash of what came is recorded.</param>
/// <param name="WasValidated">It was measured on rows of ours; true for a dataset.</param>
public sealed record ImportedFact(string Path, bool HasHash, bool WasValidated);

/// <summary>An incident that a law may ask about.</summary>
/// <param name="Id">As <c>INC-…</c>.</param>
/// <param name="DetectedAt">When it was noticed.</param>
public sealed record NotableIncidentFact(string Id, DateTimeOffset DetectedAt);

/// <summary>Somebody who holds a role of the platform.</summary>
/// <param name="Id">The principal.</param>
/// <param name="Roles">Its roles.</param>
/// <param name="Since">Since when there is one.</param>
public sealed record RoleHolderFact(string Id, ImmutableArray<string> Roles, DateTimeOffset Since);

/// <summary>Something that only an operator does.</summary>
/// <param name="Record">What it left, as <c>secret-rotations/rot_1</c>.</param>
/// <param name="At">When.</param>
public sealed record OperatorDoingFact(string Record, DateTimeOffset At);

/// <summary>Somebody who holds a role of the management system.</summary>
/// <param name="Role">As <c>ai_owner</c>.</param>
/// <param name="Holder">The principal.</param>
public sealed record NamedRoleFact(string Role, string Holder);
