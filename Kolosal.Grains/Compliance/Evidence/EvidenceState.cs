namespace Kolosal.Compliance.Evidence;

/// <summary>A document and who said what of it. A crash loses nothing.</summary>
[GenerateSerializer, Alias("kolosal.evidence-state")]
internal sealed class EvidenceState : RecordState
{
    [Id(0)] public EvidenceSubmission? Submission { get; set; }
    [Id(1)] public EvidenceStatus Status { get; set; }
    [Id(2)] public string UploadedBy { get; set; } = "";
    [Id(3)] public string? ReviewedBy { get; set; }
    [Id(4)] public DateTimeOffset? ReviewedAt { get; set; }
    [Id(5)] public string? ApprovedBy { get; set; }
    [Id(6)] public DateTimeOffset? ApprovedAt { get; set; }
    [Id(7)] public string? Capacity { get; set; }
    [Id(8)] public DateTimeOffset? ExpiredAt { get; set; }
    [Id(9)] public DateTimeOffset? NextReviewAt { get; set; }
    [Id(10)] public string? Note { get; set; }

    public void Submit(EvidenceSubmission submission, string by)
    {
        (Submission, UploadedBy, NextReviewAt, Note) = (submission, by, submission.NextReviewAt, submission.Note);
        Status = EvidenceStatus.Draft;
    }

    /// <summary>A configured key signed it: it needs no person.</summary>
    public void ApproveByKey(string key, DateTimeOffset at)
    {
        string by = $"key/{key}";
        (Status, ReviewedBy, ReviewedAt, ApprovedBy, ApprovedAt) = (EvidenceStatus.Approved, by, at, by, at);
    }

    public void Become(EvidenceStatusChange change, string by, DateTimeOffset at)
    {
        Status = change.Status;
        Note = change.Note ?? Note;
        NextReviewAt = change.NextReviewAt ?? NextReviewAt;
        switch (change.Status)
        {
            case EvidenceStatus.Draft:
                (ReviewedBy, ReviewedAt) = (null, null);
                break;
            case EvidenceStatus.Reviewed:
                (ReviewedBy, ReviewedAt) = (by, at);
                break;
            case EvidenceStatus.Approved:
                (ApprovedBy, ApprovedAt, Capacity) = (by, at, change.Capacity);
                break;
            default:
                ExpiredAt = at;
                break;
        }
    }

    /// <param name="id">Its id.</param>
    /// <param name="at">When it is read; null for as it is stored. Approved evidence behind its end reads as expired.</param>
    public EvidenceRecord Read(string id, DateTimeOffset? at)
    {
        var handed = Submission!;
        bool ended = Status == EvidenceStatus.Approved && at >= handed.EffectiveUntil;
        return new(id, handed.Title, handed.Type, handed.Kind, handed.Controls, ended ? EvidenceStatus.Expired : Status, handed.Document.Sha256,
            handed.Document.Length, handed.FileName, handed.MediaType, handed.EffectiveFrom, handed.EffectiveUntil, NextReviewAt, UploadedBy,
            CreatedAt, ReviewedBy, ReviewedAt, ApprovedBy, ApprovedAt, Capacity, ended ? handed.EffectiveUntil : ExpiredAt, handed.Signature, Note,
            Revision, UpdatedAt);
    }
}
