namespace Kolosal.Compliance.Controls;

/// <summary>Q40: the host's clock follows a reference, and no record's times run backward.</summary>
internal sealed class ClocksAgree() : RecordQuery(
    "Q40", "clock", "Clocks agree", TimeSpan.FromHours(1), "Drain the silo and repair its time source.", "Platform", "Audit")
{
    public override int Version => 2;

    protected override string NotJudged => "silos other than the one that asks, each of which is asked when a workspace is evaluated there";

    protected override Judgement Ask(WorkspaceFacts facts)
    {
        if (facts.Chain is not { Records: > 0 } chain) return NoEntries(facts);
        double most = facts.Parameters.ClockSeconds;
        List<Offender> wrong = [.. chain.StepsBack.Where(step => step.Value > most)
            .Select(step => new Offender($"audit/{step.Key}", $"Its times run back by {step.Value:0.###} seconds."))];
        if (facts.Platform?.TimeSource is not { } source)
        {
            return wrong.Count > 0 ? Judgement.Of(chain.Records, wrong)
                : Judgement.Absent("needed: what the operating system says of its clock (adjtimex), which it does not say here");
        }

        if (!source.IsSynchronised) wrong.Add(new("platform/clock", "It follows no reference."));
        else if (source.MaximumErrorSeconds > most) wrong.Add(new("platform/clock", $"It may be off by {source.MaximumErrorSeconds:0.###} seconds."));
        return Judgement.Of(chain.Records + 1, wrong);
    }
}
