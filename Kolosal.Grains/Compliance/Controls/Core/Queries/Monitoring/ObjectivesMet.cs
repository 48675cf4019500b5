namespace Kolosal.Compliance.Controls;

/// <summary>Q24: what each champion promises its callers is defined, watched and kept.</summary>
internal sealed class ObjectivesMet() : RecordQuery(
    "Q24", "slo", "SLOs defined and met", TimeSpan.FromMinutes(10),
    "Page the owner; freeze rollouts while the budget is spent; roll back when the canary caused it.", "Slo")
{
    private const double PageBurn = 14.4;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);
    private static readonly string[] Kinds = ["availability", "latency", "error_rate", "freshness", "quality"];

    protected override Judgement Ask(WorkspaceFacts facts) =>
        Each("no model is in service", InService(facts), model => model.Path, model => Wrong(facts, model));

    private static IEnumerable<string> Wrong(WorkspaceFacts facts, ModelFact model)
    {
        var objectives = model.Service?.Objectives ?? [];
        foreach (string kind in Kinds.Where(kind => !objectives.Any(objective => objective.Kind == kind)))
            yield return $"It has no {kind} objective.";
        if (model.Service is { } service && IsOlder(facts, service.At, TimeSpan.FromMinutes(facts.Parameters.ServiceMinutes)))
            yield return $"Its objectives were not judged within {facts.Parameters.ServiceMinutes} minutes.";
        foreach (var objective in objectives)
        {
            if (objective.BudgetRemaining <= 0) yield return $"{objective.Id} has no error budget left.";
            if (objective.HourBurn >= PageBurn && !facts.Incidents.Any(incident => incident.Id == objective.IncidentId
                    && (incident.AcknowledgedAt is not null || Age(facts, incident.DetectedAt) <= Patience)))
                yield return $"{objective.Id} burns its budget {objective.HourBurn:0.#} times too fast, and nobody acknowledged it.";
        }
    }
}
