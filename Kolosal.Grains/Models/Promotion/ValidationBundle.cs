using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Kolosal.Models;

/// <summary>What is known of a version when its bundle is judged.</summary>
/// <param name="Checked">The checks of its package.</param>
/// <param name="Version">As its model lists it.</param>
/// <param name="Registered">What the run handed over.</param>
/// <param name="Evidence">What features found out.</param>
/// <param name="EmptyParts">Declared parts of the card that nobody has filled.</param>
/// <param name="Policy">The policy that holds.</param>
/// <param name="Incidents">Open incidents that count under it.</param>
/// <param name="Approvers">Who has approved this package.</param>
/// <param name="Now">When it is judged.</param>
internal sealed record BundleFacts(
    ImmutableArray<ValidationCheck> Checked, VersionSummary Version, VersionRegistration Registered, ImmutableArray<EvidenceItem> Evidence,
    ImmutableArray<string> EmptyParts, PromotionPolicyReport Policy, ImmutableArray<string> Incidents,
    ImmutableArray<(string Subject, IReadOnlyCollection<string> Roles)> Approvers, DateTimeOffset Now);

/// <summary>Puts the bundle of a validation together.</summary>
internal static class ValidationBundle
{
    public const string Approvals = "approvals", Incidents = "incidents";

    /// <summary>Everything that is known, judged under the policy.</summary>
    public static ImmutableArray<ValidationItem> Of(BundleFacts facts)
    {
        var policy = facts.Policy.Policy;
        var evaluation = facts.Registered.Evaluation;
        return
        [
            .. facts.Checked.Select(check => Item(
                check.Name, check.Passed ? BundleFinding.Holds(check.Detail) : BundleFinding.Fails(check.Detail),
                check.Name == "beats_baseline" ? policy.Metric : ItemRule.Required, check.Figures, facts.Now)),
            Metric(policy, evaluation, facts.Now),
            Calibration(policy, facts.Registered, facts.Now),
            TestDrift(policy, evaluation.TestDrift, facts.Now),
            Item("latency", BundleRules.Latency(Latency(facts.Checked), policy.MaxLatencyMilliseconds), policy.Latency,
                JsonSerializer.Serialize(new { limit_milliseconds = policy.MaxLatencyMilliseconds }), facts.Now),
            Item("card", BundleRules.Card(facts.EmptyParts), policy.Card, "", facts.Now),
            .. OfEvidence(policy, facts.Evidence),
            .. AtDecision(policy, facts.Version.Author, facts.Incidents, facts.Approvers, facts.Now),
        ];
    }

    /// <summary>What features found out, and which of it is missing.</summary>
    public static IEnumerable<ValidationItem> OfEvidence(PromotionPolicy policy, ImmutableArray<EvidenceItem> evidence)
    {
        foreach (var found in evidence)
        {
            string reason = found.Reason ?? (found.Passed ? "Found to hold." : "Found not to hold.");
            var rule = RuleOf(policy, found.Kind);
            yield return new(
                found.Kind, found.Passed ? ItemOutcome.Passed : ItemOutcome.Failed, rule, !found.Passed && rule != ItemRule.Shown, reason,
                found.Summary, found.Sha256, found.At, found.Source);
        }

        if (!evidence.Any(found => found.Kind == EvidenceKinds.Fairness))
            yield return Item(EvidenceKinds.Fairness, BundleFinding.IsMissing(
                "Fairness was not evaluated: no protected attribute or favourable label is declared, or the version was made elsewhere."),
                policy.Fairness, "", null);
        if (!evidence.Any(found => found.Kind == EvidenceKinds.GoldenSet))
            yield return Item(EvidenceKinds.GoldenSet, BundleFinding.IsMissing("No golden dataset was run against this version."),
                policy.GoldenSet, "", null);
    }

    /// <summary>Whether an item fails the validation. An open incident bars, and is looked at when somebody promotes: it says nothing of the version,
    /// and may be what the promotion is to remedy.</summary>
    public static bool Fails(ValidationItem item) => item.Bars && item.Name is not (Incidents or Approvals);

    /// <summary>What may have changed since the validation, and is judged again when somebody promotes.</summary>
    public static IEnumerable<ValidationItem> AtDecision(
        PromotionPolicy policy, string author, ImmutableArray<string> incidents,
        IEnumerable<(string Subject, IReadOnlyCollection<string> Roles)> approvers, DateTimeOffset now, bool decides = false)
    {
        yield return Item(Incidents, BundleRules.Incidents(incidents), policy.Incidents, "", now);

        // Before somebody promotes the last approval cannot be there: it is the promotion.
        yield return Item(Approvals, BundleRules.Approvals(policy.Approvals, policy.ApproverRoles, author, approvers),
            decides ? ItemRule.Required : ItemRule.Shown, "", now);
    }

    private static ItemRule RuleOf(PromotionPolicy policy, string kind) => kind switch
    {
        EvidenceKinds.Fairness => policy.Fairness,
        EvidenceKinds.GoldenSet => policy.GoldenSet,
        _ => ItemRule.Shown,
    };

    private static ValidationItem Metric(PromotionPolicy policy, ModelEvaluation evaluation, DateTimeOffset now)
    {
        string name = policy.MetricName ?? evaluation.PrimaryMetric;
        var score = evaluation.Scores.FirstOrDefault(found => found.Metric == name);
        double? prior = name == evaluation.PrimaryMetric ? evaluation.BaselineScore : null;
        return Item("metric", BundleRules.Metric(name, score?.Value, score?.Low ?? 0, score?.High ?? 0, score?.HigherIsBetter ?? true,
            policy.MetricThreshold, prior), policy.Metric, score is null ? "" : JsonSerializer.Serialize(new
            {
                metric = name,
                value = score.Value,
                low = score.Low,
                high = score.High,
                threshold = policy.MetricThreshold,
                prior,
                test_rows = evaluation.TestRows,
            }), now);
    }

    private static ValidationItem Calibration(PromotionPolicy policy, VersionRegistration made, DateTimeOffset now)
    {
        var error = made.Evaluation.Scores.FirstOrDefault(found => found.Metric == "ece");
        return Item("calibration", BundleRules.Calibration(!made.Reference.Classes.IsEmpty, error?.Value, error?.Low ?? 0, error?.High ?? 0,
            policy.MaxCalibrationError), policy.Calibration, error is null ? "" : JsonSerializer.Serialize(new
            {
                ece = error.Value,
                low = error.Low,
                high = error.High,
                limit = policy.MaxCalibrationError,
            }), now);
    }

    private static ValidationItem TestDrift(PromotionPolicy policy, TestPartDrift? found, DateTimeOffset now)
    {
        var drifted = found?.Columns.Where(column => column.Drifted).ToImmutableArray() ?? [];
        return Item("test_drift", BundleRules.TestDrift(found?.Columns.Length, [.. drifted.Select(column => column.Column)]), policy.TestDrift,
            found is null ? "" : JsonSerializer.Serialize(new
            {
                columns = found.Columns.Length,
                false_discovery = found.FalseDiscovery,
                drifted = drifted.Take(20).Select(column => new { column = column.Column, psi = column.Index, p_value = column.PValue }),
            }), now);
    }

    private static double? Latency(ImmutableArray<ValidationCheck> checks)
    {
        string figures = checks.FirstOrDefault(check => check.Name == "self_check")?.Figures ?? "";
        if (figures.Length == 0) return null;
        using var read = JsonDocument.Parse(figures);
        return read.RootElement.GetProperty("p99_seconds").GetDouble();
    }

    private static ValidationItem Item(string name, BundleFinding finding, ItemRule rule, string figures, DateTimeOffset? at)
    {
        var outcome = finding.Passed switch
        {
            true => ItemOutcome.Passed,
            false => ItemOutcome.Failed,
            _ => finding.Applies ? ItemOutcome.Missing : ItemOutcome.NotApplicable,
        };
        bool bars = rule == ItemRule.Required ? outcome is ItemOutcome.Failed or ItemOutcome.Missing
            : rule == ItemRule.IfPresent && outcome == ItemOutcome.Failed;
        byte[] text = Encoding.UTF8.GetBytes($"{name}\n{outcome}\n{finding.Reason}\n{figures}");
        return new(name, outcome, rule, bars, finding.Reason, figures, Convert.ToHexStringLower(SHA256.HashData(text)), at);
    }
}
