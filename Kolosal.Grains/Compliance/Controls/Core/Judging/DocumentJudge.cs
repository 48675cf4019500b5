using System.Globalization;
using Kolosal.Compliance.Frameworks;

namespace Kolosal.Compliance.Controls;

/// <summary>Judges whether a document is there, approved by the right person, and still counts: one rule for all of them.</summary>
public static class DocumentJudge
{
    /// <param name="rule">The document that is asked for.</param>
    /// <param name="evidence">What was handed in.</param>
    /// <param name="outside">What happened meanwhile.</param>
    /// <param name="at">When it is asked.</param>
    public static PartVerdict Judge(DocumentRule rule, EvidenceFacts evidence, OutsideFacts outside, DateTimeOffset at)
    {
        EvidenceFact[] all = [.. evidence.Records.Where(record => record.Kind == rule.Kind)];

        // The one that counts longest; of those that count no longer, the last approved says why.
        var judged = all.Where(record => record.ApprovedAt is not null)
            .Select(record => (Record: record, Wrong: WhyStale(rule, record, all, evidence, outside, at), Ends: EndsAt(rule, record)))
            .OrderBy(one => one.Wrong is not null).ThenByDescending(one => one.Record.ApprovedAt)
            .ThenBy(one => one.Record.Id, StringComparer.Ordinal).ToArray();
        if (judged is [var (record, wrong, ends), ..])
        {
            return wrong is null
                ? new(rule.Id, rule.Title, ControlState.Pass, null, 1, 1, record.ApprovedAt, ends, null, null, [])
                : new(rule.Id, rule.Title, ControlState.Stale, wrong, 1, 0, record.ApprovedAt, ends, null, null,
                    [new($"evidence/{record.Id}", wrong)]);
        }
        string missing = all.Length == 0
            ? $"No document of the kind '{rule.Kind}' was handed in."
            : $"A document of the kind '{rule.Kind}' was handed in and is not approved.";
        return new(rule.Id, rule.Title, ControlState.Missing, missing, 1, 0, null, null, null, null, []);
    }

    /// <summary>How approved evidence stands that was handed in for a control itself.</summary>
    public static PartVerdict? Judge(EvidenceFact record, DateTimeOffset at)
    {
        if (record.ApprovedAt is null) return null;
        string? wrong = WhyEnded(record, at);
        return new(record.Id, "Evidence handed in for this control", wrong is null ? ControlState.Pass : ControlState.Stale, wrong, 1,
            wrong is null ? 1 : 0, record.ApprovedAt, Earliest(record.EffectiveUntil, record.NextReviewAt), null, null,
            wrong is null ? [] : [new($"evidence/{record.Id}", wrong)]);
    }

    /// <summary>From when approved evidence counts no longer; null for never.</summary>
    public static DateTimeOffset? EndsAt(DocumentRule rule, EvidenceFact record) => Earliest(
        Earliest(record.EffectiveUntil, record.NextReviewAt),
        rule.MaximumDays is { } days && record.ApprovedAt is { } approved ? approved.AddDays(days) : null);

    private static string? WhyStale(
        DocumentRule rule, EvidenceFact record, EvidenceFact[] all, EvidenceFacts evidence, OutsideFacts outside, DateTimeOffset at)
    {
        if (WhyEnded(record, at) is { } ended) return ended;
        var approved = record.ApprovedAt!.Value;
        if (rule.MaximumDays is { } days && at >= approved.AddDays(days))
            return $"It was approved on {Day(approved)}, more than {days} days ago.";
        if (record.Capacity is null || !rule.SignedBy.Contains(record.Capacity))
            return $"It was approved as {record.Capacity ?? "nobody in particular"}; needed is one of {string.Join(", ", rule.SignedBy)}.";
        if (all.Any(other => other.Phase == EvidencePhase.Approved && other.ApprovedAt > approved && other.EffectiveFrom <= at))
            return "A newer one was approved.";
        if (rule.StaleAfterGraveIncident && outside.GraveIncidentClosedAt is { } grave && grave > approved && grave <= at)
            return $"An incident of severity sev1 was resolved on {Day(grave)}, after the approval.";
        if (rule.StaleAfterChangeOfLaw && evidence.Records.Where(other => other.Kind == DocumentRule.RegisterOfLaws
            && other.Phase is EvidencePhase.Approved && other.ApprovedAt <= at).Max(other => other.ApprovedAt) is { } law && law > approved)
            return $"The register of laws was approved anew on {Day(law)}, after this.";
        return null;
    }

    private static string? WhyEnded(EvidenceFact record, DateTimeOffset at)
    {
        if (record.Phase == EvidencePhase.Expired) return "It was declared expired.";
        if (at < record.EffectiveFrom) return $"It is in effect from {Day(record.EffectiveFrom)} on.";
        if (record.EffectiveUntil is { } end && at >= end) return $"It was in effect until {Day(end)}.";
        if (record.NextReviewAt is { } review && at >= review) return $"Its review was due on {Day(review)}.";
        if (record.ApprovedBy == record.UploadedBy || record.ReviewedBy == record.UploadedBy) return "Who handed it in also reviewed or approved it.";
        return record.Resolves ? null : "The stored document is missing or has another SHA-256.";
    }

    private static DateTimeOffset? Earliest(DateTimeOffset? a, DateTimeOffset? b) => a is null ? b : b is null || a < b ? a : b;

    private static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
