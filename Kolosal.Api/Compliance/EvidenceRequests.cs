using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Kolosal.Compliance;

/// <summary>A document that is handed in.</summary>
/// <param name="Title">What it is.</param>
/// <param name="Type"><c>policy</c>, <c>procedure</c>, <c>log</c>, <c>test_result</c>, <c>audit_report</c> or <c>metric</c>.</param>
/// <param name="FileName">Its file's name.</param>
/// <param name="MediaType">What it is written in, as <c>application/pdf</c>.</param>
/// <param name="Content">The document, base64.</param>
/// <param name="Kind">Which of the reviewed documents it is, as <c>ai-policy</c>; or <c>build</c>, <c>vulnerabilities</c>, <c>sbom</c> of an
/// outside
/// tool, which need a signature.</param>
/// <param name="Controls">Controls that it is for, as <c>iso42001/A.2.2</c>.</param>
/// <param name="EffectiveFrom">From when it holds; from now when left out.</param>
/// <param name="EffectiveUntil">Until when.</param>
/// <param name="NextReviewAt">When it is to be reviewed next.</param>
/// <param name="Note">What else there is to say.</param>
/// <param name="Signature">Who signed the document's bytes.</param>
internal sealed record SubmitEvidenceRequest(
    [property: JsonRequired, Length(1, 200)] string Title, [property: JsonRequired] EvidenceType Type,
    [property: JsonRequired, Length(1, 200)] string FileName, [property: JsonRequired, Length(3, 100)] string MediaType,
    [property: JsonRequired, DataType(DataType.MultilineText), MaxLength(SubmitEvidenceRequest.LongestContent)] string Content,
    [property: Length(1, 40)] string? Kind = null, [property: MaxLength(200)] string[]? Controls = null, DateTimeOffset? EffectiveFrom = null,
    DateTimeOffset? EffectiveUntil = null, DateTimeOffset? NextReviewAt = null,
    [property: DataType(DataType.MultilineText), MaxLength(4_000)] string? Note = null, EvidenceSignatureRequest? Signature = null)
{
    /// <summary>16 MiB, the most that may be configured, as base64.</summary>
    public const int LongestContent = 22_400_000;

    /// <summary>The bytes; null when it is no base64.</summary>
    public byte[]? Bytes()
    {
        byte[] bytes = new byte[(Content.Length / 4 * 3) + 3];
        return Convert.TryFromBase64String(Content, bytes, out int written) ? bytes[..written] : null;
    }

    public EvidenceSubmission ToSubmission(BlobRef document, DateTimeOffset now) => new(
        Title, Type, Kind, [.. (Controls ?? []).Distinct().Order(StringComparer.Ordinal)], document, FileName, MediaType, EffectiveFrom ?? now,
        EffectiveUntil, NextReviewAt, string.IsNullOrWhiteSpace(Note) ? null : Note,
        Signature is { } signature ? new(signature.KeyId, signature.Value) : null);
}

/// <param name="KeyId">The key, as it is configured.</param>
/// <param name="Value">The signature over the document's bytes, base64: 64 bytes of Ed25519, or of ECDSA over P-256 with SHA-256 (r and s).</param>
internal sealed record EvidenceSignatureRequest(
    [property: JsonRequired, Length(1, 64)] string KeyId, [property: JsonRequired, Length(4, 400)] string Value);

/// <summary>A step of evidence.</summary>
/// <param name="Status"><c>draft</c>, <c>reviewed</c>, <c>approved</c> or <c>expired</c>.</param>
/// <param name="Capacity">In what capacity it is approved, as <c>top_management</c>.</param>
/// <param name="Note">Why.</param>
/// <param name="NextReviewAt">When it is to be reviewed next.</param>
internal sealed record ChangeEvidenceStatusRequest(
    [property: JsonRequired] EvidenceStatus Status, [property: Length(1, 40)] string? Capacity = null,
    [property: DataType(DataType.MultilineText), MaxLength(4_000)] string? Note = null, DateTimeOffset? NextReviewAt = null);
