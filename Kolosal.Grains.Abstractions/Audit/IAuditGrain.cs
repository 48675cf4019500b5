using Kolosal.Access;
using Orleans.Concurrency;

namespace Kolosal.Audit;

/// <summary>The audit trail of one workspace: an append-only hash chain. Key <c>workspace/audit</c>. Calls nobody.</summary>
[Alias("kolosal.audit.IAuditGrain")]
public interface IAuditGrain : IGrainWithStringKey
{
    /// <summary>Appends entries in order; they are durable when the call returns.</summary>
    /// <param name="entries">An entry whose <see cref="AuditEntry.EventId"/> already stands in the chain is dropped.</param>
    [Alias("Append")]
    Task AppendAsync(ImmutableArray<AuditEntry> entries);

    /// <summary>
    /// Recomputes the whole chain from the log and compares it with the signed checkpoint, which is kept apart from it and covers every
    /// acknowledged entry: a changed last entry, a cut tail and a lost log are found, and their place is named.
    /// </summary>
    [Alias("Verify"), AlwaysInterleave, RequiresPermission(Permission.AuditRead)]
    Task<AuditVerification> VerifyAsync(CancellationToken cancel = default);

    /// <summary>The chain itself, oldest first: one JSON text with its hash per line, as far as it verifies.</summary>
    /// <remarks>Of a damaged chain the last line has no entry and says where and how it breaks.</remarks>
    /// <param name="from">First sequence number wanted.</param>
    /// <param name="cancel">Ends the enumeration.</param>
    [Alias("Export"), AlwaysInterleave, RequiresPermission(Permission.AuditRead)]
    IAsyncEnumerable<AuditLine> ExportAsync(long from, CancellationToken cancel = default);
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
[GenerateSerializer, Immutable, Alias("kolosal.audit-checkpoint")]
public sealed record AuditCheckpoint(long Entries, string Head, string SigningKeyId, string Signature);

public static class AuditGrains
{
    public static IAuditGrain Audit(this IGrainFactory grains, string workspace) => grains.GetGrain<IAuditGrain>($"{workspace}/audit");
}
