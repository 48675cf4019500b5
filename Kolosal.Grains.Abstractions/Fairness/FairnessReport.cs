namespace Kolosal.Fairness;

/// <summary>The verdict over one window, of decisions or of outcomes.</summary>
/// <param name="WindowId">Names the window for ever.</param>
/// <param name="Version">The model version it judged.</param>
/// <param name="BeganAt">First request, or first report of outcomes.</param>
/// <param name="ClosedAt">Last one.</param>
/// <param name="Rows">Rows judged.</param>
/// <param name="Unfair">At least one measure of an attribute or intersection fails in this window.</param>
/// <param name="IncidentId">The incident it raised or joined; null when no violation is sustained.</param>
/// <param name="Attributes">One a protected attribute, then one an intersection.</param>
/// <param name="Outcomes">Whether outcomes were judged rather than decisions.</param>
/// <param name="Corrections">Outcomes of the window that replaced an earlier report: each took the old one off and added the new one.</param>
/// <param name="Sustained">Violations that are sustained with this window, as <c>sex: disparate_impact</c>.</param>
/// <param name="Recovered">Violations that were sustained and ended with this window.</param>
[GenerateSerializer, Immutable, Alias("kolosal.fairness-report")]
public sealed record FairnessReport(
    string WindowId, int Version, DateTimeOffset BeganAt, DateTimeOffset ClosedAt, long Rows, bool Unfair, string? IncidentId,
    ImmutableArray<AttributeFairness> Attributes, bool Outcomes = false, long Corrections = 0, ImmutableArray<string>? Sustained = null,
    ImmutableArray<string>? Recovered = null);

/// <summary>How decisions, or outcomes, fall on the groups of one attribute, or of two crossed.</summary>
/// <param name="Attribute">The protected column, or two with × between them.</param>
/// <param name="Groups">Every group seen, of a window of decisions; empty in all but the newest report.</param>
/// <param name="DisparateImpact">Smallest selection rate over largest, among groups of
/// sufficient size; null with fewer than two such groups or no selection at all.</param>
/// <param name="DisparateImpactLow">Lower end of its 95 % interval (Katz et al. 1978).</param>
/// <param name="DisparateImpactHigh">Upper end.</param>
/// <param name="ParityDifference">Largest selection rate − smallest.</param>
/// <param name="PValue">Of the disparate impact: see <see cref="MeasureReport.PValue"/>.</param>
/// <param name="Unfair">At least one measure fails.</param>
/// <param name="Measures">Each with interval, limit and verdict; of older reports those that were judged.</param>
/// <param name="Intersection">Whether attributes are crossed; of older reports those that failed are kept.</param>
/// <param name="Folded">Groups that are counted together, because they were rare in training.</param>
/// <param name="OutcomeRates">Every group seen, of a window of outcomes; null in all but the newest report.</param>
[GenerateSerializer, Immutable, Alias("kolosal.attribute-fairness")]
public sealed record AttributeFairness(
    string Attribute, ImmutableArray<GroupSelection> Groups, double? DisparateImpact, double? DisparateImpactLow, double? DisparateImpactHigh,
    double? ParityDifference, double? PValue, bool Unfair, ImmutableArray<MeasureReport>? Measures = null, bool Intersection = false,
    ImmutableArray<string>? Folded = null, ImmutableArray<GroupRates>? OutcomeRates = null);

/// <summary>A measure between groups.</summary>
/// <param name="Measure"><c>disparate_impact</c>, a ratio, or a difference: <c>demographic_parity_difference</c>,
/// <c>equal_opportunity_difference</c>, <c>false_positive_rate_difference</c>, <c>equalized_odds_difference</c>,
/// <c>predictive_parity_difference</c>, <c>calibration_gap_difference</c>, <c>accuracy_difference</c>, <c>base_rate_difference</c>.</param>
/// <param name="Value">Of the two extreme groups.</param>
/// <param name="Low">Lower end of its 95 % interval: of ratios by Katz et al. 1978, of differences by Newcombe 1998, of calibration gaps normal.
/// </param>
/// <param name="High">Upper end.</param>
/// <param name="LowGroup">The group with the smallest rate.</param>
/// <param name="HighGroup">The group with the largest.</param>
/// <param name="Limit">What the value has to keep; null for a measure that is shown and not judged.</param>
/// <param name="PValue">Probability, at most, of groups so far beyond the limit in a window of a model that keeps every limit; corrected for all
/// pairs of groups, attributes, intersections and measures. Null when not judged.</param>
/// <param name="Unfair">Beyond the limit, and not by chance.</param>
[GenerateSerializer, Immutable, Alias("kolosal.measure-report")]
public sealed record MeasureReport(
    string Measure, double Value, double Low, double High, string LowGroup, string HighGroup, double? Limit, double? PValue, bool Unfair);

/// <summary>Decisions on one group.</summary>
/// <param name="Group">The category, or the band of a numeric attribute; of two crossed with × between them.</param>
/// <param name="Rows">Decisions on this group.</param>
/// <param name="Selected">Favourable ones.</param>
/// <param name="SelectionRate">Selected / rows.</param>
/// <param name="Judged">Large enough to be judged.</param>
/// <param name="Low">Lower end of the rate's 95 % interval (Wilson 1927).</param>
/// <param name="High">Upper end.</param>
/// <param name="EstimatedTpr">What the true positive rate comes to if the model's probabilities are right: shown until outcomes are known, never
/// judged. Null where nobody is expected positive.</param>
/// <param name="EstimatedFpr">The false positive rate, likewise.</param>
/// <param name="EstimatedPpv">The positive predictive value, likewise.</param>
[GenerateSerializer, Immutable, Alias("kolosal.group-selection")]
public sealed record GroupSelection(
    string Group, long Rows, long Selected, double SelectionRate, bool Judged, double Low = 0, double High = 1, double? EstimatedTpr = null,
    double? EstimatedFpr = null, double? EstimatedPpv = null);

/// <summary>What came of the decisions on one group.</summary>
/// <param name="Group">The group.</param>
/// <param name="Rows">Decisions with an outcome.</param>
/// <param name="TruePositiveRate">Selected / positives. Every rate is null where there is nothing to divide by.</param>
/// <param name="FalsePositiveRate">Selected / negatives.</param>
/// <param name="PositivePredictiveValue">Positives / selected.</param>
/// <param name="BaseRate">Positives / rows.</param>
/// <param name="Accuracy">Right decisions / rows.</param>
/// <param name="CalibrationGap">Observed − expected share of positives.</param>
/// <param name="Overdrawn">Corrections of outcomes that earlier windows counted took off more than this one has, so it is not judged.</param>
[GenerateSerializer, Immutable, Alias("kolosal.group-rates")]
public sealed record GroupRates(
    string Group, long Rows, RateInterval? TruePositiveRate, RateInterval? FalsePositiveRate, RateInterval? PositivePredictiveValue,
    RateInterval? BaseRate, RateInterval? Accuracy, double? CalibrationGap, bool Overdrawn);

/// <param name="Value">The share, 0 to 1.</param>
/// <param name="Low">Lower end of its 95 % interval (Wilson 1927).</param>
/// <param name="High">Upper end.</param>
/// <param name="Rows">Rows divided by.</param>
[GenerateSerializer, Immutable, Alias("kolosal.rate-interval")]
public sealed record RateInterval(double Value, double Low, double High, long Rows);
