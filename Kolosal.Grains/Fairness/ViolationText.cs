using System.Globalization;
using Kolosal.Incidents;
using Kolosal.Monitoring;
using Kolosal.Statistics;

namespace Kolosal.Fairness;

/// <summary>A sustained violation in words: what an incident says of groups, rates and intervals.</summary>
internal static class ViolationText
{
    /// <summary>Violations named one by one; of more only the number.</summary>
    private const int MostNamed = 5;

    /// <param name="window">The window.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="findings">Of the window.</param>
    /// <param name="sustained">The violations that are sustained.</param>
    /// <param name="policy">When a violation is.</param>
    /// <param name="outcomes">Whether outcomes were judged.</param>
    public static WindowAlarm Alarm(
        ClosedWindow window, string model, ImmutableArray<PartitionFinding> findings, string[] sustained, SustainedPolicy policy, bool outcomes)
    {
        var failing = findings.SelectMany(f => f.Measures.Where(m => m.Unfair && sustained.Contains(FairnessState.Key(f, m))).Select(m => (f, m)))
            .OrderByDescending(found => found.m.Excess).ToArray();
        var severity = ViolationSeverity.Level(failing.Select(found => found.m)) switch
        {
            1 => IncidentSeverity.Sev1,
            2 => IncidentSeverity.Sev2,
            _ => IncidentSeverity.Sev3,
        };
        string[] where = [.. failing.Select(found => found.f.Name).Distinct()];
        string more = failing.Length > MostNamed ? $"; and {failing.Length - MostNamed} more" : "";
        return new(
            IncidentType.Fairness, severity,
            $"Unequal {(outcomes ? "outcomes of decisions" : "selection")} by {string.Join(", ", where.Take(MostNamed))} in {model}",
            string.Create(CultureInfo.InvariantCulture, $"{window.Rows} {(outcomes ? "outcomes" : "rows")} of version {window.Version}, violated in ")
            + string.Create(CultureInfo.InvariantCulture, $"at least {policy.Needed} of the last {policy.OfLast} windows: ")
            + $"{string.Join("; ", failing.Take(MostNamed).Select(found => Sentence(found.f, found.m)))}{more}.");
    }

    private static string Sentence(PartitionFinding finding, MeasureFinding measure) => string.Create(
        CultureInfo.InvariantCulture,
        $"{finding.Name}: {measure.Measure} {measure.Value:0.###} ({measure.Low:0.###} to {measure.High:0.###}; limit {measure.Limit:0.###}, ")
        + string.Create(CultureInfo.InvariantCulture, $"p {measure.PValue:0.##e0}), ")
        + $"{Group(finding, measure, measure.LowGroup)} against {Group(finding, measure, measure.HighGroup)}";

    /// <summary>A group's rate with its interval.</summary>
    private static string Group(PartitionFinding finding, MeasureFinding measure, string group)
    {
        if (finding.Decisions.FirstOrDefault(found => found.Group == group) is { } decided) return Rate(group, decided.Counts.Selected,
            decided.Counts.Rows);
        if (finding.Outcomes.FirstOrDefault(found => found.Outcomes.Group == group) is not { } counted) return $"'{group}'";
        var o = counted.Outcomes;
        return measure.Measure switch
        {
            MeasureNames.EqualOpportunity => Rate(group, o.TruePositives, o.Positives),
            MeasureNames.FalsePositiveRate => Rate(group, o.FalsePositives, o.Negatives),
            MeasureNames.PredictiveParity => Rate(group, o.TruePositives, o.Selected),
            _ => string.Create(CultureInfo.InvariantCulture, $"'{group}' {counted.CalibrationGap:0.###} of {o.Rows}"),
        };
    }

    private static string Rate(string group, long hits, long rows)
    {
        var interval = Proportions.Wilson(hits, rows);
        return string.Create(CultureInfo.InvariantCulture,
            $"'{group}' {(double)hits / rows:0.###} ({interval.Low:0.###} to {interval.High:0.###}) of {rows}");
    }
}
