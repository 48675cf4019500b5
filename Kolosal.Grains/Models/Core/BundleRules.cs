using System.Globalization;

namespace Kolosal.Models;

/// <summary>What figures of a version mean under a policy's limits.</summary>
public static class BundleRules
{
    /// <summary>The score on held-out rows.</summary>
    /// <remarks>
    /// Against a declared threshold the whole interval must lie on the good side: a score that might be worse does not show that it is
    /// good enough. Against the prior model the value decides, since the interval of a small test part always holds the prior's score.
    /// </remarks>
    /// <param name="metric">Its name.</param>
    /// <param name="value">The score; null when the evaluation has none.</param>
    /// <param name="low">Lower end of its 95 % interval.</param>
    /// <param name="high">Upper end.</param>
    /// <param name="higherIsBetter">The metric's direction.</param>
    /// <param name="threshold">What the policy declares; null for the prior model's score.</param>
    /// <param name="prior">The prior model's score; null when there is none.</param>
    public static BundleFinding Metric(
        string metric, double? value, double low, double high, bool higherIsBetter, double? threshold, double? prior)
    {
        if (value is not { } score) return BundleFinding.IsMissing($"The evaluation has no '{metric}'; evaluate it, or name another metric.");
        if (threshold is { } wanted)
        {
            double worst = higherIsBetter ? low : high;
            string figures = Say($"{metric} {score:0.####} [{low:0.####}, {high:0.####}]");
            return (higherIsBetter ? worst >= wanted : worst <= wanted)
                ? BundleFinding.Holds(Say($"{figures}; the whole interval is on the good side of {wanted:0.####}."))
                : BundleFinding.Fails(Say($"{figures}; the interval must lie {(higherIsBetter ? "at or above" : "at or below")} {wanted:0.####}."));
        }

        if (prior is not { } baseline)
            return BundleFinding.IsMissing("There is no score of the prior model to compare with; declare a threshold in the policy.");
        return (higherIsBetter ? score > baseline : score < baseline)
            ? BundleFinding.Holds(Say($"{metric} {score:0.####} is better than {baseline:0.####} of the prior model."))
            : BundleFinding.Fails(Say($"{metric} {score:0.####} is no better than {baseline:0.####} of the prior model."));
    }

    /// <summary>The expected calibration error, too large when even the low end of its interval is: the estimate is biased upwards.</summary>
    public static BundleFinding Calibration(bool classifies, double? error, double low, double high, double limit)
    {
        if (!classifies) return BundleFinding.DoesNotApply("The model gives no probabilities.");
        if (error is not { } found) return BundleFinding.IsMissing("The evaluation has no expected calibration error ('ece').");
        string figures = Say($"Expected calibration error {found:0.####} [{low:0.####}, {high:0.####}]");
        return low <= limit ? BundleFinding.Holds(Say($"{figures}; at most {limit:0.####} is allowed."))
            : BundleFinding.Fails(Say($"{figures} lies above {limit:0.####}; calibrate on held-out rows."));
    }

    /// <summary>Columns whose distribution in the test part is another.</summary>
    /// <param name="columns">Columns compared; null when it was not measured.</param>
    /// <param name="drifted">Those that differ by more than chance.</param>
    public static BundleFinding TestDrift(int? columns, IReadOnlyList<string> drifted)
    {
        if (columns is not { } compared)
            return BundleFinding.IsMissing("The test part was not compared with the rows learnt from.");
        return drifted.Count == 0 ? BundleFinding.Holds(Say($"None of {compared} columns is distributed otherwise in the test part."))
            : BundleFinding.Fails($"Distributed otherwise in the test part: {Name(drifted)}. Its scores speak for other rows.");
    }

    /// <summary>The time to score one row.</summary>
    /// <param name="seconds">99th percentile; null when it was not measured.</param>
    /// <param name="limitMilliseconds">At most.</param>
    public static BundleFinding Latency(double? seconds, double limitMilliseconds)
    {
        if (seconds is not { } found) return BundleFinding.IsMissing("No row could be scored.");
        return found * 1000 <= limitMilliseconds
            ? BundleFinding.Holds(Say($"99 of 100 probe rows took at most {found * 1000:0.###} ms; {limitMilliseconds:0.###} are allowed."))
            : BundleFinding.Fails(Say($"99 of 100 probe rows took up to {found * 1000:0.###} ms; {limitMilliseconds:0.###} are allowed."));
    }

    /// <summary>Parts of the card that nobody has filled.</summary>
    public static BundleFinding Card(IReadOnlyList<string> empty) => empty.Count == 0 ? BundleFinding.Holds("Every declared part is filled.")
        : BundleFinding.Fails($"Nobody has filled: {string.Join(", ", empty)}.");

    /// <summary>Open incidents that stand against the model.</summary>
    public static BundleFinding Incidents(IReadOnlyList<string> open) => open.Count == 0
        ? BundleFinding.Holds("No grave incident of the model is open.")
        : BundleFinding.Fails($"Open: {Name(open)}. Resolve them first.");

    /// <summary>Who has approved, the one who promotes among them.</summary>
    /// <param name="needed">So many people.</param>
    /// <param name="roles">Each needs one of these; empty for any.</param>
    /// <param name="author">Whose word does not count.</param>
    /// <param name="approvers">Subjects with their roles when they approved.</param>
    public static BundleFinding Approvals(
        int needed, IReadOnlyCollection<string> roles, string author, IEnumerable<(string Subject, IReadOnlyCollection<string> Roles)> approvers)
    {
        string[] count = [.. approvers.Where(approver => approver.Subject != author && (roles.Count == 0 || approver.Roles.Any(roles.Contains)))
            .Select(approver => approver.Subject).Distinct(StringComparer.Ordinal)];
        string who = roles.Count == 0 ? "" : $" with the role {string.Join(" or ", roles)}";
        return count.Length >= needed ? BundleFinding.Holds(Say($"Approved by {Name(count)}."))
            : BundleFinding.IsMissing(Say(
                $"{needed} approval(s){who} by others than the author are needed, {count.Length} count; approve with POST /api/models/…/approve."));
    }

    private static string Name(IReadOnlyList<string> names) => names.Count <= 20 ? string.Join(", ", names)
        : Say($"{string.Join(", ", names.Take(20))} and {names.Count - 20} more");

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
