namespace Kolosal.Compliance.Controls;

/// <summary>Q39: no secret stands in the audit trail.</summary>
internal sealed class LogsClean() : RecordQuery(
    "Q39", "logguard", "Logs protected and clean", TimeSpan.FromHours(24),
    "Rotate what leaked, keep it out at the source, and raise a sev2 incident.", "Audit", "Security")
{
    protected override string NotJudged => "the application's own log, and raw inputs of people, which have no mark to be known by";

    protected override Judgement Ask(WorkspaceFacts facts) => facts.Chain is not { Looked: > 0 } chain
        ? NoEntries(facts)
        : Judgement.Of((int)Math.Min(int.MaxValue, chain.Looked), chain.Secrets.Select(found => new Offender(
            $"audit/entries/{found.Key}", $"Something like {found.Value} stands in it.")));
}
