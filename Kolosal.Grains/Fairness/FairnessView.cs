using Kolosal.Statistics;

namespace Kolosal.Fairness;

/// <summary>What the core found, as the contract carries it.</summary>
internal static class FairnessView
{
    public static AttributeFairness ToReport(this PartitionFinding found, int minimumRows)
    {
        var impact = found.Measure(MeasureNames.DisparateImpact);
        return new(
            found.Name, [.. found.Decisions.Select(group => ToSelection(group, minimumRows))], impact?.Value, impact?.Low, impact?.High,
            found.Measure(MeasureNames.DemographicParity)?.Value, impact?.PValue, found.Unfair, [.. found.Measures.Select(ToReport)],
            found.Intersection, found.Folded, found.Outcomes.IsEmpty ? null : [.. found.Outcomes.Select(ToRates)]);
    }

    public static MeasureReport ToReport(this MeasureFinding found) => new(
        found.Measure, found.Value, found.Low, found.High, found.LowGroup, found.HighGroup, found.Limit, found.PValue, found.Unfair);

    public static GroupRates ToRates(this OutcomeCounts group)
    {
        var o = group.Outcomes;
        bool overdrawn = group.IsOverdrawn;
        RateInterval? Of(long hits, long rows) => overdrawn ? null : Interval(hits, rows);
        return new(
            o.Group, o.Rows, Of(o.TruePositives, o.Positives), Of(o.FalsePositives, o.Negatives), Of(o.TruePositives, o.Selected),
            Of(o.Positives, o.Rows), Of(o.TruePositives + o.TrueNegatives, o.Rows), overdrawn ? null : group.CalibrationGap, overdrawn);
    }

    /// <summary>A share with Wilson's interval; null without rows.</summary>
    public static RateInterval? Interval(long hits, long rows)
    {
        if (rows <= 0) return null;
        var interval = Proportions.Wilson(hits, rows);
        return new((double)hits / rows, interval.Low, interval.High, rows);
    }

    /// <summary>A report for the history: the groups stand in the newest alone, and of measures what was judged, of intersections what failed.
    /// </summary>
    public static FairnessReport WithoutGroups(FairnessReport report) => report with
    {
        Attributes = [.. report.Attributes.Where(attribute => !attribute.Intersection || attribute.Unfair).Select(attribute => attribute with
        {
            Groups = [],
            OutcomeRates = null,
            Measures = [.. (attribute.Measures ?? []).Where(measure => attribute.Intersection ? measure.Unfair : measure.Limit is not null)],
        })],
    };

    /// <summary>The report as lists show it: the groups of the attributes themselves.</summary>
    public static FairnessReport? Listed(FairnessReport? report) => report is null ? null : report with
    {
        Attributes = [.. report.Attributes.Select(attribute => attribute.Intersection ? attribute with { Groups = [], OutcomeRates = null }
            : attribute)],
    };

    private static GroupSelection ToSelection(DecidedGroup group, int minimumRows)
    {
        var (counts, interval) = (group.Counts, Proportions.Wilson(group.Counts.Selected, group.Counts.Rows));
        return new(group.Group, counts.Rows, counts.Selected, group.SelectionRate, counts.Rows >= minimumRows, interval.Low, interval.High,
            counts.EstimatedTpr, counts.EstimatedFpr, counts.EstimatedPpv);
    }
}
