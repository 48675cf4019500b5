namespace Kolosal.Compliance.Controls;

/// <summary>Q36: each revision of each record is in the chain once.</summary>
internal sealed class ChangesAudited() : RecordQuery(
    "Q36", "changes", "Every acknowledged change is audited once", TimeSpan.FromHours(24),
    "Raise a sev2 incident; the record tells its change again by itself; name the range in the evidence.", "Audit")
{
    public override bool IsRedAtOnce => true;

    protected override Judgement Ask(WorkspaceFacts facts) => facts.Chain is not { Records: > 0 } chain
        ? NoEntries(facts)
        : Judgement.Of(chain.Records, chain.Uneven.Select(found => new Offender(
            $"audit/{found.Record}", $"{found.Missing} of its revisions are not in the chain, and {found.Double} are there twice.")));
}
