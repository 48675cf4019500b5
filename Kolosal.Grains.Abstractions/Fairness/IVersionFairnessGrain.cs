using Kolosal.Access;
using Orleans.Concurrency;

namespace Kolosal.Fairness;

/// <summary>How one model version treats groups on rows that it has not learnt from. Key <c>workspace/model:version</c>.</summary>
[Alias("kolosal.fairness.IVersionFairnessGrain")]
public interface IVersionFairnessGrain : IGrainWithStringKey
{
    /// <summary>Keeps an evaluation; a later one of the same rows takes the place of the earlier. Idempotent by content.</summary>
    [Alias("Keep")]
    Task<Result<VersionFairness>> KeepAsync(VersionFairness evaluation);

    /// <summary>The evaluation kept last. Refused with <c>fairness.not-evaluated</c> when there is none.</summary>
    [Alias("Get"), ReadOnly, RequiresPermission(Permission.FairnessRead)]
    Task<Result<VersionFairness>> GetAsync();
}

/// <summary>How a version treats groups on a set of rows.</summary>
/// <param name="Rows">Rows scored.</param>
/// <param name="Source"><c>held_out</c> for the test part of the run that made it, otherwise the dataset's id.</param>
/// <param name="At">When.</param>
/// <param name="FavourableClass">The decision that counts as selection.</param>
/// <param name="Unfair">At least one measure fails.</param>
/// <param name="Partitions">One a protected attribute, then one an intersection.</param>
/// <param name="Notes">What was left out, and why.</param>
[GenerateSerializer, Immutable, Alias("kolosal.version-fairness")]
public sealed record VersionFairness(
    long Rows, string Source, DateTimeOffset At, string FavourableClass, bool Unfair, ImmutableArray<ScannedPartition> Partitions,
    ImmutableArray<string> Notes);

/// <summary>How a version treats the groups of one attribute, or of two crossed.</summary>
/// <param name="Attribute">The attribute, or two with × between them.</param>
/// <param name="Intersection">Whether attributes are crossed.</param>
/// <param name="Unfair">At least one measure fails.</param>
/// <param name="Measures">Each with interval, limit and verdict.</param>
/// <param name="Groups">Every group with rows.</param>
/// <param name="Folded">Groups counted together, because they are rare.</param>
/// <param name="Attribution">Columns whose share in the score differs most between groups, largest first; empty where none was computed.</param>
[GenerateSerializer, Immutable, Alias("kolosal.scanned-partition")]
public sealed record ScannedPartition(
    string Attribute, bool Intersection, bool Unfair, ImmutableArray<MeasureReport> Measures, ImmutableArray<ScannedGroup> Groups,
    ImmutableArray<string> Folded, ImmutableArray<AttributionDisparity> Attribution);

/// <summary>One group.</summary>
/// <param name="Selection">Its selection rate.</param>
/// <param name="Rates">What came of the decisions.</param>
/// <param name="MeanScore">Mean probability of the favourable class.</param>
/// <param name="ScoreDeciles">Rows by the probability of the favourable class in ten equal steps from 0 to 1.</param>
/// <param name="MeanConfidence">Mean probability of the decision that was made.</param>
/// <param name="ErrorRate">Wrong decisions / rows.</param>
/// <param name="CalibrationError">Expected calibration error over ten equal steps of the probability; biased upwards in small groups.</param>
[GenerateSerializer, Immutable, Alias("kolosal.scanned-group")]
public sealed record ScannedGroup(
    RateInterval Selection, GroupRates Rates, double MeanScore, ImmutableArray<long> ScoreDeciles, double MeanConfidence, double ErrorRate,
    double CalibrationError);

/// <summary>How differently one column moves the score of groups.</summary>
/// <param name="Column">The column.</param>
/// <param name="Difference">Largest − smallest mean absolute contribution of a group, in the scale of <paramref name="Scale"/>.</param>
/// <param name="LowGroup">The group with the smallest mean.</param>
/// <param name="HighGroup">The group with the largest.</param>
/// <param name="Method"><c>tree_shap</c>, <c>additive_terms</c> or <c>kernel_shap</c>.</param>
/// <param name="Scale"><c>raw_score</c> (log odds of a boosted classifier, say) or <c>output</c>.</param>
/// <param name="Rows">Rows explained.</param>
[GenerateSerializer, Immutable, Alias("kolosal.attribution-disparity")]
public sealed record AttributionDisparity(
    string Column, double Difference, string LowGroup, string HighGroup, string Method, string Scale, int Rows);
