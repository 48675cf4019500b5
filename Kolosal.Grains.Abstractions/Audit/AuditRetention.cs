namespace Kolosal.Audit;

/// <summary>What a trail keeps, and what it has dropped.</summary>
/// <param name="RetentionDays">Days after which whole segments of entries go; null keeps everything. The installation's setting.</param>
/// <param name="Hold">Why nothing may go now; null when it may.</param>
/// <param name="Dropped">What went; null when nothing did.</param>
[GenerateSerializer, Immutable, Alias("kolosal.audit-retention")]
public sealed record AuditRetention(int? RetentionDays, AuditHold? Hold, AuditDropped? Dropped);

/// <summary>A trail is kept whole whatever its retention says: a lawsuit, an authority's inquiry.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Since">From when.</param>
/// <param name="By">Who said so.</param>
[GenerateSerializer, Immutable, Alias("kolosal.audit-hold")]
public sealed record AuditHold(string Reason, DateTimeOffset Since, string By);

/// <summary>The tombstone of a trail's dropped beginning: a signed checkpoint of exactly what is gone.</summary>
/// <param name="Before">Entries with smaller numbers are gone. Their hashes are not, so that proofs over them still can be made.</param>
/// <param name="Head">Hash of the last of them, from which the chain goes on.</param>
/// <param name="At">When they were last dropped.</param>
/// <param name="Newest">When the newest of them happened.</param>
/// <param name="RetentionDays">The retention that was in force.</param>
/// <param name="Note">The signed note (C2SP tlog-checkpoint) of that size, with the root of their Merkle tree.</param>
/// <param name="NoteKey">The key of its signature.</param>
[GenerateSerializer, Immutable, Alias("kolosal.audit-dropped")]
public sealed record AuditDropped(
    long Before, string Head, DateTimeOffset At, DateTimeOffset Newest, int RetentionDays, string Note, string NoteKey);

/// <summary>What an export needs to go on from a dropped beginning.</summary>
/// <param name="Before">Entries with smaller numbers are gone.</param>
/// <param name="Head">Hash of the last of them.</param>
/// <param name="Frontier">Roots of the perfect subtrees that their tree consists of, the largest first, hexadecimal digits.</param>
/// <param name="Note">The tombstone, signed by the present key.</param>
[GenerateSerializer, Immutable, Alias("kolosal.audit-tombstone")]
public sealed record AuditTombstone(long Before, string Head, ImmutableArray<string> Frontier, string Note);
