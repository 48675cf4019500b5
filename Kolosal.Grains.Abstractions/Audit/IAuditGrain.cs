using Kolosal.Access;
using Orleans.Concurrency;

namespace Kolosal.Audit;

/// <summary>The audit trail of one workspace: an append-only hash chain. Key <c>workspace/audit</c>. Calls nobody.</summary>
[Alias("kolosal.audit.IAuditGrain")]
public interface IAuditGrain : IGrainWithStringKey
{
    /// <summary>Appends entries in order; they are durable when the call returns.</summary>
    /// <param name="entries">An entry whose <see cref="AuditEntry.EventId"/> already stands in the chain is dropped.</param>
    /// <remarks>Calls that come while one is written are written together with the next, in the order in which they came.</remarks>
    [Alias("Append")]
    Task AppendAsync(ImmutableArray<AuditEntry> entries);

    /// <summary>
    /// Recomputes the whole chain from the log and compares it with the signed checkpoint, which is kept apart from it and covers every
    /// acknowledged entry: a changed last entry, a cut tail and a lost log are found, and their place is named.
    /// </summary>
    /// <remarks>Those who ask while it is being recomputed share the next computation; none is answered by one that began before they asked.
    /// </remarks>
    [Alias("Verify"), AlwaysInterleave, RequiresPermission(Permission.AuditRead)]
    Task<AuditVerification> VerifyAsync(CancellationToken cancel = default);

    /// <summary>The chain itself, oldest first: one JSON text with its hash per line, as far as it verifies.</summary>
    /// <remarks>Of a damaged chain the last line has no entry and says where and how it breaks.</remarks>
    /// <param name="from">First sequence number wanted.</param>
    /// <param name="cancel">Ends the enumeration.</param>
    [Alias("Export"), AlwaysInterleave, RequiresPermission(Permission.AuditRead)]
    IAsyncEnumerable<AuditLine> ExportAsync(long from, CancellationToken cancel = default);

    /// <summary>The last signed checkpoint; null while nothing was sealed.</summary>
    [Alias("GetCheckpoint"), AlwaysInterleave, RequiresPermission(Permission.AuditRead)]
    Task<AuditCheckpoint?> GetCheckpointAsync();

    /// <summary>The hash that an export from this entry on goes on from: that of the entry before it, 64 zeros for the first.</summary>
    /// <returns>Refused with <c>audit.no-such-entry</c> beyond what was signed, and with <c>audit.entries-lost</c> when it cannot be read.</returns>
    [Alias("GetHashBefore"), AlwaysInterleave, RequiresPermission(Permission.AuditRead)]
    Task<Result<string>> GetHashBeforeAsync(long sequence, CancellationToken cancel = default);

    /// <summary>Signs what lies behind the last checkpoint, which is nothing unless the option lets more than one entry wait.</summary>
    [Alias("Seal"), RequiresPermission(Permission.AuditRead)]
    Task<AuditCheckpoint?> SealAsync();

    /// <summary>Proves that an entry is in the log that the last checkpoint signs (RFC 9162 §2.1.3).</summary>
    /// <param name="sequence">The entry.</param>
    /// <param name="cancel">Ends the reading.</param>
    /// <returns>Refused with <c>audit.no-such-entry</c> beyond what was signed, and with <c>audit.entries-lost</c> when entries that the proof
    /// needs cannot be read.</returns>
    [Alias("Prove"), AlwaysInterleave, RequiresPermission(Permission.AuditRead)]
    Task<Result<AuditInclusion>> ProveAsync(long sequence, CancellationToken cancel = default);

    /// <summary>Proves that the log of one size begins with all of the log of a smaller one (RFC 9162 §2.1.4).</summary>
    /// <param name="from">The smaller size, 1 or more.</param>
    /// <param name="to">The larger; null for the last checkpoint's.</param>
    /// <param name="cancel">Ends the reading.</param>
    /// <returns>Refused as <see cref="ProveAsync"/>, and with <c>audit.bad-sizes</c>.</returns>
    [Alias("ProveConsistency"), AlwaysInterleave, RequiresPermission(Permission.AuditRead)]
    Task<Result<AuditConsistency>> ProveConsistencyAsync(long from, long? to, CancellationToken cancel = default);

    /// <summary>A tile of the log (C2SP tlog-tiles): hashes of 32 bytes, or entries behind their lengths, 2 bytes, big-endian.</summary>
    /// <param name="path">What follows <c>tile/</c>, e.g. <c>0/x001/067</c> or <c>entries/000.p/12</c>.</param>
    /// <param name="cancel">Ends the reading.</param>
    /// <returns>Refused with <c>audit.no-such-tile</c> beyond what was signed, and as <see cref="ProveAsync"/>.</returns>
    [Alias("ReadTile"), AlwaysInterleave, RequiresPermission(Permission.AuditRead)]
    Task<Result<byte[]>> ReadTileAsync(string path, CancellationToken cancel = default);

    /// <summary>What the trail keeps, and what it has dropped.</summary>
    [Alias("GetRetention"), AlwaysInterleave, RequiresPermission(Permission.AuditRead)]
    Task<AuditRetention> GetRetentionAsync();

    /// <summary>Keeps the trail whole whatever the retention says, or ends that. The same again changes nothing.</summary>
    /// <param name="reason">Why; 1 to 2,000 characters. Null lifts the hold.</param>
    [Alias("Hold"), RequiresPermission(Permission.ComplianceWrite)]
    Task<AuditRetention> HoldAsync(string? reason);

    /// <summary>What an export needs to go on from a dropped beginning; null while nothing was dropped.</summary>
    [Alias("GetTombstone"), AlwaysInterleave, RequiresPermission(Permission.AuditRead)]
    Task<AuditTombstone?> GetTombstoneAsync();

    /// <summary>Drops now what the retention says, as the trail does by itself every few hours: whole segments of entries older than it, unless
    /// there is a hold. Texts and rows of lists go; hashes stay, and a signed tombstone with an entry <c>audit.drop</c> says what went.</summary>
    [Alias("DropDue")]
    Task<AuditRetention> DropDueAsync(CancellationToken cancel = default);

    /// <summary>The keys that have signed checkpoints of this workspace, in the form of C2SP signed-note, the present one last.</summary>
    [Alias("GetKeys"), AlwaysInterleave, RequiresPermission(Permission.AuditRead)]
    Task<ImmutableArray<string>> GetKeysAsync();
}

/// <summary>Something that happened, as its actor reports it.</summary>
/// <param name="EventId">Unique and chosen by the reporter, so that a repeated report is recognised.</param>
/// <param name="At">When it happened, UTC.</param>
/// <param name="Actor">Subject of the principal on whose behalf it happened, or <c>system</c>.</param>
/// <param name="Action">Dotted, noun and verb, stable: <c>model.promote</c>, <c>dataset.delete</c>.</param>
/// <param name="Subject">What it happened to: <c>models/credit-risk:3</c>.</param>
/// <param name="Model">The model it concerns, for filtering; null when none.</param>
/// <param name="Detail">A JSON object of strings, integers, booleans and nulls (no fractions: they have no canonical form). No personal data.</param>
[GenerateSerializer, Immutable, Alias("kolosal.audit-entry")]
public sealed record AuditEntry(
    string EventId, DateTimeOffset At, string Actor, string Action, string Subject, string? Model, string Detail);

/// <summary>One exported line of the chain.</summary>
/// <param name="Hash">h of this line; see <c>HashChain</c>.</param>
/// <param name="Entry">The canonical JSON text that was hashed.</param>
/// <param name="BrokenAt">Sequence number at which the chain breaks; only in a last line, whose hash and entry are empty.</param>
/// <param name="Fault">How it breaks, in words; null with an entry.</param>
[GenerateSerializer, Immutable, Alias("kolosal.audit-line")]
public sealed record AuditLine(string Hash, string Entry, long? BrokenAt = null, string? Fault = null);

/// <summary>The outcome of recomputing the chain.</summary>
/// <param name="Valid">Every hash follows, nothing is missing at the end, the checkpoint's signature holds and its head is met.</param>
/// <param name="Entries">Entries recomputed.</param>
/// <param name="Head">Hash of the last sound entry.</param>
/// <param name="BrokenAt">Sequence number of the first entry that is not what was sealed or is missing; null when all are there.</param>
/// <param name="Fault">What is wrong, in words; null when valid.</param>
/// <param name="Checkpoint">The last signed checkpoint; null before the first.</param>
[GenerateSerializer, Immutable, Alias("kolosal.audit-verification")]
public sealed record AuditVerification(bool Valid, long Entries, string Head, long? BrokenAt, string? Fault, AuditCheckpoint? Checkpoint);

/// <summary>A signed statement that the chain had this many entries and this head.</summary>
/// <param name="Entries">Entries sealed.</param>
/// <param name="Head">Hash of the last of them.</param>
/// <param name="SigningKeyId">Which of the installation's keys signed.</param>
/// <param name="Signature">ECDSA P-256 with SHA-256 over <c>workspace LF entries LF head</c>, base64.</param>
/// <param name="Note">The same for others' tools: a signed note (C2SP tlog-checkpoint) with the root of the entries' Merkle tree. Null for one that
/// was signed before there were notes.</param>
/// <param name="NoteKey">The key of the note's signature, as C2SP signed-note writes keys.</param>
[GenerateSerializer, Immutable, Alias("kolosal.audit-checkpoint")]
public sealed record AuditCheckpoint(
    long Entries, string Head, string SigningKeyId, string Signature, string? Note = null, string? NoteKey = null);

/// <summary>Proves that an entry is in the log.</summary>
/// <param name="Sequence">The entry's number.</param>
/// <param name="Hash">Its hash in the chain.</param>
/// <param name="Entry">Its text, the leaf of the tree.</param>
/// <param name="Path">Hashes from the leaf to the root, hexadecimal digits.</param>
/// <param name="Checkpoint">The signed root that they lead to.</param>
[GenerateSerializer, Immutable, Alias("kolosal.audit-inclusion")]
public sealed record AuditInclusion(long Sequence, string Hash, string Entry, ImmutableArray<string> Path, AuditCheckpoint Checkpoint);

/// <summary>Proves that a log only grew.</summary>
/// <param name="From">The smaller size.</param>
/// <param name="To">The larger size.</param>
/// <param name="FromRoot">Root of the tree of the smaller size, hexadecimal digits.</param>
/// <param name="ToRoot">Root of the tree of the larger size.</param>
/// <param name="Path">The proof's hashes.</param>
[GenerateSerializer, Immutable, Alias("kolosal.audit-consistency")]
public sealed record AuditConsistency(long From, long To, string FromRoot, string ToRoot, ImmutableArray<string> Path);

public static class AuditGrains
{
    public static IAuditGrain Audit(this IGrainFactory grains, string workspace) => grains.GetGrain<IAuditGrain>($"{workspace}/audit");
}
