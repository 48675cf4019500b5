namespace Kolosal.Compliance.Controls;

/// <summary>An answer that a person decides on.</summary>
/// <param name="Status"><c>open</c>, <c>upheld</c>, <c>overridden</c> or <c>expired</c>.</param>
/// <param name="IsContest">Somebody asked for it, with a reason.</param>
public sealed record ReferralFact(
    string Id, string Model, string Status, DateTimeOffset CreatedAt, DateTimeOffset DecideBy, DateTimeOffset? DecidedAt, bool IsContest);

/// <summary>A retraining that a policy started.</summary>
public sealed record RetrainingFact(string Id, string Model, string Status, DateTimeOffset CreatedAt);
