namespace Kolosal.Compliance.Controls;

/// <summary>Q25: in production a champion is not much worse than it was when it was validated.</summary>
internal sealed class QualityHolds() : RecordQuery(
    "Q25", "quality", "Quality in production", TimeSpan.FromDays(7),
    "Retrain or roll back, and raise a performance incident.", "Feedback", "Predictions", "Slo")
{
    protected override Judgement Ask(WorkspaceFacts facts) =>
        Each("no model is in service", InService(facts), model => model.Path, model => Wrong(facts, model));

    private static IEnumerable<string> Wrong(WorkspaceFacts facts, ModelFact model)
    {
        var days = TimeSpan.FromDays(facts.Parameters.InUseDays);
        if (model.Performance is not { Metric: { } metric, Value: { } value } found || found.Version != model.Active)
        {
            yield return "Nothing measured it in production: outcomes are reported with POST /api/feedback.";
            yield break;
        }

        if (IsOlder(facts, found.JudgedAt, days)) yield return $"It was not measured in production within {days.TotalDays:0} days.";
        if (model.Champion!.Metrics.FirstOrDefault(known => known.Name == metric) is not { } validated) yield break;
        double drop = found.IsHigherBetter ? validated.Value - value : value - validated.Value;
        if (drop > facts.Parameters.QualityDrop)
            yield return $"Its {metric} fell from {validated.Value:0.####} to {value:0.####}, by more than {facts.Parameters.QualityDrop:0.####}.";
    }
}
