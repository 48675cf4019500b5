namespace Kolosal.Access;

/// <summary>Which status of a review may follow which. An approval ends by itself when the next review is due.</summary>
public static class AccessReviewLifecycle
{
    internal static readonly Transitions<AccessReviewStatus> Table = new(
        (AccessReviewStatus.Pending, [AccessReviewStatus.Approved, AccessReviewStatus.Revoked, AccessReviewStatus.NeedsJustification]),
        (AccessReviewStatus.NeedsJustification, [AccessReviewStatus.Pending, AccessReviewStatus.Approved, AccessReviewStatus.Revoked]),
        (AccessReviewStatus.Approved, [AccessReviewStatus.Pending, AccessReviewStatus.Revoked]),
        (AccessReviewStatus.Revoked, []));

    public static Refusal NotFound(string id) => Refusal.NotFound("access.no-such-review", $"There is no access review '{id}' in this workspace.");
}
