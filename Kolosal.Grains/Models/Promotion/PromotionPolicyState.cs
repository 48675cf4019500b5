namespace Kolosal.Models;

/// <summary>The documents that were set for one scope. A crash loses none that was acknowledged.</summary>
[GenerateSerializer, Alias("kolosal.promotion-policy-state")]
internal sealed class PromotionPolicyState : RecordState
{
    /// <summary>Oldest first; never edited.</summary>
    [Id(0)] public List<PolicyRevision> Revisions { get; set; } = [];

    public void Set(PromotionPolicy policy, string note, string by, DateTimeOffset at) =>
        Revisions.Add(new(Revisions.Count + 1, at, by, note, policy));
}
