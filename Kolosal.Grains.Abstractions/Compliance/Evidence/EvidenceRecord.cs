namespace Kolosal.Compliance;

/// <summary>What sort of document it is.</summary>
[GenerateSerializer, Alias("kolosal.evidence-type")]
public enum EvidenceType
{
    Policy,
    Procedure,
    Log,
    TestResult,
    AuditReport,
    Metric,
}

/// <summary>Where evidence stands.</summary>
[GenerateSerializer, Alias("kolosal.evidence-status")]
public enum EvidenceStatus
{
    /// <summary>Handed in.</summary>
    Draft,

    /// <summary>Read by somebody else than who handed it in.</summary>
    Reviewed,

    /// <summary>It counts, from its date to its end.</summary>
    Approved,

    /// <summary>It counts no longer.</summary>
    Expired,
}

/// <summary>Evidence that is handed in.</summary>
/// <param name="Title">What it is, 1 to 200 characters.</param>
/// <param name="Type">What sort of document.</param>
/// <param name="Kind">Which of the reviewed documents it is, as <c>ai-policy</c>, or what an outside tool reports: <c>build</c>,
/// <c>vulnerabilities</c>, <c>sbom</c>; null for evidence of the named controls alone.</param>
/// <param name="Controls">Controls that it is for, as <c>iso42001/A.2.2</c>.</param>
/// <param name="Document">The stored document.</param>
/// <param name="FileName">Its name.</param>
/// <param name="MediaType">As <c>application/pdf</c>.</param>
/// <param name="EffectiveFrom">From when it holds.</param>
/// <param name="EffectiveUntil">Until when; null for no end of its own.</param>
/// <param name="NextReviewAt">When it is to be reviewed next; null leaves it to the kind.</param>
/// <param name="Note">What else there is to say; null for nothing.</param>
/// <param name="Signature">Who signed the document; null for nobody.</param>
[GenerateSerializer, Immutable, Alias("kolosal.evidence-submission")]
public sealed record EvidenceSubmission(
    string Title, EvidenceType Type, string? Kind, ImmutableArray<string> Controls, BlobRef Document, string FileName, string MediaType,
    DateTimeOffset EffectiveFrom, DateTimeOffset? EffectiveUntil, DateTimeOffset? NextReviewAt, string? Note, EvidenceSignature? Signature);

/// <summary>A signature over the bytes of the document.</summary>
/// <param name="KeyId">The configured key.</param>
/// <param name="Value">The signature, base64: Ed25519 (64 bytes), or ECDSA over P-256 with SHA-256 (r and s, 64 bytes).</param>
[GenerateSerializer, Immutable, Alias("kolosal.evidence-signature")]
public sealed record EvidenceSignature(string KeyId, string Value);

/// <summary>A step of evidence.</summary>
/// <param name="Status">Where to.</param>
/// <param name="Capacity">In what capacity it is approved, as <c>top_management</c>; needed where the kind names who may.</param>
/// <param name="Note">Why; null for nothing.</param>
/// <param name="NextReviewAt">When it is to be reviewed next; null leaves what is there.</param>
[GenerateSerializer, Immutable, Alias("kolosal.evidence-status-change")]
public sealed record EvidenceStatusChange(EvidenceStatus Status, string? Capacity, string? Note, DateTimeOffset? NextReviewAt);

/// <summary>Evidence as it stands.</summary>
/// <param name="Id"><c>ev_…</c>.</param>
/// <param name="Title">What it is.</param>
/// <param name="Type">What sort of document.</param>
/// <param name="Kind">Which of the reviewed documents or feeds; null for none.</param>
/// <param name="Controls">Controls that it is for.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Sha256">SHA-256 of the document, lower-case hexadecimal digits.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="FileName">Its name.</param>
/// <param name="MediaType">What it is written in.</param>
/// <param name="EffectiveFrom">From when it holds.</param>
/// <param name="EffectiveUntil">Until when; null for no end of its own.</param>
/// <param name="NextReviewAt">When it is to be reviewed next; null when nobody said.</param>
/// <param name="UploadedBy">Who handed it in.</param>
/// <param name="UploadedAt">When.</param>
/// <param name="ReviewedBy">Who reviewed it; null while nobody did.</param>
/// <param name="ReviewedAt">When.</param>
/// <param name="ApprovedBy">Who approved it, or <c>key/…</c> for the key that signed it; null while nobody did.</param>
/// <param name="ApprovedAt">When.</param>
/// <param name="Capacity">In what capacity it was approved.</param>
/// <param name="ExpiredAt">When it ended; null while it has not.</param>
/// <param name="Signature">Who signed the document; null for nobody.</param>
/// <param name="Note">What was said last.</param>
/// <param name="Revision">Counts changes; the entity tag.</param>
/// <param name="UpdatedAt">When it last changed.</param>
[GenerateSerializer, Immutable, Alias("kolosal.evidence-record")]
public sealed record EvidenceRecord(
    string Id, string Title, EvidenceType Type, string? Kind, ImmutableArray<string> Controls, EvidenceStatus Status, string Sha256, long Bytes,
    string FileName, string MediaType, DateTimeOffset EffectiveFrom, DateTimeOffset? EffectiveUntil, DateTimeOffset? NextReviewAt,
    string UploadedBy, DateTimeOffset UploadedAt, string? ReviewedBy, DateTimeOffset? ReviewedAt, string? ApprovedBy, DateTimeOffset? ApprovedAt,
    string? Capacity, DateTimeOffset? ExpiredAt, EvidenceSignature? Signature, string? Note, long Revision, DateTimeOffset UpdatedAt);
