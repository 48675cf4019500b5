using Kolosal.Statistics;

namespace Kolosal.Fairness;

/// <summary>Judges a full window: whether the groups of an attribute or intersection are treated too differently, and not by chance.</summary>
/// <remarks>
/// Selection rates by the four-fifths rule (29 CFR 1607.4 D) with the significance it asks for where numbers are small, rates of outcomes by
/// their largest difference. A measure fails when its value is beyond the limit and its p-value against the limit (<see cref="RateDisparity"/>,
/// <see cref="CalibrationDisparity"/>), corrected for pairs of groups and then by Holm's procedure over all partitions and measures of the
/// window, is at most the false-alarm rate. Holm's holds for any dependence, and intersections depend on their attributes.
/// </remarks>
public static class FairnessJudge
{
    /// <summary>Judges selection rates.</summary>
    /// <param name="plan">The partitions.</param>
    /// <param name="counts">By partition and group.</param>
    /// <param name="limits">What to judge by.</param>
    /// <returns>One finding a partition, in their order.</returns>
    public static ImmutableArray<PartitionFinding> Decisions(
        PartitionPlan plan, IReadOnlyList<IReadOnlyList<DecisionCounts>> counts, FairnessLimits limits) => Settle(
        [.. plan.Partitions.Select((partition, p) => Decisions(partition, counts[p], limits))], limits.FalseAlarm);

    /// <summary>Judges what came of the decisions.</summary>
    /// <param name="plan">The partitions.</param>
    /// <param name="counts">By partition, as <see cref="OutcomeCounts.Read"/> takes them.</param>
    /// <param name="limits">What to judge by.</param>
    /// <returns>One finding a partition, in their order.</returns>
    public static ImmutableArray<PartitionFinding> Outcomes(PartitionPlan plan, IReadOnlyList<long[]> counts, FairnessLimits limits) => Settle(
        [.. plan.Partitions.Select((partition, p) => new PartitionFinding(
            partition.Name, partition.IsIntersection, partition.Folded, [],
            [.. partition.Labels.Select((label, cell) => OutcomeCounts.Read(label, counts[p], cell)).Where(g => g.Outcomes.Rows != 0
                || g.IsOverdrawn)],
            Measures([.. partition.Labels.Select((label, cell) => OutcomeCounts.Read(label, counts[p], cell))], limits)))], limits.FalseAlarm);

    /// <summary>The measures of outcomes between groups, not settled yet.</summary>
    public static ImmutableArray<MeasureFinding> Measures(IReadOnlyList<OutcomeCounts> groups, FairnessLimits limits)
    {
        OutcomeCounts[] sound = [.. groups.Where(g => !g.IsOverdrawn)];
        RateDisparity.Rate[] Rates(Func<GroupOutcomes, long> hits, Func<GroupOutcomes, long> rows) =>
            [.. sound.Select(g => new RateDisparity.Rate(g.Outcomes.Group, hits(g.Outcomes), rows(g.Outcomes)))];
        long least = limits.MinimumGroupRows;
        double most = limits.MaximumDifference;
        var tpr = RateDisparity.Difference(MeasureNames.EqualOpportunity, Rates(g => g.TruePositives, g => g.Positives), least, most);
        var fpr = RateDisparity.Difference(MeasureNames.FalsePositiveRate, Rates(g => g.FalsePositives, g => g.Negatives), least, most);
        // Judged by its parts: it is their larger one.
        var odds = tpr is null || fpr is null ? null : tpr.Value >= fpr.Value ? tpr : fpr;
        MeasureFinding?[] found =
        [
            tpr, fpr, odds is null ? null : odds with { Measure = MeasureNames.EqualizedOdds, Limit = null, PValue = null },
            RateDisparity.Difference(MeasureNames.PredictiveParity, Rates(g => g.TruePositives, g => g.Selected), least, most),
            CalibrationDisparity.Of(sound, least, most),
            RateDisparity.Difference(MeasureNames.Accuracy, Rates(g => g.TruePositives + g.TrueNegatives, g => g.Rows), least, null),
            RateDisparity.Difference(MeasureNames.BaseRate, Rates(g => g.Positives, g => g.Rows), least, null),
        ];
        return [.. found.OfType<MeasureFinding>()];
    }

    /// <summary>The measures of decisions between groups, not settled yet.</summary>
    public static ImmutableArray<MeasureFinding> Selections(IReadOnlyList<RateDisparity.Rate> rates, FairnessLimits limits)
    {
        MeasureFinding?[] found =
        [
            RateDisparity.Ratio(MeasureNames.DisparateImpact, rates, limits.MinimumGroupRows, limits.MinimumImpactRatio),
            // Shown beside the ratio, which is judged: both say the same of the same two groups.
            RateDisparity.Difference(MeasureNames.DemographicParity, rates, limits.MinimumGroupRows, null),
        ];
        return [.. found.OfType<MeasureFinding>()];
    }

    /// <summary>Corrects p-values for everything judged together, and says what fails.</summary>
    public static ImmutableArray<PartitionFinding> Settle(IReadOnlyList<PartitionFinding> findings, double falseAlarm)
    {
        double[] raw = [.. findings.SelectMany(finding => finding.Measures).Select(measure => measure.PValue).OfType<double>()];
        double[] adjusted = MultipleTesting.Holm(raw);
        int next = 0;
        return [.. findings.Select(finding => finding with
        {
            Measures = [.. finding.Measures.Select(measure =>
            {
                if (measure.PValue is null) return measure;
                double p = adjusted[next++];
                return measure with { PValue = p, Unfair = measure.IsBeyond && p <= falseAlarm };
            })],
        })];
    }

    private static PartitionFinding Decisions(Partition partition, IReadOnlyList<DecisionCounts> counts, FairnessLimits limits) => new(
        partition.Name, partition.IsIntersection, partition.Folded,
        [.. partition.Labels.Select((label, cell) => new DecidedGroup(label, counts[cell])).Where(group => group.Counts.Rows > 0)], [],
        Selections([.. partition.Labels.Select((label, cell) => new RateDisparity.Rate(label, counts[cell].Selected, counts[cell].Rows))], limits));
}
