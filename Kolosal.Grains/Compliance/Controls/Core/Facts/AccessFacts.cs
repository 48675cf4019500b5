using System.Collections.Immutable;

namespace Kolosal.Compliance.Controls;

/// <summary>An API key that is neither revoked nor expired.</summary>
/// <param name="Since">When its secret was made: at issue, or at the last rotation.</param>
public sealed record KeyFact(
    string Id, string? PrincipalId, ImmutableArray<string> Roles, DateTimeOffset Since, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt);

/// <summary>A principal that is not disabled.</summary>
/// <param name="LastSeenAt">When a key of it was last used; null where none was.</param>
public sealed record PrincipalFact(string Id, ImmutableArray<string> Roles, DateTimeOffset CreatedAt, DateTimeOffset? LastSeenAt = null);

/// <summary>How somebody signs in by one door.</summary>
/// <param name="Door"><c>console_key</c>, <c>console_oidc</c> or <c>token</c>.</param>
/// <param name="Roles">What they could when they last came.</param>
/// <param name="Weak">The last was without several factors.</param>
/// <param name="Minutes">For how long what they last got opens the door.</param>
/// <param name="LastWeakAt">The last without several factors; null when there was none.</param>
public sealed record SignInFact(
    string Id, string Subject, string Door, ImmutableArray<string> Roles, bool Weak, int Minutes, DateTimeOffset LastAt, DateTimeOffset? LastWeakAt);

/// <summary>A review of access.</summary>
/// <param name="Kind">As <c>user_access</c>.</param>
/// <param name="Status">As <c>pending</c>.</param>
public sealed record AccessReviewFact(
    string Id, string Kind, string SubjectId, string Status, DateTimeOffset OpenedAt, DateTimeOffset DueAt, DateTimeOffset? DecidedAt);
