namespace Kolosal.Compliance.Controls;

/// <summary>Q78: the controls are judged, and what is red is worked on.</summary>
internal sealed class EvaluatorAlive() : RecordQuery(
    "Q78", "evaluator", "Evaluator alive, findings tracked", TimeSpan.FromMinutes(60),
    "Raise a sev2 incident; until then the report says that it does not know.", "Compliance")
{
    private static readonly TimeSpan Patience = TimeSpan.FromHours(24);

    protected override Judgement Ask(WorkspaceFacts facts)
    {
        if (facts.Evaluator is not { EvaluatedAt: { } at } compliance) return Judgement.Absent("needed: a first evaluation of all controls");
        List<Offender> offenders =
        [
            .. compliance.Reds.SelectMany(red => Wrong(facts, red).Select(wrong => new Offender($"controls/{red.Control}", wrong))),
            .. compliance.Waivers.Where(waiver => waiver.Until > facts.AsOf
                    && waiver.Until - waiver.From > TimeSpan.FromDays(facts.Parameters.WaiverDays))
                .Select(waiver => new Offender($"controls/{waiver.Control}", $"Its waiver is longer than {facts.Parameters.WaiverDays} days.")),
        ];
        if (IsOlder(facts, at, TimeSpan.FromMinutes(facts.Parameters.EvaluationMinutes)))
            offenders.Add(new("compliance/evaluation", $"The controls were not judged within {facts.Parameters.EvaluationMinutes} minutes."));
        var controls = compliance.Reds.Select(red => red.Control).Concat(compliance.Waivers.Select(waiver => waiver.Control));
        return Judgement.Of(1 + controls.Distinct(StringComparer.Ordinal).Count(), offenders);
    }

    private static IEnumerable<string> Wrong(WorkspaceFacts facts, RedFact red)
    {
        if (Age(facts, red.Since) <= Patience) yield break;
        if (!red.HasAction) yield return $"It is red since {red.Since:yyyy-MM-dd HH:mm}, and nothing is done about it.";
        else if (red.ActionDueAt < facts.AsOf) yield return $"What is done about it was due {red.ActionDueAt:yyyy-MM-dd}.";
    }
}
