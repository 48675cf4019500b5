namespace Kolosal.Compliance.Controls;

/// <summary>Q31: a champion is asked what it was made for.</summary>
internal sealed class UsedInScope() : RecordQuery(
    "Q31", "scope", "Used inside its scope", TimeSpan.FromHours(24),
    "Refer such rows to people and tell the caller; revise the card or suspend.", "Predictions", "Models", "Slo")
{
    public override int Version => 2;

    protected override string NotJudged => "the purpose that a caller has, which no request says";

    protected override Judgement Ask(WorkspaceFacts facts)
    {
        var asked = InService(facts).Where(model => model.Traffic?.WeekRequests > 0).ToList();
        var found = Each("no model in service was asked within a week", asked, model => model.Path, model => Wrong(facts.Parameters, model.Traffic!));
        if (found.State != ControlState.Pass || asked.FirstOrDefault(model => model.Traffic!.WeekScored is null or 0) is not { } blind) return found;
        return found with
        {
            State = ControlState.Missing,
            Reason = $"needed: rows of {blind.Path} held against its training data; a version shows it that was trained on 100 rows or more for each "
                + "of its columns",
        };
    }

    private static IEnumerable<string> Wrong(QueryParameters limits, TrafficFact traffic)
    {
        double refused = (double)(traffic.WeekRefusals ?? 0) / traffic.WeekRequests!.Value;
        if (refused > limits.Refusals)
            yield return $"A share of {refused:0.###} of its requests was refused for what the caller sent, above {limits.Refusals:0.###}.";
        if (traffic is not { WeekScored: > 0 and var scored, WeekUnlike: { } unlike }) yield break;
        double share = (double)unlike / scored;
        if (share > limits.UnlikeRows)
            yield return $"A share of {share:0.###} of its rows is unlike the training data, above {limits.UnlikeRows:0.###}.";
    }
}
