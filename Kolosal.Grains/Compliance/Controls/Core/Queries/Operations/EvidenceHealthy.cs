namespace Kolosal.Compliance.Controls;

/// <summary>Q77: what people attested still counts, and what applies is decided.</summary>
internal sealed class EvidenceHealthy() : RecordQuery(
    "Q77", "evidence", "Evidence and applicability healthy", TimeSpan.FromHours(24),
    "The owner renews the document, or decides on the control; until then it reads stale.", "Compliance")
{
    protected override Judgement Ask(WorkspaceFacts facts)
    {
        if (facts.Evaluator is not { } compliance) return Judgement.Absent("needed: what Compliance remembers of its evidence");
        var kept = compliance.Attestations.Where(found => found.Status == "approved").ToList();
        if (kept.Count == 0 && compliance.Undecided.IsEmpty) return Judgement.EmptyUniverse("no evidence was approved and no framework adopted");
        return Judgement.Of(kept.Count + compliance.Undecided.Length,
        [
            .. kept.SelectMany(found => Wrong(facts, found).Select(wrong => new Offender($"evidence/{found.Id}", wrong))),
            .. compliance.Undecided.Select(control => new Offender($"controls/{control}", "Nobody decided whether it applies.")),
        ]);
    }

    private static IEnumerable<string> Wrong(WorkspaceFacts facts, AttestationFact found)
    {
        if (found.ExpiresAt <= facts.AsOf) yield return $"It expired {found.ExpiresAt:yyyy-MM-dd}.";
        if (found.ReviewDueAt <= facts.AsOf) yield return $"Its review was due {found.ReviewDueAt:yyyy-MM-dd}.";
        if (found.ApprovedBy is null || found.ApprovedBy == found.UploadedBy) yield return "Whoever handed it in approved it.";
        if (!found.Resolves) yield return "Its document is not there, or is not the one that was approved.";
    }
}
