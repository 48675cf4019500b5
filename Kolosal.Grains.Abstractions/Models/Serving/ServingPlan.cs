namespace Kolosal.Models;

/// <summary>How a model answers, with what became of it.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Traffic">Who gets which version.</param>
/// <param name="Referrals">Which predictions a person looks at; null for none.</param>
/// <param name="Answers">Coverage, cache and announced ends.</param>
/// <param name="Halted">Why canary and shadows were ended, as long as nobody has set the traffic anew; null when they were not.</param>
/// <param name="CanarySince">When the present canary began to get traffic; null without one.</param>
/// <param name="Revision">Counts changes; the entity tag. 0 while nothing was ever set.</param>
/// <param name="UpdatedAt">When it last changed; null while nothing was ever set.</param>
/// <param name="UpdatedBy">Subject that changed it last.</param>
[GenerateSerializer, Immutable, Alias("kolosal.serving-plan")]
public sealed record ServingPlan(
    string Model, TrafficPlan Traffic, ReferralRule? Referrals, AnswerSettings Answers, TrafficHalt? Halted, DateTimeOffset? CanarySince,
    long Revision, DateTimeOffset? UpdatedAt, string? UpdatedBy)
{
    /// <summary>The plan of a model of which nobody has said anything.</summary>
    public static ServingPlan Default(string model) => new(model, TrafficPlan.None, null, AnswerSettings.Default, null, null, 0, null, null);
}

/// <summary>Who gets which version when none is named.</summary>
/// <param name="Canary">The version that gets a share of what the champion would; null for none.</param>
/// <param name="CanaryPercent">That share, 0 to 100.</param>
/// <param name="Shadows">Versions that score the champion's rows beside it, unseen by callers; at most <see cref="MostShadows"/>.</param>
/// <param name="Alpha">
/// Chance that the paired test calls one of two equal versions worse, 0.0001 to 0.5; a canary that it finds worse is halted. Default: 0.05.
/// </param>
[GenerateSerializer, Immutable, Alias("kolosal.traffic-plan")]
public sealed record TrafficPlan(int? Canary, double CanaryPercent, ImmutableArray<int> Shadows, double Alpha = TrafficPlan.DefaultAlpha)
{
    public const int MostShadows = 4;
    public const double DefaultAlpha = 0.05;

    /// <summary>The champion answers everything, and nobody looks over its shoulder.</summary>
    public static readonly TrafficPlan None = new(null, 0, []);

    // Arrays compare by reference; two plans are the same when they name the same versions.
    public bool Equals(TrafficPlan? other) => other is not null && Canary == other.Canary && CanaryPercent.Equals(other.CanaryPercent)
        && Alpha.Equals(other.Alpha) && Shadows.AsSpan().SequenceEqual(other.Shadows.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Canary, CanaryPercent, Shadows.Length, Alpha);
}

/// <summary>Why canary and shadows were ended.</summary>
/// <param name="Evidence">The cause: a person's command, a paired test, an error budget's alert.</param>
/// <param name="Reason">In words.</param>
/// <param name="By">Subject.</param>
/// <param name="At">When.</param>
/// <param name="Ended">The traffic that was ended.</param>
[GenerateSerializer, Immutable, Alias("kolosal.traffic-halt")]
public sealed record TrafficHalt(string Evidence, string Reason, string By, DateTimeOffset At, TrafficPlan Ended);

/// <summary>Which predictions a person looks at (EU AI Act Art. 14; GDPR Art. 22): a row is referred when any part of the rule applies.</summary>
/// <param name="MinConfidence">Rows whose decided class has a lower probability; null for none. Not for regression.</param>
/// <param name="AmbiguousSet">Rows whose prediction set at the model's coverage does not hold exactly one class.</param>
/// <param name="OutOfDistribution">Rows whose out-of-distribution score is at least this, 0 to 1; null for none.</param>
/// <param name="Decisions">Classes that are never given without a person: rows decided so.</param>
/// <param name="SamplePercent">Share of all rows that is looked at whatever they say, 0 to 100: it finds what the other parts miss.</param>
/// <param name="DecideWithinMinutes">Time in which a person decides, 1 to 129,600 (90 days).</param>
[GenerateSerializer, Immutable, Alias("kolosal.referral-rule")]
public sealed record ReferralRule(
    double? MinConfidence, bool AmbiguousSet, double? OutOfDistribution, ImmutableArray<string> Decisions, double SamplePercent,
    int DecideWithinMinutes)
{
    public bool Equals(ReferralRule? other) => other is not null && MinConfidence.Equals(other.MinConfidence) && AmbiguousSet == other.AmbiguousSet
        && OutOfDistribution.Equals(other.OutOfDistribution) && SamplePercent.Equals(other.SamplePercent)
        && DecideWithinMinutes == other.DecideWithinMinutes && Decisions.SequenceEqual(other.Decisions, StringComparer.Ordinal);

    public override int GetHashCode() => HashCode.Combine(MinConfidence, AmbiguousSet, OutOfDistribution, SamplePercent, DecideWithinMinutes);
}

/// <summary>What answers promise and how they are made.</summary>
/// <param name="Coverage">Share of rows whose truth intervals and sets hold, where a request says no other; 0.5 to 0.999. Default: 0.9.</param>
/// <param name="Adaptive">The level follows the outcomes so that the share is held under drift (arXiv:2106.00170).</param>
/// <param name="Cache">Scores of a request that is byte for byte the same are remembered; each is logged all the same. Default: false.</param>
/// <param name="Sunsets">By version when it stops answering (RFC 8594); from then on it is refused as <c>models.sunset</c> (410).</param>
[GenerateSerializer, Immutable, Alias("kolosal.answer-settings")]
public sealed record AnswerSettings(double Coverage, bool Adaptive, bool Cache, ImmutableDictionary<int, DateTimeOffset> Sunsets)
{
    public const double DefaultCoverage = 0.9;

    public static readonly AnswerSettings Default = new(DefaultCoverage, false, false, ImmutableDictionary<int, DateTimeOffset>.Empty);

    public bool Equals(AnswerSettings? other) => other is not null && Coverage.Equals(other.Coverage) && Adaptive == other.Adaptive
        && Cache == other.Cache && Sunsets.Count == other.Sunsets.Count
        && Sunsets.All(sunset => other.Sunsets.TryGetValue(sunset.Key, out var at) && at == sunset.Value);

    public override int GetHashCode() => HashCode.Combine(Coverage, Adaptive, Cache, Sunsets.Count);
}
