namespace Kolosal.Compliance.Controls;

/// <summary>Q35: the audit chain is whole, and a signed checkpoint covers it.</summary>
internal sealed class ChainVerifies() : RecordQuery(
    "Q35", "chain", "Audit chain verifies", TimeSpan.FromHours(24),
    "Raise a sev1 security incident, stop writing to the workspace, keep both copies and restore from the replica.", "Audit")
{
    public override bool IsRedAtOnce => true;

    protected override string NotJudged => "the offline verifier's weekly word, which comes from outside";

    protected override Judgement Ask(WorkspaceFacts facts) => facts.Chain is not { } chain || chain is { Entries: 0, Fault: null }
        ? Judgement.EmptyUniverse("nothing was audited")
        : Judgement.Of(1, Wrong(facts, chain).Select(wrong => new Offender("audit/chain", wrong)));

    private static IEnumerable<string> Wrong(WorkspaceFacts facts, ChainFact chain)
    {
        if (chain.Fault is { } fault) yield return fault;
        if (chain.UnsealedSince is { } since && Age(facts, since) > TimeSpan.FromHours(facts.Parameters.CheckpointHours))
            yield return $"Entries since {since:yyyy-MM-dd HH:mm} are covered by no signed checkpoint.";
    }
}
