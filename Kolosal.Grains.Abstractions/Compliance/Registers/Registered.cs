namespace Kolosal.Compliance.Registers;

/// <summary>A record of a register as it stands.</summary>
/// <param name="Id">Names it within its register.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Fields">What people wrote.</param>
/// <param name="AuthoredBy">Who made it.</param>
/// <param name="ChangedBy">Who last changed its fields; whoever made or changed it cannot decide on it.</param>
/// <param name="DecidedBy">Who approved, rejected or confirmed it; null before, and again after a change of what was decided on.</param>
/// <param name="DecidedAt">When.</param>
/// <param name="DueAt">The next deadline that is not met; null when there is none.</param>
/// <param name="Deadlines">All deadlines, computed from when things happened.</param>
/// <param name="History">What happened, oldest first; empty in lists.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="UpdatedAt">When it last changed.</param>
/// <param name="Revision">Counts changes; the entity tag.</param>
[GenerateSerializer, Immutable, Alias("kolosal.registered`1")]
public sealed record Registered<TFields>(
    string Id, RegisterStatus Status, TFields Fields, string AuthoredBy, string ChangedBy, string? DecidedBy, DateTimeOffset? DecidedAt,
    DateTimeOffset? DueAt, ImmutableArray<RegisterDeadline> Deadlines, ImmutableArray<RegisterStep> History, DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt, long Revision)
    where TFields : RegisterFields;

/// <param name="Name">What must be done: <c>answer</c>, <c>acknowledge</c>, <c>gdpr_33</c>.</param>
/// <param name="DueAt">By when.</param>
/// <param name="MetAt">When it was done; null while it is not.</param>
[GenerateSerializer, Immutable, Alias("kolosal.register-deadline")]
public sealed record RegisterDeadline(string Name, DateTimeOffset DueAt, DateTimeOffset? MetAt);

/// <param name="At">When.</param>
/// <param name="Actor">Who.</param>
/// <param name="Status">The status from then on.</param>
/// <param name="Note">What was said.</param>
[GenerateSerializer, Immutable, Alias("kolosal.register-step")]
public sealed record RegisterStep(DateTimeOffset At, string Actor, RegisterStatus Status, string Note);

/// <param name="Status">The status wanted.</param>
/// <param name="Note">Why; stands in the history.</param>
/// <param name="IfRevision">Only when the record still has this revision; null for any.</param>
[GenerateSerializer, Immutable, Alias("kolosal.register-move")]
public sealed record RegisterMove(RegisterStatus Status, string Note, long? IfRevision);
