using Kolosal.Statistics;

namespace Kolosal.Fairness;

/// <summary>How decisions fell on the groups of each protected attribute; nothing of it is kept.</summary>
/// <param name="Unfair">At least one measure of an attribute or intersection is beyond its limit, and not by chance.</param>
/// <param name="Attributes">Each attribute, then, when asked for, every two crossed, and all together when there are more.</param>
/// <param name="GeneralizedEntropy">Inequality between single persons, α = 2; null without outcomes.</param>
/// <param name="Theil">Theil's index; null without outcomes.</param>
/// <param name="Consistency">Whether people who are alike are treated alike; null without features.</param>
/// <param name="LeftOut">Intersections that were not judged, because there would be too many.</param>
public sealed record FairnessEvaluation(
    bool Unfair, ImmutableArray<EvaluatedAttribute> Attributes, double? GeneralizedEntropy, double? Theil, ConsistencyFinding? Consistency,
    ImmutableArray<string> LeftOut)
{
    private const int MostPairs = 200;

    /// <param name="decisions">Whether a row got the favourable decision.</param>
    /// <param name="outcomes">Whether it should have; null when not known.</param>
    /// <param name="scores">Probability of the favourable outcome, 0 to 1; null when not known, and then nothing is said of calibration.</param>
    /// <param name="attributes">Group labels, row by row.</param>
    /// <param name="crossed">Whether attributes are crossed as well.</param>
    /// <param name="limits">What to judge by.</param>
    /// <param name="consistency">Of single persons; null when not asked for.</param>
    public static FairnessEvaluation Of(bool[] decisions, bool[]? outcomes, double[]? scores, IReadOnlyDictionary<string, string[]> attributes,
        bool crossed, FairnessLimits limits, ConsistencyFinding? consistency = null)
    {
        LabelledRows[] single = [.. attributes.Select(a => LabelledRows.Of(a.Key, a.Value))];
        var (judged, leftOut) = crossed ? LabelledRows.WithIntersections(single, int.MaxValue, MostPairs) : ([.. single], []);
        var counted = judged.Select(partition => Count(partition, decisions, outcomes, scores)).ToArray();
        var settled = FairnessJudge.Settle(
            [.. judged.Select((partition, p) => new PartitionFinding(partition.Name, partition.Intersection, [], [], [.. counted[p]],
                Measures(counted[p], outcomes is not null, scores is not null, limits)))], limits.FalseAlarm);
        ImmutableArray<EvaluatedAttribute> found =
            [.. settled.Select(finding => EvaluatedAttribute.Of(finding, outcomes is not null, scores is not null, limits.MinimumGroupRows))];
        var all = outcomes is null ? null : GroupOutcomes.Count(["all"], new int[decisions.Length], decisions, outcomes);
        return new(found.Any(a => a.Unfair), found, all is null ? null : InequalityIndex.GeneralizedEntropy(all),
            all is null ? null : InequalityIndex.Theil(all), consistency, leftOut);
    }

    private static OutcomeCounts[] Count(LabelledRows partition, bool[] decisions, bool[]? outcomes, double[]? scores)
    {
        var counts = new long[partition.Labels.Length * OutcomeCounts.Width];
        for (int row = 0; row < decisions.Length; row++)
            OutcomeCounts.Add(counts, partition.GroupOf[row], decisions[row], (outcomes ?? decisions)[row], scores?[row] ?? 0, 1);
        return [.. partition.Labels.Select((label, g) => OutcomeCounts.Read(label, counts, g))];
    }

    private static ImmutableArray<MeasureFinding> Measures(OutcomeCounts[] groups, bool outcomes, bool scores, FairnessLimits limits)
    {
        var selections = FairnessJudge.Selections(
            [.. groups.Select(g => new RateDisparity.Rate(g.Outcomes.Group, g.Outcomes.Selected, g.Outcomes.Rows))], limits);
        return !outcomes ? selections
            : [.. selections, .. FairnessJudge.Measures(groups, limits).Where(measure => scores || measure.Measure != MeasureNames.Calibration)];
    }
}

/// <summary>One attribute, or several crossed.</summary>
/// <param name="Attribute">Its name.</param>
/// <param name="Unfair">At least one measure fails.</param>
/// <param name="DisparateImpact">Smallest over largest selection rate of the groups that are large enough; null where nothing is to be compared.
/// </param>
/// <param name="ImpactLow">Lower end of its 95 % interval.</param>
/// <param name="ImpactHigh">Upper end.</param>
/// <param name="PValue">Probability, at most, of a ratio as far below the limit when the limit is kept: corrected for pairs of groups, attributes and
/// measures.</param>
/// <param name="Measures">Over the groups that are large enough; those that need outcomes are null without.</param>
/// <param name="Groups">All of them, the small ones, too.</param>
/// <param name="Intersection">Whether attributes are crossed.</param>
/// <param name="Findings">The measures with intervals, limits and verdicts.</param>
public sealed record EvaluatedAttribute(
    string Attribute, bool Unfair, double? DisparateImpact, double? ImpactLow, double? ImpactHigh, double? PValue, FairnessMeasures Measures,
    ImmutableArray<EvaluatedGroup> Groups, bool Intersection, ImmutableArray<MeasureReport> Findings)
{
    internal static EvaluatedAttribute Of(PartitionFinding found, bool outcomes, bool scores, int minimumRows)
    {
        var impact = found.Measure(MeasureNames.DisparateImpact);
        var measures = FairnessMeasures.Of([.. found.Outcomes.Select(g => g.Outcomes).Where(g => g.Rows >= minimumRows)]);
        return new(found.Name, found.Unfair, impact?.Value, impact?.Low, impact?.High, impact?.PValue, outcomes ? measures
            : WithoutOutcomes(measures),
            [.. found.Outcomes.Select(g => EvaluatedGroup.Of(g, outcomes, scores, g.Outcomes.Rows >= minimumRows))], found.Intersection,
            [.. found.Measures.Select(FairnessView.ToReport)]);
    }

    private static FairnessMeasures WithoutOutcomes(FairnessMeasures measures) => measures with
    {
        EqualOpportunityDifference = null,
        EqualizedOddsDifference = null,
        EqualizedOddsRatio = null,
        AverageOddsDifference = null,
        PredictiveParityDifference = null,
        AccuracyDifference = null,
        BaseRateDifference = null,
    };
}

/// <param name="Group">Its label.</param>
/// <param name="Rows">Decisions on it.</param>
/// <param name="Judged">Large enough to be compared.</param>
/// <param name="SelectionRate">Favourable decisions / rows.</param>
/// <param name="SelectionLow">Lower end of its 95 % interval (Wilson 1927).</param>
/// <param name="SelectionHigh">Upper end.</param>
/// <param name="Tpr">True positive rate; like all that follow null without outcomes, or without a row to divide by.</param>
/// <param name="Fpr">False positive rate.</param>
/// <param name="Ppv">Positive predictive value.</param>
/// <param name="Accuracy">Right decisions / rows.</param>
/// <param name="BaseRate">Positive outcomes / rows.</param>
/// <param name="Rates">The same with intervals, and the calibration gap where scores were given; null without outcomes.</param>
public sealed record EvaluatedGroup(
    string Group, long Rows, bool Judged, double SelectionRate, double SelectionLow, double SelectionHigh, double? Tpr, double? Fpr, double? Ppv,
    double? Accuracy, double? BaseRate, GroupRates? Rates)
{
    internal static EvaluatedGroup Of(OutcomeCounts counts, bool outcomes, bool scores, bool judged)
    {
        var group = counts.Outcomes;
        var interval = Proportions.Wilson(group.Selected, group.Rows);
        return new(group.Group, group.Rows, judged, group.SelectionRate!.Value, interval.Low, interval.High, outcomes ? group.Tpr : null,
            outcomes ? group.Fpr : null, outcomes ? group.Ppv : null, outcomes ? group.Accuracy : null, outcomes ? group.BaseRate : null,
            !outcomes ? null : scores ? counts.ToRates() : counts.ToRates() with { CalibrationGap = null });
    }
}
