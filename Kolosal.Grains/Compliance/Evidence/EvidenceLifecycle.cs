namespace Kolosal.Compliance.Evidence;

/// <summary>Which step of evidence may follow which.</summary>
internal static class EvidenceLifecycle
{
    public static readonly Transitions<EvidenceStatus> Table = new(
        (EvidenceStatus.Draft, [EvidenceStatus.Reviewed, EvidenceStatus.Expired]),
        (EvidenceStatus.Reviewed, [EvidenceStatus.Approved, EvidenceStatus.Draft, EvidenceStatus.Expired]),
        (EvidenceStatus.Approved, [EvidenceStatus.Expired]),
        (EvidenceStatus.Expired, []));
}
