namespace Kolosal.Compliance.Controls;

/// <summary>Q23: no measure of fairness lies wholly outside its limit in several windows running.</summary>
internal sealed class FairnessWithinLimits() : RecordQuery(
    "Q23", "fairlimits", "Fairness inside limits", TimeSpan.FromDays(7),
    "Raise a fairness incident; within 24 hours choose another threshold, roll back or suspend.", "Fairness", "Incidents")
{
    protected override RecordQuery Companion => new FairnessMonitorAlive();

    protected override Judgement Ask(WorkspaceFacts facts) => Each(
        "no model in service has protected attributes", FairnessMonitorAlive.Watched(facts), model => model.Path, model => Wrong(facts, model));

    private static IEnumerable<string> Wrong(WorkspaceFacts facts, ModelFact model)
    {
        int running = facts.Parameters.FairnessWindows;
        var last = (model.Fairness?.Windows ?? []).Where(window => window.Version == model.Active).OrderByDescending(window => window.ClosedAt)
            .Take(running).ToList();
        if (last.Count < running) yield break;
        var outside = last.Select(window => window.Disparities.Where(found => IsOutside(facts.Parameters, found))
            .Select(found => (found.Attribute, found.Measure)).ToHashSet()).ToList();
        foreach (var (attribute, measure) in outside[0].Where(found => outside.TrueForAll(window => window.Contains(found))).Order())
            yield return $"{measure} of {attribute} lies wholly outside its limit in the last {running} windows.";
    }

    private static bool IsOutside(QueryParameters limits, DisparityFact found) =>
        found.IsRatio ? found.High < limits.DisparateImpact : found.Low > limits.RateDifference || found.High < -limits.RateDifference;
}
