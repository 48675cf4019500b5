using System.ComponentModel.DataAnnotations;

namespace Kolosal.Models;

/// <summary>Who gets which version when none is named.</summary>
/// <param name="Canary">The version that gets a share of the champion's requests; null for none.</param>
/// <param name="CanaryPercent">That share, 0 to 100.</param>
/// <param name="Shadows">Versions that score the champion's rows beside it, unseen by callers.</param>
/// <param name="Alpha">Chance that the paired test calls one of two equal versions worse; it halts a canary. Default: 0.05.</param>
internal sealed record SetTrafficRequest(
    int? Canary = null, double CanaryPercent = 0, int[]? Shadows = null, double Alpha = TrafficPlan.DefaultAlpha)
{
    public TrafficPlan ToPlan() => new(Canary, CanaryPercent, [.. Shadows ?? []], Alpha);
}

/// <summary>Which predictions a person looks at; a row is referred when any part applies.</summary>
/// <param name="MinConfidence">Rows whose decided class is less likely.</param>
/// <param name="AmbiguousSet">Rows whose prediction set does not hold exactly one class.</param>
/// <param name="OutOfDistribution">Rows whose out-of-distribution score is at least this.</param>
/// <param name="Decisions">Classes that are never given without a person.</param>
/// <param name="SamplePercent">Share of all rows, 0 to 100.</param>
/// <param name="DecideWithinMinutes">Time in which a person decides. Default: 1,440 (a day).</param>
/// <param name="Enabled">False ends the rule. Default: true.</param>
internal sealed record SetReferralRuleRequest(
    double? MinConfidence = null, bool AmbiguousSet = false, double? OutOfDistribution = null, string[]? Decisions = null, double SamplePercent = 0,
    int DecideWithinMinutes = 1_440, bool Enabled = true)
{
    public ReferralRule? ToRule() => Enabled
        ? new(MinConfidence, AmbiguousSet, OutOfDistribution, [.. Decisions ?? []], SamplePercent, DecideWithinMinutes) : null;
}

/// <summary>What answers promise and how they are made.</summary>
/// <param name="Coverage">Share of rows whose truth intervals and sets hold. Default: 0.9.</param>
/// <param name="Adaptive">The level follows the outcomes, so that the share is held under drift. Default: false.</param>
/// <param name="Cache">Scores of requests that are byte for byte the same are remembered. Default: false.</param>
/// <param name="Sunsets">By version when it stops answering.</param>
internal sealed record SetAnswersRequest(
    double Coverage = AnswerSettings.DefaultCoverage, bool Adaptive = false, bool Cache = false, Dictionary<int, DateTimeOffset>? Sunsets = null)
{
    public AnswerSettings ToSettings() => new(Coverage, Adaptive, Cache, (Sunsets ?? []).ToImmutableDictionary());
}

/// <summary>Why canary and shadows are ended.</summary>
/// <param name="Note">Why; kept in the audit trail.</param>
internal sealed record HaltTrafficRequest([property: DataType(DataType.MultilineText), MaxLength(2_000)] string Note);
