namespace Kolosal.Compliance.Controls;

/// <summary>Q74: what a model of high risk, or one that learnt from personal data, does to people was assessed before it served.</summary>
internal sealed class ImpactAssessed() : RegisterQuery(
    "Q74", "impact", "Impact assessment before activation", TimeSpan.FromDays(365),
    "Assess it with POST /api/compliance/impact-assessments; a model of high risk is suspended until then.", "Compliance", "Models")
{
    public override Judgement Judge(WorkspaceFacts facts)
    {
        var approved = facts.Registers.Assessments.Where(assessment => IsApproved(assessment.Status))
            .ToLookup(assessment => assessment.Model, StringComparer.Ordinal);
        return Each("no active model is of high risk or learnt from personal data",
            facts.Registers.Systems.Where(system => system.IsHighRisk || system.LearntFromPersonalData), system => $"models/{system.Model}",
            system => Wrong(facts, system, [.. approved[system.Model]]));
    }

    private static IEnumerable<string> Wrong(WorkspaceFacts facts, SystemFact system, ImpactFact[] assessments)
    {
        int days = facts.Registers.Parameters.ImpactDays;
        if (assessments.Length == 0)
        {
            yield return "No impact assessment of it is approved.";
            yield break;
        }

        if (assessments.Min(one => one.ApprovedAt) > system.ActivatedAt) yield return "It served before its impact was assessed.";
        if (assessments.All(one => IsOlder(facts, one.ApprovedAt, TimeSpan.FromDays(days))))
            yield return $"Its assessment is older than {days} days.";
        if (assessments.Any(one => one is { DpiaDue: true, HasDpia: false })) yield return "Its data-protection impact assessment is missing.";
        if (system.LearntFromPersonalData && assessments.All(one => !one.DpiaDue && !one.HasDpia) && system.IsHighRisk)
            yield return "It is of high risk and learnt from personal data, and no data-protection impact assessment was held due.";
    }
}
