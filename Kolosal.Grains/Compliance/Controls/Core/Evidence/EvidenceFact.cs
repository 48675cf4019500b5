namespace Kolosal.Compliance.Controls;

/// <summary>A document that was handed in.</summary>
/// <param name="Id">As <c>ev_…</c>.</param>
/// <param name="Kind">Which of the reviewed documents it is, as <c>ai-policy</c>, or of an outside feed <c>build</c>, <c>vulnerabilities</c>,
/// <c>sbom</c>; null for a document that belongs to named controls alone.</param>
/// <param name="Phase">Where it stands, as stored: expiry by the clock is the judge's.</param>
/// <param name="UploadedBy">Who handed it in.</param>
/// <param name="ReviewedBy">Who reviewed it; null while nobody did.</param>
/// <param name="ApprovedBy">Who approved it, <c>key/…</c> where a configured key signed it; null while nobody did.</param>
/// <param name="Capacity">In what capacity it was approved, as <c>top_management</c>; null while it was not or its kind asks for none.</param>
/// <param name="ApprovedAt">When it was approved.</param>
/// <param name="EffectiveFrom">From when it holds.</param>
/// <param name="EffectiveUntil">Until when; null for no end of its own.</param>
/// <param name="NextReviewAt">When it is to be reviewed next; null when nobody said.</param>
/// <param name="Resolves">The stored document was found and its SHA-256 is the recorded one.</param>
/// <param name="Controls">Controls that it was handed in for, as <c>framework/control</c>.</param>
public sealed record EvidenceFact(
    string Id, string? Kind, EvidencePhase Phase, string UploadedBy, string? ReviewedBy, string? ApprovedBy, string? Capacity,
    DateTimeOffset? ApprovedAt, DateTimeOffset EffectiveFrom, DateTimeOffset? EffectiveUntil, DateTimeOffset? NextReviewAt, bool Resolves,
    ImmutableArray<string> Controls)
{
    /// <summary>When it was handed in.</summary>
    public DateTimeOffset UploadedAt { get; init; }

    /// <summary>When it was declared expired; null while it was not.</summary>
    public DateTimeOffset? ExpiredAt { get; init; }

    /// <summary>SHA-256 of the document, lower-case hexadecimal digits.</summary>
    public string Sha256 { get; init; } = "";

    /// <summary>As it stood at an earlier time; null when it was not there yet.</summary>
    public EvidenceFact? AsOf(DateTimeOffset at)
    {
        if (UploadedAt > at) return null;
        bool approved = ApprovedAt <= at, expired = ExpiredAt <= at;
        if (expired || (approved && Phase == EvidencePhase.Approved)) return this;
        return approved
            ? this with { Phase = EvidencePhase.Approved, ExpiredAt = null }
            : this with { Phase = EvidencePhase.Draft, ApprovedAt = null, ApprovedBy = null, Capacity = null, ExpiredAt = null };
    }
}
