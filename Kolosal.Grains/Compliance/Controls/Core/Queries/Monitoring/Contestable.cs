namespace Kolosal.Compliance.Controls;

/// <summary>Q34: whoever is decided on can learn why, and have a person look.</summary>
internal sealed class Contestable() : RecordQuery(
    "Q34", "contest", "Automated decisions explained and contestable", TimeSpan.FromHours(24),
    "Suspend the automatic outcome for the person concerned; a person decides.", "Models", "Predictions", "Referrals")
{
    private const string Notice = "privacy-notice";

    public override int Version => 2;

    protected override string NotJudged => "explanations that were fetched for single predictions";

    protected override Judgement Ask(WorkspaceFacts facts)
    {
        var found = Each(
            "no model in service has legal effect", InService(facts).Where(model => model.Champion!.Card.LegalEffect == true), model => model.Path,
            model => Wrong(facts, model));
        bool told = facts.Evidence.Records.Any(one => one is { Kind: Notice, Phase: EvidencePhase.Approved, Resolves: true }
            && !(one.EffectiveUntil <= facts.AsOf));
        return found.State != ControlState.Pass || told ? found
            : Judgement.Absent($"needed: the notice that people are given, as approved evidence of the kind '{Notice}'");
    }

    private static IEnumerable<string> Wrong(WorkspaceFacts facts, ModelFact model)
    {
        if (!model.HasReasons) yield return "No sentences for its reasons are declared.";
        if (!model.LogsDurably) yield return "Its predictions are not logged before they are answered, so one may not be found again.";
        foreach (var contest in facts.Referrals.Where(referral => referral.Model == model.Name && referral.IsContest))
        {
            var until = contest.DecidedAt ?? facts.AsOf;
            var limit = TimeSpan.FromDays(facts.Parameters.ContestDays);

            // One that was decided late is history after as long again.
            if (until - contest.CreatedAt > limit && !IsOlder(facts, until, limit))
                yield return $"Contest {contest.Id} was not decided within {facts.Parameters.ContestDays} days.";
        }
    }
}
