namespace Kolosal.Compliance.Controls;

/// <summary>Q31: a champion is asked what it was made for.</summary>
/// <remarks>A request that declares no purpose is neither on nor off: the share of those is said, and measured as
/// <c>undeclared_share</c>.</remarks>
internal sealed class UsedInScope() : RecordQuery(
    "Q31", "scope", "Used inside its scope", TimeSpan.FromHours(24),
    "Refer such rows to people and tell the caller; revise the card or suspend.", "Predictions", "Models", "Slo")
{
    private const string UndeclaredShare = "undeclared_share";

    public override int Version => 3;

    protected override Judgement Ask(WorkspaceFacts facts)
    {
        var asked = InService(facts).Where(model => model.Traffic?.WeekRequests > 0).ToList();
        var found = WithShare(
            Each("no model in service was asked within a week", asked, model => model.Path, model => Wrong(facts.Parameters, model.Traffic!)),
            asked.SelectMany(model => model.Traffic!.WeekPurposes));
        if (found.State != ControlState.Pass || asked.FirstOrDefault(model => model.Traffic!.WeekScored is null or 0) is not { } blind) return found;
        return found with
        {
            State = ControlState.Missing,
            Reason = $"needed: rows of {blind.Path} held against its training data; a version shows it that was trained on 100 rows or more for each "
                + "of its columns",
        };
    }

    private static Judgement WithShare(Judgement found, IEnumerable<PurposesFact> purposes)
    {
        long undeclared = 0, all = 0;
        foreach (var version in purposes)
        {
            undeclared += version.Undeclared;
            all += version.Undeclared + version.Further + version.Declared.Values.Sum();
        }

        if (all == 0) return found;
        double share = (double)undeclared / all;
        return found with
        {
            Values = found.Values.SetItem(UndeclaredShare, share),
            Reason = undeclared == 0 ? found.Reason
                : $"not judged: the purpose of a share of {share:0.####} of the week's answered requests, which declared none",
        };
    }

    private static IEnumerable<string> Wrong(QueryParameters limits, TrafficFact traffic)
    {
        double refused = (double)(traffic.WeekRefusals ?? 0) / traffic.WeekRequests!.Value;
        if (refused > limits.Refusals)
            yield return $"A share of {refused:0.###} of its requests was refused for what the caller sent, above {limits.Refusals:0.###}.";
        foreach (string off in traffic.WeekPurposes.SelectMany(OffPurpose)) yield return off;
        if (traffic is not { WeekScored: > 0 and var scored, WeekUnlike: { } unlike }) yield break;
        double share = (double)unlike / scored;
        if (share > limits.UnlikeRows)
            yield return $"A share of {share:0.###} of its rows is unlike the training data, above {limits.UnlikeRows:0.###}.";
    }

    private static IEnumerable<string> OffPurpose(PurposesFact version)
    {
        foreach (var (purpose, requests) in version.Declared)
            if (!version.Intended.Contains(purpose, StringComparer.Ordinal))
                yield return $"Version {version.Version} answered {requests} requests for the purpose '{purpose}', which its card does not name.";
        if (version.Further > 0)
            yield return $"Version {version.Version} answered {version.Further} requests for so many further purposes that they are not told apart.";
    }
}
