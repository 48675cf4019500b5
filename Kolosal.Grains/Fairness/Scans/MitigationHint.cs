namespace Kolosal.Fairness;

/// <summary>What could be tried about a violation.</summary>
/// <param name="Attribute">The attribute or intersection that is treated unequally.</param>
/// <param name="Measure">The measure that fails.</param>
/// <param name="Method"><c>threshold_optimizer</c>, <c>reject_option</c>, <c>reweighing</c> (<c>POST /api/fairness/mitigate</c>), <c>bias_scan</c>
/// (<c>POST /api/fairness/bias-scan</c>) or <c>calibration</c>.</param>
/// <param name="Why">In a sentence.</param>
public sealed record MitigationHint(string Attribute, string Measure, string Method, string Why)
{
    /// <summary>Hints for what fails in an evaluation or in the last windows; a measure that fails in both is hinted at once.</summary>
    public static ImmutableArray<MitigationHint> Of(VersionFairness? evaluation, FairnessMonitor? live)
    {
        var failing = new List<(string Attribute, MeasureReport Measure, AttributionDisparity? Driver)>();
        foreach (var partition in evaluation?.Partitions ?? [])
            failing.AddRange(partition.Measures.Where(m => m.Unfair).Select(m => (partition.Attribute, m, partition.Attribution.FirstOrDefault())));
        foreach (var report in new[] { live?.Last, live?.LastOutcomes }.OfType<FairnessReport>())
            foreach (var attribute in report.Attributes)
                failing.AddRange((attribute.Measures ?? []).Where(m => m.Unfair).Select(m => (attribute.Attribute, m, (AttributionDisparity?)null)));
        return [.. failing.DistinctBy(found => (found.Attribute, found.Measure.Measure)).SelectMany(found =>
            Of(found.Attribute, found.Measure, found.Driver))];
    }

    private static IEnumerable<MitigationHint> Of(string attribute, MeasureReport measure, AttributionDisparity? driver)
    {
        string groups = $"'{measure.LowGroup}' and '{measure.HighGroup}'";
        switch (measure.Measure)
        {
            case MeasureNames.DisparateImpact:
                yield return new(attribute, measure.Measure, FairnessMitigation.ThresholdsMethod,
                    $"A threshold for each group (parity selection_rate) brings the selection rates of {groups} together; the answer states "
                    + "the cost.");
                yield return new(attribute, measure.Measure, FairnessMitigation.RejectMethod,
                    $"Deciding only the unsure rows otherwise costs least where {groups} differ little.");
                yield return new(attribute, measure.Measure, FairnessMitigation.WeightsMethod,
                    "Where labels differ between the groups already, weights make group and label independent before the next training.");
                break;
            case MeasureNames.EqualOpportunity or MeasureNames.FalsePositiveRate:
                yield return new(attribute, measure.Measure, FairnessMitigation.ThresholdsMethod,
                    $"A threshold for each group (parity true_positive_rate) brings the errors on {groups} together; the answer states the cost.");
                break;
            case MeasureNames.Calibration or MeasureNames.PredictiveParity:
                yield return new(attribute, measure.Measure, "calibration",
                    $"Probabilities mean something else for {groups}: train with more rows of the group that is off, or calibrate on rows of both.");
                break;
        }
        if (driver is not null)
            yield return new(attribute, measure.Measure, "bias_scan",
                $"'{driver.Column}' moves the scores of the groups most differently: see whether it stands for the attribute.");
    }
}
