namespace Kolosal.Compliance.Controls;

/// <summary>Q38: nothing is thrown away before its time, or under a legal hold.</summary>
internal sealed class RetentionFloorsKept() : RecordQuery(
    "Q38", "retention", "Retention floors kept", TimeSpan.FromHours(24),
    "Stop the purge, restore the range from a backup and raise an incident for lost data.", "Audit", "Privacy", "Models")
{
    protected override string NotJudged => "floors of ten and six years for dossiers and documents, which nothing here purges";

    protected override Judgement Ask(WorkspaceFacts facts)
    {
        var held = facts.Classifications.Where(known => known.IsHeld).ToList();
        if (facts.Chain is null && held.Count == 0) return Judgement.EmptyUniverse("nothing was audited and nothing is on hold");
        var offenders = held.Where(known => !known.Exists).Select(known => new Offender(known.Asset, "It is on legal hold, and is gone.")).ToList();
        if (facts.Chain is { First: > 0 } chain && !IsOlder(facts, chain.FirstAt, TimeSpan.FromDays(facts.Parameters.AuditDays)))
            offenders.Add(new("audit/chain", $"Its first kept entry is number {chain.First}, and younger than {facts.Parameters.AuditDays} days."));
        return Judgement.Of(held.Count + (facts.Chain is null ? 0 : 1), offenders);
    }
}
