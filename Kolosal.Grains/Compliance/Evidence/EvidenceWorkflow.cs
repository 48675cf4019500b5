using Kolosal.Compliance.Frameworks;

namespace Kolosal.Compliance.Evidence;

/// <summary>What evidence must be like.</summary>
internal static class EvidenceWorkflow
{
    /// <summary>What is wrong with what is handed in; null when nothing is.</summary>
    public static Refusal? Refuse(EvidenceSubmission submission, FrameworkCatalogue frameworks)
    {
        if (submission.Kind is { } kind && frameworks.DocumentOfKind(kind) is null && !FeedDocument.IsFeed(kind))
            return Refusal.Unprocessable("evidence.no-such-kind", $"There is no kind of document '{kind}'. Expected one of "
                + $"{string.Join(", ", frameworks.Documents.Select(rule => rule.Kind).Concat(FeedDocument.Kinds))}, or none.");
        if (submission.Kind is null && submission.Controls.IsEmpty)
            return Refusal.Unprocessable("evidence.no-such-control", "Say which kind of document it is, or which controls it is for.");
        if (submission.Controls.FirstOrDefault(control => !frameworks.Knows(control)) is { } unknown)
            return Refusal.Unprocessable("evidence.no-such-control",
                $"There is no control '{unknown}'; expected framework/control, as iso42001/A.2.2. GET /api/compliance/controls lists them.");
        if (submission.EffectiveUntil <= submission.EffectiveFrom || submission.NextReviewAt <= submission.EffectiveFrom)
            return Refusal.Unprocessable("evidence.bad-dates", "The end and the next review must lie after the day from which it holds.");
        return null;
    }

    /// <summary>What is wrong with a step; null when nothing is.</summary>
    public static Refusal? Refuse(EvidenceSubmission submission, EvidenceStatusChange change, FrameworkCatalogue frameworks, DateTimeOffset now)
    {
        if (change.NextReviewAt <= now)
            return Refusal.Unprocessable("evidence.bad-dates", "The next review must lie in the future.");
        if (change.Status != EvidenceStatus.Approved) return null;
        if (submission.EffectiveUntil <= now)
            return Refusal.Unprocessable("evidence.bad-dates", "It was in effect until a day that is past; hand in one that is.");
        if (submission.Kind is { } kind && frameworks.DocumentOfKind(kind) is { } rule
            && (change.Capacity is null || !rule.SignedBy.Contains(change.Capacity)))
            return Refusal.Unprocessable("evidence.wrong-capacity", $"A document of the kind '{kind}' is approved in the capacity of "
                + $"{string.Join(" or ", rule.SignedBy)}; got {change.Capacity ?? "none"}.");
        return null;
    }
}
