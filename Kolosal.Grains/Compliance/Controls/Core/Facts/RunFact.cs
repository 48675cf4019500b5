namespace Kolosal.Compliance.Controls;

/// <summary>A training run.</summary>
/// <param name="StartedBy">Who started it, as the audit trail says; null where the trail does not.</param>
/// <param name="State">As <c>queued</c>.</param>
public sealed record RunFact(string Id, string DatasetId, string State, string? StartedBy, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <summary>A run that was done again.</summary>
/// <param name="Same">The new model is the old one, byte for byte; null while it is not known.</param>
public sealed record ReplayFact(string Id, string Model, int Version, bool? Same, DateTimeOffset At);
