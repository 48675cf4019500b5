namespace Kolosal.Compliance.Controls;

/// <summary>Q43: everybody's access was looked at, and what was opened is decided.</summary>
internal sealed class ReviewsDone() : RecordQuery(
    "Q43", "reviews", "Access reviews done, leavers gone", TimeSpan.FromDays(90),
    "Decide the review with PATCH /api/access/reviews/{id}; a revocation takes effect at once.", "Access")
{
    protected override string NotJudged => "who left the identity provider, which does not tell this platform";

    protected override Judgement Ask(WorkspaceFacts facts)
    {
        (string Id, string Subject, string[] Roles, DateTimeOffset Since, DateTimeOffset? Seen)[] subjects =
        [
            .. facts.Principals.Select(one => ($"principals/{one.Id}", one.Id, one.Roles.ToArray(), one.CreatedAt, one.LastSeenAt)),
            .. facts.Keys.Where(key => key.PrincipalId is null)
                .Select(key => ($"api-keys/{key.Id}", key.Id, key.Roles.ToArray(), key.Since, (DateTimeOffset?)(key.LastUsedAt ?? key.Since))),
        ];
        if (subjects.Length == 0) return Judgement.EmptyUniverse("there is no principal and no key");
        return Judgement.Of(subjects.Length + facts.AccessReviews.Length,
        [
            .. subjects.SelectMany(one => Unreviewed(facts, one.Subject, one.Roles, one.Since, one.Seen)
                .Select(wrong => new Offender(one.Id, wrong))),
            .. facts.AccessReviews.Where(review => IsLate(facts, review)).Select(review => new Offender(
                $"access-reviews/{review.Id}", $"The review of {review.SubjectId} is {review.Status}, and was due {review.DueAt:yyyy-MM-dd}.")),
        ]);
    }

    private static bool IsLate(WorkspaceFacts facts, AccessReviewFact review) => review.Status is "pending" or "needs_justification"
        && (review.DueAt < facts.AsOf || Age(facts, review.OpenedAt) > TimeSpan.FromDays(facts.Parameters.PendingReviewDays));

    private static IEnumerable<string> Unreviewed(
        WorkspaceFacts facts, string subject, string[] roles, DateTimeOffset since, DateTimeOffset? seen)
    {
        int days = roles.Contains("admin") || roles.Contains("operator") ? facts.Parameters.PrivilegedReviewDays : facts.Parameters.ReviewDays;
        var reviewed = facts.AccessReviews.Where(review => review.SubjectId == subject).Max(review => review.DecidedAt);
        if (Age(facts, reviewed ?? since) > TimeSpan.FromDays(days)) yield return $"Its access was not reviewed within {days} days.";
        if (Age(facts, seen ?? since) > TimeSpan.FromDays(facts.Parameters.PrivilegedReviewDays))
            yield return $"It is enabled and did nothing for {facts.Parameters.PrivilegedReviewDays} days.";
    }
}
