using System.Globalization;

namespace Kolosal.Models;

/// <summary>What a plan may say; what it may not is refused with its JSON path.</summary>
internal static class ServingRules
{
    private const int MostDecisions = 100, MostSunsets = 1_000, LongestMinutes = 129_600, MostText = 2_000, MostEvidence = 200;
    private const double LeastCoverage = 0.5, MostCoverage = 0.999, LeastAlpha = 0.0001, MostAlpha = 0.5;

    public static Refusal? Refuse(TrafficPlan plan, int? champion)
    {
        var wrong = new Errors();
        wrong.Unless(plan.CanaryPercent is >= 0 and <= 100, "$.canary_percent", "Expected a percentage, 0 to 100.");
        wrong.Unless(plan.Canary is not null || plan.CanaryPercent == 0, "$.canary", "Expected the version that gets the share, got none.");
        wrong.Unless(
            plan.Canary is null || champion is not null, "$.canary", "A canary takes its share from the champion, and no version is active.");
        wrong.Unless(plan.Canary is null || plan.Canary != champion, "$.canary",
            $"Version {plan.Canary} is the champion already; name another, or set canary to null.");
        wrong.Unless(plan.Shadows.Length <= TrafficPlan.MostShadows, "$.shadows", $"At most {TrafficPlan.MostShadows} shadows.");
        wrong.Unless(plan.Shadows.Distinct().Count() == plan.Shadows.Length, "$.shadows", "Name each version once.");
        wrong.Unless(plan.Alpha is >= LeastAlpha and <= MostAlpha, "$.alpha", $"Expected a chance, {LeastAlpha} to {MostAlpha}.");
        return wrong.Refusal("traffic.bad-plan", "The traffic cannot be routed so; nothing was changed.");
    }

    public static Refusal? Refuse(ReferralRule rule, ImmutableArray<string> classes)
    {
        var wrong = new Errors();
        wrong.Unless(rule.MinConfidence is null or (>= 0 and <= 1), "$.min_confidence", "Expected a probability, 0 to 1.");
        wrong.Unless(rule.MinConfidence is null || !classes.IsEmpty, "$.min_confidence", "A number has no confidence; refer by other parts.");
        wrong.Unless(!rule.AmbiguousSet || !classes.IsEmpty, "$.ambiguous_set", "A number has no prediction set; refer by other parts.");
        wrong.Unless(rule.OutOfDistribution is null or (>= 0 and <= 1), "$.out_of_distribution", "Expected a score, 0 to 1.");
        wrong.Unless(rule.SamplePercent is >= 0 and <= 100, "$.sample_percent", "Expected a percentage, 0 to 100.");
        wrong.Unless(rule.DecideWithinMinutes is >= 1 and <= LongestMinutes, "$.decide_within_minutes",
            $"Expected minutes, 1 to {LongestMinutes} (90 days).");
        wrong.Unless(rule.Decisions.Length <= MostDecisions, "$.decisions", $"At most {MostDecisions} classes.");
        for (int i = 0; i < Math.Min(rule.Decisions.Length, MostDecisions); i++)
            wrong.Unless(
                classes.Contains(rule.Decisions[i], StringComparer.Ordinal), string.Create(CultureInfo.InvariantCulture, $"$.decisions[{i}]"),
                $"Expected a class of the model as in the training file: {string.Join(", ", classes.Take(10).Select(name => $"'{name}'"))}.");
        return wrong.Refusal("referrals.bad-rule", "Rows cannot be referred so; nothing was changed.");
    }

    public static Refusal? Refuse(AnswerSettings settings, int versions)
    {
        var wrong = new Errors();
        wrong.Unless(settings.Coverage is >= LeastCoverage and <= MostCoverage, "$.coverage",
            $"Expected a share of rows, {LeastCoverage} to {MostCoverage}.");
        wrong.Unless(settings.Sunsets.Count <= MostSunsets, "$.sunsets", $"At most {MostSunsets} versions.");
        foreach (int version in settings.Sunsets.Keys.Where(number => number < 1 || number > versions).Take(10))
            wrong.Unless(false, string.Create(CultureInfo.InvariantCulture, $"$.sunsets.{version}"), "The model has no such version.");
        return wrong.Refusal("serving.bad-settings", "The model cannot answer so; nothing was changed.");
    }

    public static Refusal? RefuseHalt(string evidence, string reason) =>
        string.IsNullOrWhiteSpace(reason) || reason.Length > MostText || evidence.Length is 0 or > MostEvidence
            ? Refusal.Invalid("traffic.note-needed", $"A halt needs a reason of 1 to {MostText} characters.") : null;

    public static Refusal Changed(long revision, long ifRevision) => new(RefusalKind.PreconditionFailed, "traffic.changed",
        $"The plan is at revision {revision}, not {ifRevision}; read it again and repeat the change.");

    private sealed class Errors
    {
        private readonly Dictionary<string, string> byPath = new(StringComparer.Ordinal);

        public void Unless(bool holds, string path, string message)
        {
            if (!holds) byPath.TryAdd(path, message);
        }

        public Refusal? Refusal(string code, string message) =>
            byPath.Count == 0 ? null : new(RefusalKind.Unprocessable, code, message, byPath.ToImmutableDictionary());
    }
}
