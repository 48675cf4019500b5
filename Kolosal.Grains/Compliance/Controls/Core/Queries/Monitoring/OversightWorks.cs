namespace Kolosal.Compliance.Controls;

/// <summary>Q33: people look at grave decisions, enough of them, in time, and not only to nod.</summary>
internal sealed class OversightWorks() : RecordQuery(
    "Q33", "oversight", "Human oversight configured and used", TimeSpan.FromDays(7),
    "Refer every row of the model to people until enough reviewers decide in time.", "Models", "Access", "Referrals")
{
    private const int LeastReviewers = 2, LeastDecided = 20;

    protected override string NotJudged => "seeded probes, and reviewers' records of competence, which another control asks for";

    protected override Judgement Ask(WorkspaceFacts facts) => Each(
        "no model in service is of high risk or of legal effect", Grave(facts), model => model.Path, model => Wrong(facts, model));

    internal static IEnumerable<ModelFact> Grave(WorkspaceFacts facts) => InService(facts).Where(model => model.Champion!.Card.NeedsOversight);

    private static IEnumerable<string> Wrong(WorkspaceFacts facts, ModelFact model)
    {
        var limits = facts.Parameters;
        if (model.Referrals is not { } rule) yield return "No rule refers its answers to people.";
        else if (!rule.HasThreshold && rule.SamplePercent < limits.ReferralSamplePercent)
            yield return $"Its rule has no threshold, and refers {rule.SamplePercent:0.##} % of its answers only.";
        int reviewers = facts.Principals.Count(principal => principal.Roles.Contains("reviewer") || principal.Roles.Contains("admin"));
        if (reviewers < LeastReviewers) yield return $"There are {reviewers} enabled reviewers, below {LeastReviewers}.";

        var month = facts.Referrals
            .Where(referral => referral.Model == model.Name && Age(facts, referral.CreatedAt) <= TimeSpan.FromDays(30)).ToList();
        var due = month.Where(referral => referral.Status is not "open" || referral.DecideBy < facts.AsOf).ToList();
        int inTime = due.Count(referral => referral.Status is "upheld" or "overridden" && referral.DecidedAt <= referral.DecideBy);
        if (due.Count > 0 && inTime < limits.ReferralsInTime * due.Count) yield return $"{inTime} of {due.Count} referrals were decided in time.";
        var decided = month.Where(referral => referral.Status is "upheld" or "overridden").ToList();
        if (decided.Count < LeastDecided) yield break;
        double overridden = (double)decided.Count(referral => referral.Status == "overridden") / decided.Count;
        if (overridden < limits.LeastOverrides || overridden > limits.MostOverrides)
            yield return $"A share of {overridden:0.###} was overridden, outside {limits.LeastOverrides:0.###} to {limits.MostOverrides:0.###}.";
    }
}
